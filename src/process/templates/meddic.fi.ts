import { MEDDIC } from "./meddic.ts";
import { writeTemplate } from "./write-template.ts";

export const meddicFinnish = () =>
  writeTemplate(MEDDIC, {
    locale: "fi",
    name: "MEDDIC: vaativa B2B-kauppa",
    description:
      "MEDDICin kuusi kirjainta siinä järjestyksessä, jossa ne vaativassa kaupassa ansaitaan: kipupisteestä allekirjoitettuun sopimukseen. Sopii pitkiin ja isoihin kauppoihin, joissa moni vaikuttaa päätökseen ja yksi päättää rahasta.",

    stages: {
      pain: {
        name: "Kipupiste",
        guidance:
          "Kaikki alkaa kipupisteestä, sillä ilman sitä mikään muu ei kanna loppuun asti. Vaihe on valmis, kun asiakas on kertonut, mikä menee vikaan, ketä se haittaa ja minkä pitäisi muuttua, ja osaat toistaa sen hänen sanoillaan.\n\nJututa ihmisiä useammalta tasolta: yhden ihmisen ongelma saa harvoin koko yrityksen liikkeelle. Pidä tuote laukussa. Jos ongelmasta puhut vain sinä, asiakkaalla ei ole vielä ongelmaa.",
      },
      champion_and_metrics: {
        name: "Champion ja mittarit",
        guidance:
          "Tästä vaiheesta jatkat liittolaisen ja laskelman kanssa. Liittolaisesta tulee champion vasta, kun hän tekee hyväksesi jotain, mikä vaatii vaivaa tai rohkeutta: avaa oven, antaa luvun, väittää kollegalle vastaan.\n\nLaskekaa luvut yhdessä. Jos champion ei osaa puolustaa niitä yksin, ne kaatuvat ensimmäiseen budjettikierrokseen. Älä pidä mukavaa yhteyshenkilöä championina: moni juo mielellään kahvit, vaikkei päätä mistään.",
      },
      authority: {
        name: "Taloudellinen päättäjä",
        guidance:
          "Taloudellinen päättäjä löytää rahan siihenkin, mitä kukaan ei ole budjetoinut, ja pystyy pysäyttämään hankkeen, josta kaikki muut pitävät. Anna championin avata ovi ja mene sisään laskelma kädessä.\n\nKäytä aika sen selvittämiseen, mitä hän haluaa nähdä, ja jätä tuote-esittely väliin. Jos et useasta yrityksestä huolimatta pääse hänen puheilleen, champion on luultavasti heikompi kuin luulit: vahvista perusteluja tai etsi vahvempi champion.",
      },
      decision: {
        name: "Päätöskriteerit ja päätösprosessi",
        guidance:
          "Nyt selvitetään, millä perusteilla meitä arvioidaan ja mitä reittiä päätös kulkee. Valmista on, kun kriteerit ja vaiheet on kirjattu, champion on korjannut ne ja taloudellinen päättäjä tunnistaisi ne omikseen.\n\nVaikuta listaan, kun se on vielä auki: kohta, joka on asiakkaalle tärkeä ja jossa olemme parhaita, painaa enemmän kuin mikään alennus. Jos lista tulee valmiina ja kuulostaa kilpailijan esitteeltä, kysy, onko meidät pyydetty mukaan vain täytteeksi.",
      },
      proof_and_offer: {
        name: "Näyttö ja tarjous",
        guidance:
          "Ensin näyttö, sitten hinta. Sovi etukäteen, mikä riittää näytöksi, kuka sen arvioi ja mitä onnistumisesta seuraa, ja käy kriteerit läpi tärkeimmästä alkaen.\n\nTarjouksessa ei saa olla yllätyksiä: sama kipupiste, samat luvut ja samat vaiheet, ja niiden vieressä hinta. Vie se taloudelliselle päättäjälle yhdessä championin kanssa. Jos pilotin päättymisestä ei ole sovittu tai hinta lähtee etukäteen ”vauhdittamaan asiaa”, päädyt samaan jonoon muiden kanssa.",
      },
      agreement: {
        name: "Sopimus",
        guidance:
          "Jäljellä on paperityö, ja siihen on kaatunut parempiakin kauppoja. Etene asiakkaan vahvistamien vaiheiden mukaan, kysy kunkin perään sovittuna päivänä ja pidä champion ja taloudellinen päättäjä ajan tasalla.\n\nJos jokin viivästyy, vetoa määräpäivään, ennen kuin puhut alennuksesta. Jos määräpäivää ei ole, kysy suoraan, mikä on muuttunut. Kerro toimitukselle, mitä lukuja asiakas odottaa, sillä juuri ne hän tarkistaa.",
      },
    },

    criteria: {
      identify_pain: {
        name: "Kipupiste tunnistettu: asiakas on nimennyt ongelman, jonka osaamme ratkaista",
        questions: [
          "Mikä sai sinut suostumaan tähän keskusteluun?",
          "Kuka saa valitukset, kun tämä pettää, ja mitä hän silloin tekee?",
          "Millä muilla osastoilla tämä tuntuu, ja kuvattaisiinko sitä siellä samoin?",
          "Miten ongelma nykyisin kierretään, ja kuinka paljon se harmittaa väkeä?",
        ],
        objections: [
          {
            objection: "Ärsyttäähän tämä, mutta pärjätään.",
            response:
              "Niin moni pärjää, vuosikausia. Millä te pärjäämisen maksatte: ylitöillä, kahteen kertaan tehdyllä työllä vai sillä, että asiakkaat odottavat? Jos se ei haittaa ketään, antaisin teidän sijassanne asian olla.",
          },
          {
            objection: "Mitä te oikein myytte? Mennään asiaan.",
            response:
              "Reilu kysymys. Me ratkaisemme yhdenlaisen ongelman, enkä vielä tiedä, onko teillä sitä. Se selviää meille molemmille kolmella kysymyksellä. Jos ei ole, lopetetaan siihen ja saat loppuajan itsellesi.",
          },
        ],
      },
      need: {
        name: "Tarve määritelty: asiakas on kertonut, minkä on muututtava, jotta ongelma poistuu",
        questions: [
          "Jos tapaisimme vuosi sen jälkeen, kun tämä on ratkaistu, mitä näyttäisit minulle?",
          "Mitä väkenne ei enää tarvitsisi tehdä?",
          "Mistä nykyisessä toimintatavassa ette halua luopua?",
          "Millainen puolinainen ratkaisu jäisi harmittamaan?",
        ],
        objections: [
          {
            objection: "Emme oikein vielä tiedä, mitä haluamme.",
            response:
              "Sitten on hyvä hetki jutella. Jätetään ratkaisut toistaiseksi sivuun: mistä luettelemistasi asioista haluaisit ensimmäisenä eroon, ja mistä huomaisit, että se on poissa?",
          },
          {
            objection: "Meillä jokainen haluaa eri asiaa.",
            response:
              "Niin yleensä on, ja parempi, että se tulee esiin nyt eikä kesken projektin. Kuka haluaa mitäkin? Jos saat koolle ne, jotka ovat eniten eri mieltä, kirjaan ylös, mistä he ovat samaa mieltä.",
          },
        ],
      },
      champion: {
        name: "Champion löydetty: vaikutusvaltainen puolestapuhuja on jo toiminut hyväksemme",
        questions: [
          "Mitä sinä itse voitat, jos tämä toteutuu, ja mitä menetät, jos ei toteudu?",
          "Miten perustelet tämän esihenkilöllesi, kun en ole paikalla?",
          "Kuka tätä tulee vastustamaan, ja millä hänet on aiemmin saatu kääntymään?",
          "Saisitko järjestettyä meille puoli tuntia budjetista vastaavan kanssa?",
        ],
        objections: [
          {
            objection: "Hyvä juttu, mutta en halua panna päätäni pölkylle.",
            response:
              "En pyydäkään. Mitä tarvitset, jotta voit nostaa asian esiin turvallisesti: lukuja, referenssin, jonkun johdosta tueksesi? Kootaan se ensin, niin voit sitten arvioida, kannattaako asiaa ottaa puheeksi.",
          },
          {
            objection: "En voi kertoa, mitä talon sisällä on puhuttu.",
            response:
              "Eikä pidäkään, jos se on luottamuksellista. Kerro vain yksi asia: jos sinä myisit tätä, mitä tekisit toisin kuin minä?",
          },
        ],
      },
      metrics: {
        name: "Mittarit selvillä: asiakas on laskenut omista luvuistaan ongelman hinnan ja ratkaisun hyödyn",
        questions: [
          "Mikä luku kuukausiraportissanne lähtisi ensimmäisenä liikkeelle, jos tämä saataisiin kuntoon?",
          "Missä se luku on nyt, ja missä sen pitäisi olla?",
          "Paljonko yhden prosenttiyksikön parannus on rahassa?",
          "Kenen pitää hyväksyä laskelma, ennen kuin sen voi viedä johdolle?",
        ],
        objections: [
          {
            objection: "Toimittajien säästölaskelmat ovat satua.",
            response:
              "Moni on, ja siksi kynä on sinulla. Pane omat lukunne, puolita ne, joita epäilet, ja katsotaan, mitä jää. Jos homma ei sittenkään kannata, sanon sen ensimmäisenä.",
          },
          {
            objection: "Emme mittaa tuollaista.",
            response:
              "Otetaan sitten otos. Valitaan yksi tavallinen viikko ja lasketaan tapaukset: jo kymmenestä näkee, mistä suuruusluokasta puhutaan. Kuka sen ehtisi tehdä ensi viikon loppuun mennessä?",
          },
        ],
      },
      compelling_event: {
        name: "Määräpäivä tunnistettu: asiakas on nimennyt päivän ja kertonut, mitä myöhästyminen maksaa",
        questions: [
          "Onko jokin päivä, johon mennessä tämän on oltava valmis?",
          "Mitä tapahtuu seuraavana päivänä, jos siitä myöhästytään?",
          "Kuka päivän on asettanut, ja onko sitä siirretty aiemmin?",
          "Kun siitä lasketaan taaksepäin, milloin työt on aloitettava?",
        ],
        objections: [
          {
            objection: "Ei tässä mitään päivää ole, mitä pikemmin, sen parempi.",
            response:
              "”Mitä pikemmin, sen parempi” häviää yleensä sille, jolla on määräpäivä. Onko tulossa jotain, mihin tämä liittyy: päättyvä sopimus, uusi toimipiste, tarkastus, ensi vuoden suunnittelu? Jos ei kerta kaikkiaan ole, varaudun rauhallisempaan tahtiin enkä hoputa.",
          },
          {
            objection: "Sitä määräpäivää on siirretty jo kahdesti.",
            response:
              "Sitten se voi siirtyä kolmannenkin kerran. Mitä edellinen viivästys maksoi, ja kuka siitä joutui vastaamaan? Jos ei kukaan, ei rakenneta aikataulua sen päivän varaan.",
          },
        ],
      },
      economic_buyer: {
        name: "Taloudellinen päättäjä on itse kertonut, millä perusteella hän hyväksyy hankinnan",
        questions: [
          "Kuka voisi hyväksyä tämän, vaikka rahaa ei ole varattu missään budjetissa?",
          "Mitä olet viime aikoina hylännyt, ja miksi?",
          "Mitä sinun on nähtävä, jotta olet kahden vuoden päästä tyytyväinen siihen, että sanoit kyllä?",
          "Kuinka korkealla tämä on sinun omalla listallasi?",
        ],
        objections: [
          {
            objection: "Johtajamme ei tapaa toimittajia.",
            response:
              "Ymmärrän, useimmat tulevat pitämään myyntipuheen. Tässä käytäisiin kaksikymmentä minuuttia läpi teidän omia lukujanne, ja sinä vetäisit keskustelun. Mitä johtajanne haluaisi saada siitä irti? Vai olisiko helpompaa, että toimitusjohtajamme soittaa hänelle?",
          },
          {
            objection: "Jätän tämän tiimini hoidettavaksi.",
            response:
              "Niin pitääkin, he tuntevat asian parhaiten ja ovat tehneet pohjatyön. Kaksi asiaa voin kuulla vain sinulta: millainen tulos on rahan arvoinen, ja mikä saisi sinut pysäyttämään tämän? Sen jälkeen saat olla minulta rauhassa.",
          },
        ],
      },
      funds: {
        name: "Rahoitus varmistettu: taloudellinen päättäjä on vahvistanut, mistä rahat tulevat",
        questions: [
          "Mistä budjetista tämä maksettaisiin, ja kenen budjetti se on?",
          "Mikä joutuisi odottamaan, jos raha käytetään tähän?",
          "Minkä kokoisen hankinnan voit hyväksyä itse, ja kuka hyväksyy sitä suuremmat?",
          "Kumpi menee teillä helpommin läpi, investointi vai juokseva kulu?",
        ],
        objections: [
          {
            objection: "Kaikki hankinnat on jäädytetty vuodenvaihteeseen asti.",
            response:
              "Niin välillä käy. Mitä on silti mennyt läpi, ja mitä sillä piti saada aikaan? Kelpaisiko tämä, jos se maksaa itsensä takaisin vuodessa?",
          },
          {
            objection: "Meillä oli mielessä paljon pienempi summa.",
            response:
              "Hyvä, että se tuli puheeksi nyt. Mihin summa perustuu? Jos se on ajalta ennen laskelmaamme, sitä kannattaa ehkä katsoa uudestaan. Jos se pitää, etsitään se osa, josta on sillä rahalla eniten hyötyä.",
          },
        ],
      },
      decision_criteria: {
        name: "Päätöskriteerit kirjattu: asiakas on vahvistanut listan ja tärkeysjärjestyksen",
        questions: [
          "Kun kaksi toimittajaa näyttää yhtä hyvältä, mitä silloin vertailette?",
          "Mikä näistä kohdista pudottaisi toimittajan heti pois?",
          "Kenen toiveesta tämä kohta on listalla, ja mitä sen taustalla on?",
          "Jos saisit jättää listalle vain kolme kohtaa, mitkä ne olisivat?",
        ],
        objections: [
          {
            objection: "Tarjouspyyntö on tulossa, vastatkaa siihen.",
            response:
              "Mielellämme. Tarjouspyyntö on juuri niin hyvä kuin sen kysymykset, ja te elätte lopputuloksen kanssa vuosia. Saanko näyttää, mitä muut samassa tilanteessa ovat jälkikäteen toivoneet kysyneensä? Sinä päätät, mitä siihen otetaan.",
          },
          {
            objection: "Hinta sen lopulta ratkaisee.",
            response:
              "Hinta kuuluu listalle, ja se, kuinka korkealle, riippuu siitä, mitä väärä valinta maksaa. Jos kaksi tarjousta olisi samanhintaisia, mitä katsoisitte seuraavaksi? Juuri ne kohdat haluaisin nähdä paperilla.",
          },
        ],
      },
      decision_process: {
        name: "Päätösprosessi selvitetty: asiakas on vahvistanut vaiheet, nimet ja päivämäärät",
        questions: [
          "Mitä reittiä edellinen tämän kokoluokan hankinta kulki talossanne?",
          "Missä ryhmissä asia käsitellään, milloin ne kokoontuvat ja milloin aineiston on oltava valmiina?",
          "Kenen hyväksyntä kestää yleensä pisimpään, ja voiko sen panna vireille jo nyt?",
          "Kirjataanko vaiheet yhdeksi suunnitelmaksi, jossa jokaisella on vastuuhenkilö ja päivä?",
        ],
        objections: [
          {
            objection: "Yksinkertaista: minä päätän.",
            response:
              "Sen parempi. Kysyn vielä oman aikatauluni takia: kun olet päättänyt, kuka katsoo sopimuksen läpi, ennen kuin se sitoo teitä? Yleensä joku ilmaantuu, ja haluaisin vastata hänen kysymyksiinsä jo etukäteen.",
          },
          {
            objection: "En oikein tiedä, miten se meillä menee.",
            response:
              "Rehellinen vastaus, etkä ole ainoa. Kuka luotsasi edellisen ison hankinnan läpi? Vartti hänen kanssaan säästää meiltä molemmilta kuukauden.",
          },
        ],
      },
      proof: {
        name: "Näyttö saatu: asiakas on todennut jokaisen pakollisen kriteerin täyttyvän",
        questions: [
          "Mikä riittäisi näytöksi sille teistä, joka epäilee eniten?",
          "Kuka tuloksen arvioi, ja mihin lukuihin hän sitä vertaa?",
          "Jos näyttö riittää, mikä on heti seuraava askel?",
          "Minkä kriteerin täyttymistä epäilet vielä?",
        ],
        objections: [
          {
            objection: "Haluaisimme ensin kokeilla ilmaiseksi.",
            response:
              "Kokeilu voi olla hyvä ajatus. Sovitaan ensin, mitä sen on tarkoitus osoittaa, kuka siitä teillä vastaa ja mitä teette, jos se osoittaa juuri sen. Muuten kokeilu hiipuu, eikä kumpikaan tule siitä viisaammaksi.",
          },
          {
            objection: "Teillä ei ole yhtään asiakasta meidän alaltamme.",
            response:
              "Voi pitää paikkansa. Mitkä kriteereistänne koskevat nimenomaan teidän alaanne? Niistä näytön on tultava meiltä. Muut voit tarkistaa asiakkaaltamme, jolla oli sama ongelma toisella alalla.",
          },
        ],
      },
      offer_accepted: {
        name: "Tarjous hyväksytty: taloudellinen päättäjä on hyväksynyt sisällön, hinnan ja ehdot",
        questions: [
          "Onko tarjouksessa jotain, mitä et osannut odottaa?",
          "Pitääkö laskelma yhä, kun tämä hinta on mukana?",
          "Minkä ehdon poistaisit, ja mikä siinä hiertää?",
          "Voinko lähteä siitä, että sisältö, hinta ja ehdot ovat tällä selvät?",
        ],
        objections: [
          {
            objection: "Antakaa saman tien paras hintanne.",
            response:
              "Tämä on hinta sille, mistä sovimme. Olisin voinut lisätä siihen pelivaraa ja antaa sen sitten pois, mutta silloin miettisit, missä muualla on ilmaa. Jos summa ei mahdu budjettiin, katsotaan, missä järjestyksessä otatte asiat käyttöön.",
          },
          {
            objection: "Mukaan tuli viime hetkellä toinen toimittaja.",
            response:
              "Niin käy, kun kauppa alkaa olla totta. Kuka pyysi heidät mukaan, ja mitä heiltä haetaan? Ehdotan, että he käyvät läpi samat kriteerit ja antavat saman näytön kuin me. Jos he selviävät siitä, kilpailu on reilu.",
          },
        ],
      },
      agreement_signed: {
        name: "Sopimus allekirjoitettu molemmin puolin",
        questions: [
          "Onko sopimus jo allekirjoittajalla, ja onko hän kysynyt siitä jotain?",
          "Mikä suunnitelmamme vaihe on vielä ennen allekirjoitusta, ja pysyykö se aikataulussa?",
          "Kuka sijaistaa, jos allekirjoittaja on poissa?",
        ],
        objections: [
          {
            objection: "Meille on tulossa organisaatiomuutos, katsotaan sen jälkeen.",
            response:
              "Ymmärrän varovaisuuden. Katoaako ongelma muutoksessa, vai vaihtuuko vain sen omistaja? Jos se jää, kysytään johtajaltanne, voidaanko sopimus allekirjoittaa nyt ja ajoittaa aloitus siihen, kun tilanne on rauhoittunut.",
          },
          {
            objection: "Käytämme omaa sopimuspohjaamme.",
            response:
              "Sopii hyvin, kunhan siinä on se, mistä sovimme. Anna pohja minulle tänään, niin saat takaisin lyhyen listan eroista etkä kokonaan uutta sopimusta.",
          },
        ],
      },
    },
  });
