import { CHALLENGER } from "./challenger.ts";
import { writeTemplate } from "./write-template.ts";

export const challengerFinnish = () =>
  writeTemplate(CHALLENGER, {
    locale: "fi",
    name: "Challenger",
    description:
      "Opeta, räätälöi ja ota ohjat: askeleet on kirjoitettu asioiksi, jotka voi todeta asiakkaasta. Matka vie tutun haasteen tunnistamisesta haluun toimia uudella tavalla, ennen kuin tuotteesta on puhuttu sanaakaan. Sopii isompiin kauppoihin, joissa päättäjiä on monta, pahin kilpailija on vanha tuttu tapa toimia ja sinulla on näkemys, josta asiakas oppii jotain.",

    stages: {
      teach_reframe: {
        name: "Opeta: lämmittely ja uusi näkökulma",
        guidance:
          "Aloita haasteesta, jonka asiakkaan alalla kaikki tuntevat, ja anna asiakkaan oikaista sinua, kunnes haaste on hänen omansa. Käännä sitten näkökulma: näytä syy tai riski, jota talossa ei ole nähty. Ykköspesällä ollaan, kun asiakas kertoo sen omin sanoin.\n\nTuo mukanasi näkemys, älä kysymyslistaa tai yritysesittelyä. ”Juuri niin” tarkoittaa, ettet opettanut mitään. ”Noin en olekaan asiaa ajatellut” on se, mitä haluat kuulla. Jos mikään ei yllätä, hae parempi oivallus, ennen kuin palaat.",
      },
      teach_impact: {
        name: "Opeta: kylmät luvut ja omakohtaisuus",
        guidance:
          "Anna asian painaa, ensin lukuina ja sitten ihmisten arjessa. Asiakas laskee omilla luvuillaan ja kertoo päivästä, jolloin homma meni heillä pieleen. Lopulta jatkaminen entiseen malliin näyttää isommalta riskiltä kuin muutos.\n\nKatso, kuka lähtee kaivamaan lukuja ja vetää kollegan mukaan. Siinä on mobilisoijasi, ja usein hän on joukon epäilijä. Mukava yhteyshenkilö, joka tykkää kaikesta, saa harvoin ketään liikkeelle. Älä tarjoa vielä helpotusta: jos kenkä ei purista, sitä ei vaihdeta.",
      },
      teach_new_way: {
        name: "Opeta: uusi toimintatapa",
        guidance:
          "Asiakkaan pitää haluta uutta toimintatapaa, ennen kuin kukaan on maininnut tuotetta. Kakkospesällä asiakas osaa kertoa, mitä tekisi toisin ja mitä se vaatii, ja päättäjä on valmis luopumaan vanhasta.\n\nPuhu siitä, miten parhaat yritykset toimivat, älä siitä, miten teidän järjestelmänne toimii. Listan vaatimuksista kirjoittaa asiakas, vaikka sinä olisit opettanut, mitä siihen kuuluu. Jos asiakas haluaa vain nähdä, ”mitä teillä on”, uutta toimintatapaa ei ole vielä myyty.",
      },
      take_control: {
        name: "Räätälöi ja ota ohjat",
        guidance:
          "Kolmospesällä asiakas pystyy ostamaan. Ota raha ja ehdot itse puheeksi nyt, kun ei ole vielä tarjousta, josta vääntää. Sovi myös reitti päätökseen: asiakas ostaa tällaista ehkä ensimmäistä kertaa, sinä olet nähnyt sen monesti.\n\nOhjien ottaminen tarkoittaa, että sanot kiusallisenkin asian kohteliaasti ja seisot sen takana. Tyrkyttämistä se ei ole. Anna jokaisen löytää oma syynsä: porukka, jota yhdistää vain sinun yhteenvetosi, päätyy halvimpaan tai ei mihinkään.",
      },
      your_solution: {
        name: "Ratkaisu pöytään",
        guidance:
          "Nyt on ratkaisunne vuoro, kohta kohdalta asiakkaan omaa listaa vasten. Pysähdy siihen, missä uusi toimintatapa vaatii jotain, minkä te osaatte ja muut eivät: hyvä näkökulma on johtanut tähän alusta asti.\n\nAnna mobilisoijan esitellä osa ja jätä pois se, mitä kukaan ei tarvitse. Kun puhe kääntyy pelkkään hintaan, palaa asiakkaan laskemaan summaan, älä alennukseen. Jos itse ongelmasta aletaan kiistellä, joku ei ole ollut mukana matkalla: siirrä kauppa takaisin.",
      },
      signature: {
        name: "Nimet paperiin",
        guidance:
          "Pidä suunta viimeiseen allekirjoitukseen asti. Hankinta ja juristit eivät ole kuulleet, mistä kaikki alkoi, joten anna mobilisoijalle sanat, joilla hän puolustaa päätöstä. Myönnytyksiä vaihdetaan, niitä ei anneta ilmaiseksi: mieti etukäteen, mitä pyydät vastineeksi.\n\nVaarallisinta on hiljaisuus, joten sovi jokaiselle avoimelle asialle tekijä ja päivä. Vie asiakkaan lista, laskettu summa ja uusi toimintatapa toimitukseen asiakkaan sanoin, jotta mitataan sitä, mitä luvattiin.",
      },
    },

    criteria: {
      challenge_recognised: {
        name: "Lämmittely: asiakas on tunnistanut haasteen omakseen",
        questions: [
          "Alanne yrityksissä puhutaan kerta toisensa jälkeen näistä kolmesta murheesta. Minkä niistä panisit ykköseksi?",
          "Mitä olen ymmärtänyt teidän tilanteestanne väärin?",
          "Miten se näkyy teillä tavallisessa työviikossa?",
        ],
        objections: [
          {
            objection: "Mitä te muka tiedätte meidän alastamme?",
            response:
              "Varmasti vähemmän kuin sinä. Mutta näen monta yritystä, jotka painivat saman asian kanssa, ja viidessä minuutissa huomaat, missä kohdin kuva ei päde teihin. Mikä siinä kuulostaa vähiten teiltä?",
          },
          {
            objection: "Kerro nyt vain, mitä te myytte.",
            response:
              "Yhdellä lauseella, mielelläni. Tulin kuitenkin kertomaan asiasta, jonka teidän kaltaisenne yritykset yleensä huomaavat liian myöhään. Anna sille kymmenen minuuttia ja päätä sitten, kannattaako loppu kuunnella. Sopiiko?",
          },
        ],
      },
      reframe_accepted: {
        name: "Uusi näkökulma (reframe): asiakas on kuvannut omin sanoin ongelman, jota ei ollut nähnyt",
        questions: [
          "Miten selittäisit tämän kollegalle, joka ei ollut paikalla?",
          "Mistä luulit tämän johtuvan ennen tätä päivää?",
          "Mikä puoli tästä on jäänyt teillä kokonaan seuraamatta?",
          "Missä se näkyy teidän omissa luvuissanne tai viime vuoden tapauksissa?",
        ],
        objections: [
          {
            objection: "Muilla ehkä, mutta meillä asiat ovat toisin.",
            response:
              "Voi olla, ja haluaisin tietää, miten. Jos tämä ei koske teitä, mitä teidän omissa luvuissanne pitäisi näkyä? Katsotaan sieltä ensin. Jos olet oikeassa, minä opin jotain ja sinulta meni kymmenen minuuttia.",
          },
          {
            objection: "Tämän me kyllä tiedämme jo.",
            response:
              "Sitten olette pidemmällä kuin useimmat. Mitä olette sen takia muuttaneet? Jos ette juuri mitään, miksi tuttu asia on niin vaikea saada hoidetuksi?",
          },
        ],
      },
      cost_of_problem: {
        name: "Kylmät luvut: asiakas on laskenut, mitä ongelma heille maksaa",
        questions: [
          "Mitä laskelmasta tulee, kun panet siihen omat lukunne?",
          "Mitkä luvut osoittaisivat minun olevan väärässä, ja kenellä ne ovat?",
          "Mikä rivi painaa summassa eniten, ja kuinka varma siitä olet?",
          "Paljonko tästä kertyy, jos jatkatte näin kolme vuotta?",
        ],
        objections: [
          {
            objection: "Nuohan ovat muiden yritysten lukuja.",
            response:
              "Niin ovat, ja ne saa viivata yli. Kirjoita omat viereen rivi kerrallaan, ja missä epäröit, ota pienempi. Mitä loppusumma silloin näyttää?",
          },
          {
            objection: "Aika iso työ yhden asian todistamiseksi.",
            response:
              "Iltapäivän työ, jos aloitetaan kahdesta tärkeimmästä rivistä. Jos niistä ei kerry juuri mitään, lopetetaan siihen, eikä kumpikaan käytä asiaan enempää aikaa. Kuka saisi ne kaivettua esiin?",
          },
        ],
      },
      personal_stake: {
        name: "Omakohtaisuus: asiakas on kertonut, miten ongelma on osunut häneen tai hänen väkeensä",
        questions: [
          "Kuka jäi viimeksi tämän takia ylitöihin?",
          "Milloin olet itse joutunut vastaamaan tästä, ja kenelle?",
          "Mitä ehtisit vihdoin tehdä, jos tämä olisi pois pöydältäsi?",
        ],
        objections: [
          {
            objection: "Ei tässä ole mitään henkilökohtaista, tämä on bisnestä.",
            response:
              "Ymmärrän, enkä tahdo udella. Kysyn siksi, että pelkät luvut muuttavat harvoin mitään: jonkun pitää olla asiaan kyllästynyt. Kuka teillä on?",
          },
          {
            objection: "Tähän on jo totuttu.",
            response:
              "Niin siinä käy, ja se tässä on vaarallista. Mieti sitä, joka on tullut taloon viimeksi: mitä hän ihmetteli ensimmäisen kuukautensa, ennen kuin tottui hänkin?",
          },
        ],
      },
      compelling_reason: {
        name: "Entiseen malliin ei voi jatkaa: asiakas on kertonut, miksi muutos on aloitettava nyt",
        questions: [
          "Mitä ette saa enää korjattua, jos aloitatte vasta vuoden päästä?",
          "Mikä suunnitelmistanne kaatuu, jos tämä pysyy ennallaan?",
          "Jos päätätte olla tekemättä mitään, kenelle siitä pitää kertoa ja mitä hän sanoo?",
          "Mihin edellinen yritys muuttaa tätä kaatui, ja mikä on nyt toisin?",
        ],
        objections: [
          {
            objection: "Meillä on isompiakin asioita työn alla.",
            response:
              "Sitten tämän pitää ansaita paikkansa. Mikä niistä isommista hidastuu tai kallistuu, kun tämä jatkuu? Jos ei mikään, pane meidät jonon hännille, ja sanon saman omalle pomolleni.",
          },
          {
            objection: "Näin on tehty jo kaksikymmentä vuotta.",
            response:
              "Ja hyvin on toiminut, muuten olisitte lopettaneet. Mikä ympärillä on muuttunut kahden viime vuoden aikana: asiakkaat, väki, säännöt, katteet? Jos ei mikään, jatkakaa samalla tavalla.",
          },
        ],
      },
      mobiliser: {
        name: "Mobilisoija: joku asiakkaan omista on saanut kollegansa muutoksen taakse",
        questions: [
          "Keiden kanssa olet puhunut tästä viime kerran jälkeen, ja mitä he tuumivat?",
          "Kuka tulee panemaan vastaan, ja mitä vastaat hänelle?",
          "Kun teillä on viimeksi viety jokin muutos läpi vastustuksesta huolimatta, kuka sen teki?",
          "Et ollut mukana ensimmäisellä kerralla. Mitä kollegasi sanoi, että lähdit nyt mukaan?",
        ],
        objections: [
          {
            objection: "Kannatan kyllä, mutta en lähde panemaan päätäni pölkylle.",
            response:
              "Ymmärrän, eikä kenenkään pidäkään tehdä sitä yksin. Kuka muu näkee asian samoin? Kun teitä on kaksi ja luvut ovat samat, kyse ei ole enää sinun päästäsi vaan koko talon asiasta.",
          },
          {
            objection: "Parempi, että esittelet sen heille itse.",
            response:
              "Tulen mielelläni paikalle. Minua he kuitenkin kuuntelevat toimittajana, sinua kollegana. Ota sinä ensimmäiset viisi minuuttia omilla luvuillanne, minä otan hankalat kysymykset. Harjoitellaanko se ensin yhdessä?",
          },
        ],
      },
      new_way: {
        name: "Uusi toimintatapa: asiakas haluaa siirtyä siihen, vaikka tuotetta ei ole vielä mainittu",
        questions: [
          "Unohdetaan toimittajat hetkeksi: miten tämä pitäisi hoitaa teillä kahden vuoden päästä?",
          "Minkä tekemisestä luopuisitte, ja kuka tekisi mitä sen sijaan?",
          "Jos saisit uudesta toimintatavasta vain yhden osan, minkä ottaisit?",
          "Lähtisittekö tälle tielle, vaikka joutuisitte tekemään sen ilman meitä?",
        ],
        objections: [
          {
            objection: "Teoriassa hyvä, mutta meidän väellä tuo ei onnistu.",
            response:
              "Tuota pitääkin miettiä. Otetaan tiimi, jossa se olisi helpointa: mitä siellä tehtäisiin maanantaiaamuna toisin, ja ketä siellä kuunnellaan? Käydään asia läpi sen yhden tiimin kannalta.",
          },
          {
            objection: "No, mikä teidän tuotteistanne tekee tämän?",
            response:
              "Tulen siihen kyllä. Ensin haluan tietää, lähtisittekö tälle tielle ollenkaan, sillä jos ette, mikään meidän tuotteemme ei auta. Mikä sinua vielä arveluttaa?",
          },
        ],
      },
      need: {
        name: "Tarve kirjattu: asiakas on itse listannut, mitä uusi toimintatapa vaatii",
        questions: [
          "Minkä on oltava kunnossa, jotta uusi toimintatapa pelaa ensimmäisestä päivästä alkaen?",
          "Mikä näistä on sellainen, että sen puuttuminen pudottaa toimittajan pois?",
          "Mitä sellaista teillä on jo valmiina, minkä päälle voi rakentaa?",
        ],
        objections: [
          {
            objection: "Meillä on jo valmis vaatimuslista.",
            response:
              "Hyvä, lähdetään siitä. Se on kirjoitettu vanhaa tapaa ajatellen, joten mitkä rivit pitävät edelleen, mitkä putoavat pois ja mitä puuttuu, kun katsotte ongelmaa nyt toisin?",
          },
          {
            objection: "Kaikki listalla on yhtä tärkeää.",
            response:
              "Silloin voittaa se, joka täyttää eniten ruutuja halvimmalla, ja ongelma voi silti jäädä ratkaisematta. Jos puolet pitäisi viivata yli, mikä jäisi jäljelle?",
          },
        ],
      },
      decision_maker: {
        name: "Päättäjä on itse sanonut meille, että vanhasta tavasta on luovuttava",
        questions: [
          "Kenen sana ratkaisee, kun muut ovat eri mieltä?",
          "Mitä päättäjä sanoi, kun näki laskemanne summan?",
          "Sinulla on tässä viimeinen sana: mistä olet valmis luopumaan, jotta tämä muuttuu?",
        ],
        objections: [
          {
            objection: "Toimitusjohtaja ei tapaa toimittajia.",
            response:
              "Ymmärrän sen hyvin. Nyt ei olisi kyse toimittajan vierailusta vaan summasta, jonka oma väkenne on laskenut, ja valinnasta, jonka vain toimitusjohtaja voi tehdä. Saisimmeko kahdestaan vartin hänen ajastaan niin, että sinä avaat keskustelun?",
          },
          {
            objection: "Minulle on annettu tässä vapaat kädet.",
            response:
              "Se helpottaa. Kun sinulla viimeksi oli vapaat kädet, halusiko joku silti vilkaista asiaa ennen lopullista päätöstä? Jos halusi, kuullaan häntä nyt, kun suunnan muuttaminen ei maksa mitään.",
          },
        ],
      },
      tailored: {
        name: "Räätälöinti: jokainen, jolla on sananvaltaa, on nimennyt hyödyn omassa työssään",
        questions: [
          "Talous, IT, tulevat käyttäjät: mitä kukin voittaa ja mitä häviää?",
          "Kuka on toistaiseksi kuullut tästä vain muiden kautta?",
          "Mitä sinun omista tämän vuoden tavoitteistasi tämä vie eteenpäin?",
        ],
        objections: [
          {
            objection: "Ei sinun kaikkia tarvitse tavata, minä kerron heille.",
            response:
              "Voit toki, mutta silloin joudut vastaamaan kysymyksiin, jotka eivät kuulu sinulle. Kun vaihdan pari sanaa kunkin kanssa, tiedät etukäteen, missä kukin seisoo. Ketä meidän pitäisi kuulla ensin?",
          },
          {
            objection: "Meille IT:ssä tästä tulee vain lisää töitä.",
            response:
              "Aluksi tulee, en väitä muuta. Mitä sellaista väkesi tekee nyt, mitä sen ei pitäisi enää koskaan joutua tekemään? Jos tämä ei helpota siitä mitään, haluan, että se sanotaan ääneen, ennen kuin muut päättävät.",
          },
        ],
      },
      funds: {
        name: "Ohjat käsissä: asiakas tietää hintahaarukan ja ehdot, ja rahoitus on varmistettu",
        questions: [
          "Puhun rahasta mieluummin nyt kuin lopuksi. Millainen summa sinulla kävi mielessä, kun näit, mitä ongelma maksaa?",
          "Kenen budjetista tämä maksettaisiin, ja mikä joutuisi silloin odottamaan?",
          "Mikä tavallisista ehdoistamme hankaloittaisi asiaa: sopimuskausi, maksuehto, vastuut?",
          "Minkä summan jälkeen hyväksyntä pitää hakea ylempää?",
        ],
        objections: [
          {
            objection: "Rahasta on ihan liian aikaista puhua.",
            response:
              "Ymmärrän, miksi sanot niin, ja puhuisin siitä silti nyt. Jos haarukka on teille mahdoton, väkenne on käyttänyt tähän viikkoja turhaan. Sanonko sen, ja sinä kerrot, jatketaanko?",
          },
          {
            objection: "Ehdoista pitää tulla vastaan, ennen kuin edetään.",
            response:
              "Ehkä voidaankin. Mistä ehdosta on kyse, ja mitä sen takana on? Joustan mielelläni siinä, mistä kumpikin hyötyy, mutta pääsymaksua en maksa.",
          },
        ],
      },
      decision_process: {
        name: "Ohjat käsissä: asiakas on sopinut kanssamme päätöksenteon vaiheet ja päivämäärät",
        questions: [
          "Oletteko hankkineet mitään tällaista aiemmin, ja mihin se silloin jumittui?",
          "Jos näytän, miten muut ovat edenneet, minkä viivaisit yli ja mitä lisäisit?",
          "Minkä pitää olla valmiina, kun asia tulee päätettäväksi, ja mikä päivä se on?",
          "Missä kohdassa hankinta ja juristit tulevat mukaan, ja voisivatko he tulla jo aiemmin?",
        ],
        objections: [
          {
            objection: "Se, miten me päätämme, on meidän oma asiamme.",
            response:
              "Niin on, enkä sotkeudu siihen. Olen vain nähnyt tällaisten hankintojen jumittuvan, melkein aina vaiheeseen, jota kukaan ei tullut ajatelleeksi. Luettelen kolme tavallisinta, ja sinä sanot, mikä niistä voisi osua teihin. Käykö?",
          },
          {
            objection: "Tämä kilpailutetaan, saatte aikanaan tarjouspyynnön.",
            response:
              "Se on teidän oikeutenne. Ennen kuin tarjouspyyntö kirjoitetaan: mitkä listanne kohdat siinä on pakko olla, ettette osta vanhaa tapaa halvemmalla? Häviän mieluummin oikealla listalla kuin voitan väärällä.",
          },
        ],
      },
      solution_fits: {
        name: "Meidän ratkaisumme: asiakas on vahvistanut, että uusi toimintatapa onnistuu sillä",
        questions: [
          "Käy oma listasi läpi: mistä olet vakuuttunut, ja mistä et vielä?",
          "Mitä tästä ette saisi keneltäkään muulta?",
          "Missä uusi toimintatapa hiertää ensimmäisten kuukausien aikana, ja auttaako tämä siinä?",
          "Kun kollega kysyy, miksi juuri me, mitä vastaat?",
        ],
        objections: [
          {
            objection: "Toinenkin toimittaja sanoo pystyvänsä tähän kaikkeen.",
            response:
              "Pyytäkää sitten kumpaakin näyttämään listanne vaikein kohta teidän omalla aineistollanne. Mikä se kohta olisi? Se, joka siitä selviää, on tilauksen ansainnut.",
          },
          {
            objection: "Eikö voitaisi aloittaa jostain pienemmästä?",
            response:
              "Mielellään, kunhan se on uusi toimintatapa pienenä eikä vanha uusissa vaatteissa. Mikä on pienin osa, joka jo muuttaisi laskemaanne summaa?",
          },
        ],
      },
      agreement_signed: {
        name: "Sopimus allekirjoitettu molemmin puolin",
        questions: [
          "Mikä voisi vielä tulla tämän päivän ja allekirjoituksen väliin?",
          "Kenen nimi teiltä tulee sopimukseen, ja kuka hoitaa sen, jos hän on poissa?",
          "Mitkä avoimista asioista ovat teidän, mitkä meidän, ja minä päivänä kukin on hoidettu?",
        ],
        objections: [
          {
            objection: "Ilman viidentoista prosentin alennusta en saa tätä läpi.",
            response:
              "Ymmärrän tilanteesi. Kuka sitä pyytää, ja mikä on muuttunut sen jälkeen, kun haarukasta sovittiin? Jos rahaa on vähemmän, katsotaan, mikä listalta voi odottaa. En halua leikata hintaa niin, että maksatte sen tuloksissa.",
          },
          {
            objection: "Uusi talousjohtaja haluaa käydä kaiken läpi alusta.",
            response:
              "Niin tekisin minäkin hänen paikallaan. Näytetään se, mikä sinut vakuutti, ja samassa järjestyksessä: mikä oli jäänyt näkemättä, mitä se maksaa ja miten haluatte jatkossa toimia. Saisimmeko häneltä puoli tuntia tällä viikolla?",
          },
        ],
      },
    },
  });
