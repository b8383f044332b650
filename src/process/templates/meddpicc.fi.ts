import { MEDDPICC } from "./meddpicc.ts";
import { writeTemplate } from "./write-template.ts";

export const meddpiccFinnish = () =>
  writeTemplate(MEDDPICC, {
    locale: "fi",
    name: "MEDDPICC: suurasiakasmyynti",
    description:
      "Kuusi vaihetta, joissa MEDDPICCin kirjaimet tulevat siinä järjestyksessä, jossa iso asiakas pystyy niihin vastaamaan, kipupisteestä allekirjoituksiin. Sopii suurasiakasmyyntiin, jossa päättäjiä ja kilpailijoita on monta ja jossa myönteinenkin päätös kulkee vielä hankinnan ja juristien kautta, ennen kuin siitä tulee sopimus.",

    stages: {
      pain: {
        name: "Kipupiste ja tarve",
        guidance:
          "Tässä ollaan, kun joku isossa organisaatiossa on suostunut pureutumaan ongelmaan kanssasi. Seuraa ongelmaa pöydältä toiselle: yhden osaston kipupiste riittää harvoin ison hankinnan perusteeksi, mutta jos se syö naapuriosastonkin tulosta, se riittää usein.\n\nKysy, mihin ongelma johtaa, ja anna asiakkaan sanoa se itse. Jätä tuote vielä laukkuun. Äläkä luule sähköpostiin tipahtanutta tarjouspyyntöä vielä kaupaksi: yleensä joku muu on ollut sitä jo kirjoittamassa.",
      },
      case_for_change: {
        name: "Perusteet muutokselle",
        guidance:
          "Kipupiste on tiedossa. Nyt ongelmalle tarvitaan hinta, määräpäivä ja ihminen, joka vie asiaa eteenpäin, kun sinä olet lähtenyt talosta. Testaa champion pyynnöllä, joka vaatii häneltä hieman vaivaa: luku talousosastolta, esittely päättäjälle, varoitus ajoissa.\n\nMukava yhteyshenkilö, joka tarjoaa kahvit mutta ei avaa ovia, ei ole champion. Laskekaa luvut yhdessä asiakkaan omaan taulukkoon, sillä laskelma, jossa on sinun logosi, ei vakuuta ketään.",
      },
      mandate: {
        name: "Taloudellinen päättäjä ja raha",
        guidance:
          "Tänne päästään, kun champion pystyy viemään asian sille, joka päättää rahoista. Kysy häneltä itseltään, minkä arvoista ongelman ratkaiseminen on, mihin muuhun rahat voisivat mennä ja millaisen tuloksen hän haluaa nähdä.\n\nPuhu tuloksista ja riskeistä, älä ominaisuuksista, ja pidä tapaaminen lyhyenä. Jos ovi pysyy kiinni kuukaudesta toiseen, champion on heikompi kuin luulit: etsi toinen reitti tai lakkaa polttamasta oman talosi tunteja.",
      },
      rules_of_purchase: {
        name: "Hankinnan pelisäännöt",
        guidance:
          "Ennen kuin tarjouksen tekeminen nielee viikkoja, ota selvää pelisäännöistä: miten vaihtoehtoja vertaillaan, ketkä ovat vastassa, kuka hyväksyy ja missä järjestyksessä, ja minkä kaiken läpi sopimus sen jälkeen kulkee. Piirrä siitä yksi aikataulu ja anna asiakkaan korjata se.\n\nTutustu hankintaan ja juristeihin nyt, kun mitään ei ole vielä pelissä. Älä luota siihen, että he ovat kerrankin nopeita: jos kesäkuussa voitettu kauppa on syyskuussa yhä toimittajatarkastuksessa, se ei ollut kesäkuun kauppa.",
      },
      offer: {
        name: "Tarjous ja valinta",
        guidance:
          "Tarjous vastaa kirjattuihin kriteereihin yksi kerrallaan, asiakkaan järjestyksessä ja asiakkaan luvuilla. Käy se championin kanssa läpi ennen jättämistä, jotta hän osaa puolustaa sitä huoneissa, joihin sinä et pääse.\n\nVarmista paikkasi, ennen kuin puhut alennuksista: kaiken, minkä annat nyt pois, hankinta ottaa myöhemmin lähtötasoksi. Jos esiin nousee uusi hyväksyjä tai uusi kriteeri, palaa pelisääntöihin äläkä ryhdy kirjoittamaan tarjousta uusiksi.",
      },
      contract: {
        name: "Sopimus ja allekirjoitukset",
        guidance:
          "Sinut on valittu, ja nyt kauppa on niiden käsissä, joita ongelma ei kosketa: juristien, tietoturvan ja hankinnan. Käy aikataulu championin kanssa läpi joka viikko, pysy selvillä siitä, kenen pöydällä mikin paperi on, ja avaa solmut yksi kerrallaan.\n\nÄlä anna periksi kohta kohdalta, vaan kokoa avoimet asiat ja sovi ne yhtenä pakettina. Jätä hankinnalle jotain, minkä se voi laskea omaksi ansiokseen. Äläkä lupaa omalle johdollesi päivää, jota asiakkaan allekirjoittaja ei ole vahvistanut.",
      },
    },

    criteria: {
      identify_pain: {
        name: "Kipupiste tunnistettu: asiasta vastaava on kuvannut ongelman ja sen seuraukset",
        questions: [
          "Mikä sai sinut alun perin tarttumaan tähän?",
          "Kun homma menee pieleen, kenen pöydältä se löytyy seuraavana aamuna?",
          "Mitkä muut osastot joutuvat kiertämään ongelmaa omassa työssään?",
          "Jos tämä jatkuu, miten se näkyy niissä tuloksissa, joista sinä vastaat?",
        ],
        objections: [
          {
            objection: "Tämän kanssa on eletty jo vuosia.",
            response:
              "Ja olette selvästi oppineet pärjäämään. Mitä pärjääminen vaatii: lisäkäsiä, ylitöitä, odottavia asiakkaita? Jos vastaus on ”ei juuri mitään”, tästä ei kannata tehdä hanketta, ja kuulen sen mieluummin nyt.",
          },
          {
            objection: "Pääkonttori päättää, mitä korjataan.",
            response:
              "Tehdään se sitten pääkonttorille helpoksi. He näkevät raportista luvun, sinä näet, mitä sen takana on. Mitä heidän pitäisi tietää, mikä ei raportista selviä? Ja kuka siellä siitä välittäisi?",
          },
        ],
      },
      need: {
        name: "Tarve kartoitettu: yksiköt, joita asia koskee, ovat sopineet, minkä pitää muuttua",
        questions: [
          "Kun tämä on kunnossa, mitä ihmisten ei enää tarvitse tehdä tavallisena tiistaina?",
          "Minkä yksiköiden pitää muuttaa toimintatapojaan, ja kuka puhuu kunkin puolesta?",
          "Missä yksiköt haluavat eri asioita, ja kuka sen ratkaisee?",
          "Mihin järjestelmiin ja sääntöihin tämän on sopeuduttava, koska niitä ei tämän takia muuteta?",
        ],
        objections: [
          {
            objection: "Jokainen maa toimii omalla tavallaan, yhteistä linjaa ei löydy.",
            response:
              "Kaikesta ei ehkä tarvitsekaan löytyä. Minkä pitää olla kaikkialla samanlaista, jotta konserni hyötyy, ja mikä voi jäädä maiden päätettäväksi? Aloitetaan lyhyestä listasta, joka on kaikille yhteinen. Ketkä sen osaisivat kirjoittaa?",
          },
          {
            objection: "Kaikki löytyy sitten tarjouspyynnöstä.",
            response:
              "Varmasti, mutta silloin sitä on vaikea enää muuttaa. Kuka sitä kirjoittaa, ja minkä käyttäjät pelkäävät jäävän pois? Parempi korjata se nyt kuin lisäkysymyksessä numero neljäkymmentäkolme.",
          },
        ],
      },
      champion: {
        name: "Champion löydetty: vaikutusvaltainen henkilö on ajanut asiaamme myös ilman meitä",
        questions: [
          "Mitä tämän onnistuminen merkitsisi sinulle itsellesi, entä epäonnistuminen?",
          "Kun viimeksi halusit muuttaa täällä jotain, miten sait sen läpi?",
          "Kuka on tätä vastaan, ja mitä olet hänelle tähän mennessä sanonut?",
          "Järjestäisitkö meille puoli tuntia sen ihmisen kanssa, jonka budjetista tämä maksettaisiin?",
        ],
        objections: [
          {
            objection: "Olen teidän puolellanne, mutta en voi avoimesti suosia yhtä toimittajaa.",
            response:
              "Ei sinun tarvitsekaan. Älä puhu meidän vaan ongelman ja lukujen puolesta: ne ovat teidän. Mitä tarvitset minulta, jotta voit perustella asian mainitsematta meitä?",
          },
          {
            objection: "Jätä tämä minulle, hoidan sen talon sisällä.",
            response:
              "Kiitos, arvostan sitä. Käydään asia kerran läpi niin, että minä olen hetken talousjohtajanne, jotta hankalat kysymykset tulevat ensin minulta. Ja missä niistä keskusteluista minusta olisi sinulle apua paikan päällä?",
          },
        ],
      },
      metrics: {
        name: "Mittarit sovittu: asiakkaan omat luvut näyttävät ongelman hinnan ja muutoksen hyödyn",
        questions: [
          "Mikä raportoimistasi luvuista liikahtaisi, jos ongelma poistuisi, ja mistä mihin?",
          "Kuka siitä luvusta vastaa, ja seisooko hän laskelman takana?",
          "Mitä olemme jättäneet pois sellaista, mikä saisi laskelman näyttämään paremmalta tai huonommalta?",
          "Minkä osan hyödystä talousosastonne laskee rahaksi ja minkä vain tunneiksi paperilla?",
        ],
        objections: [
          {
            objection: "Lähettäkää ROI-laskurinne.",
            response:
              "Saat sen, mutta talousosasto on nähnyt niitä sata eikä usko yhteenkään. Anna minulle kolme omaa lukuanne: määrä, siihen kuluva aika ja yhden virheen hinta. Niistä syntyy laskelma, jota voit puolustaa, koska lähtötiedot ovat teidän.",
          },
          {
            objection: "Talousosasto ei hyväksy työaikaa säästöksi.",
            response:
              "Usein syystäkin, sillä säästynyt tunti pienentää harvoin palkkasummaa. Otetaan tunnit pois ja katsotaan, mitä jää: sakot, ylityöt, vuokratyö, menetetyt tilaukset. Jos laskelma kestää pelkästään niillä, se kestää.",
          },
        ],
      },
      compelling_event: {
        name: "Määräpäivä tunnistettu (compelling event): asiakas on nimennyt sen ja myöhästymisen hinnan",
        questions: [
          "Mikä kalenterissanne ei jousta: päättyvä sopimus, uusi säädös, lanseeraus?",
          "Kuka sen päivän on asettanut, ja mitä hän on luvannut ja kenelle?",
          "Jos myöhästyisitte kolme kuukautta, mitä se maksaisi ja kuka joutuisi selittämään?",
          "Kun siitä päivästä lasketaan taaksepäin, milloin työt pitää aloittaa?",
        ],
        objections: [
          {
            objection: "Ei se päivä ole kiveen hakattu.",
            response:
              "Harvoin ne ovat. Kun se viimeksi siirtyi, kuka sen siirsi, ja mitä siirto maksoi? Jos se voi siirtyä kenenkään huomaamatta, etsitään se, mikä aikataulun oikeasti määrää. Ellei mikään, tehdään tämä myöhemmin, niin kumpikin säästyy turhalta vaivalta.",
          },
          {
            objection: "Jonossa on muita hankkeita tämän edellä.",
            response:
              "Ymmärrettävää. Kuka järjestyksen päättää, ja millä perusteella? Jos se, mitä ongelma maksaa kuukaudessa, nostaa tätä jonossa, viedään luku sille, joka listan tekee. Jos ei nosta, kerro suurin piirtein, milloin on tämän vuoro.",
          },
        ],
      },
      economic_buyer: {
        name: "Taloudellinen päättäjä (economic buyer) on itse vahvistanut kipupisteen ja luvut",
        questions: [
          "Kuka voi sanoa kyllä, vaikka kaikki muut ovat sanoneet ei, ja kenen kieltoa ei kumoa kukaan?",
          "Monentenako tämä on kaikesta siitä, mitä sinulla on tämän vuoden listalla?",
          "Mikä tulos saisi sinut vuoden päästä sanomaan, että rahat tuli käytettyä hyvin?",
          "Mikä saisi sinut pysäyttämään tämän, vaikka oma väkesi olisi sen kannalla?",
        ],
        objections: [
          {
            objection: "Johtaja tulee mukaan vasta lopussa allekirjoittamaan.",
            response:
              "Niin se yleensä suunnitellaan, ja sitten johtaja kysyy jotain, mihin kukaan ei ole varautunut. Kaksikymmentä minuuttia nyt, ei sanaakaan tuotteesta, vain yksi asia: onko ongelma riittävän iso ja ovatko luvut oikein? Sinä esittelet ne, minä kuuntelen. Miten se olisi sinulle helpointa järjestää?",
          },
          {
            objection: "Porukkani hoitaa tätä, ja minä menen heidän suosituksensa mukaan.",
            response:
              "He tuntevat asian parhaiten, ja heidän kanssaan teen tämän. Kaksi asiaa tiedät kuitenkin vain sinä: mihin muuhun rahoja tarvitaan ja millaisen tuloksen haluat voida näyttää. Saanko kysyä niistä, ennen kuin he käyttävät tähän enemmän aikaa?",
          },
        ],
      },
      funds: {
        name: "Rahoitus varmistettu: asiakas on nimennyt budjetin, johon hintahaarukkamme mahtuu",
        questions: [
          "Mistä budjetista tämä maksettaisiin, ja paljonko siinä on jäljellä?",
          "Onko tämä kirjanpidossanne investointi vai juokseva kulu, ja kumpi menee helpommin läpi?",
          "Mihin summaan asti liiketoiminta päättää itse, ja minne asia menee siitä ylöspäin?",
          "Milloin ensi vuoden budjetti lyödään lukkoon, ja mitä siinä pitää silloin olla?",
        ],
        objections: [
          {
            objection: "Tämän vuoden budjettikierros meni jo.",
            response:
              "Silloin vaihtoehtoja on kaksi: raha, joka jollakin yksiköllä on jäämässä käyttämättä, tai paikka seuraavalla kierroksella. Kuka osaa sanoa, kumpi on mahdollinen? Jos seuraava kierros, tehdään luvut valmiiksi, ennen kuin se alkaa, eikä vasta sitten, kun se on ohi.",
          },
          {
            objection: "Hankinta ei halua, että puhumme summista.",
            response:
              "En kysy ylärajaanne. Voin kertoa, mitä teidän kaltaisenne konsernit ovat maksaneet, ja kysyn vain, pystyykö joku teillä hyväksymään sellaisen summan. Jos ei, käyttäisimme kuukausia johonkin, mitä kukaan ei voi ostaa.",
          },
        ],
      },
      decision_criteria: {
        name: "Päätöskriteerit selvitetty: asiakas on kirjannut, mitä vertaillaan ja millä painolla",
        questions: [
          "Mistä vaihtoehdot saavat pisteitä, ja miten pisteet jakautuvat?",
          "Mikä vaatimus pudottaa toimittajan heti pois?",
          "Kenen kynästä kukin kriteeri on, ja mikä niistä on maksajalle tärkein?",
          "Jos kaksi toimittajaa päätyy tasoihin, mikä ratkaisee?",
        ],
        objections: [
          {
            objection: "Hinta ratkaisee, niin kuin aina.",
            response:
              "Tasaveroisten kesken niin pitääkin. Kuinka suuri osa pisteistä tulee hinnasta, ja monelta vuodelta hinta lasketaan? Jos ongelma maksaa sen, mitä laskitte, halvin tarjous, joka korjaa siitä puolet, voi olla kaikista kallein. Missä kohdassa vertailua se näkyy?",
          },
          {
            objection: "Kaikki tarjoajat saavat samat tiedot yhtä aikaa.",
            response:
              "Niin kuuluu ollakin, enkä pyydä etumatkaa. Haluaisin vain tietää, mitkä vaatimukset tulevat oikeasta tarpeesta ja mitkä on kopioitu edellisestä kilpailutuksesta. Kertokaa se kaikille, niin saatte kaikilta parempia tarjouksia.",
          },
        ],
      },
      competition: {
        name: "Kilpailu selvitetty: tiedämme vaihtoehdot, myös nykytilan, ja sen, missä ne voittavat meidät",
        questions: [
          "Keiden muiden kanssa keskustelette, ja kuka talossa on heidän kannallaan?",
          "Mitä tekisitte, jos kukaan toimittajista ei saisi kauppaa?",
          "Onko joku sitä mieltä, että tämä pitäisi tehdä itse, ja mikä sen puolesta puhuu?",
          "Jos häviämme tämän, mikä siihen on silloin ollut syynä?",
        ],
        objections: [
          {
            objection: "Emme voi kertoa, ketkä muut tarjoavat.",
            response:
              "Ymmärrän, en tarvitse nimiä. Millaisia ratkaisuja vertailette, ja onko nykyisellä jatkaminen yksi niistä? Silloin tiedän, mistä minun pitää puhua selvästi, ja te saatte tarjouksen, jota voi oikeasti verrata muihin.",
          },
          {
            objection: "Meillä on ollut sama toimittaja kymmenen vuotta.",
            response:
              "Silloin he tuntevat teidät paremmin kuin minä, ja vaihtamisella on hintansa. Mitä heidän pitäisi tehdä, jotta jatkaisitte heidän kanssaan, ja oletteko pyytäneet sitä? Jos he pystyvät siihen, jatkakaa. Jos olette pyytäneet ennenkin eikä mitään tapahtunut, miksi nyt kävisi toisin?",
          },
          {
            objection: "Oma IT osaa rakentaa tämän.",
            response:
              "Varmasti osaa. Mikä heiltä jää sillä aikaa tekemättä, ja kuka ratkaisua ylläpitää, kun tekijät ovat vaihtaneet hommia? Pannaan heidän arvionsa samaan taulukkoon meidän kanssamme, viiden vuoden ylläpito mukaan luettuna, ja katsotaan sitä yhdessä.",
          },
        ],
      },
      decision_process: {
        name: "Päätösprosessi selvitetty: asiakas on vahvistanut hyväksyjät, järjestyksen ja päivät",
        questions: [
          "Kuka suosittelee, kuka hyväksyy ja kenelle asia vain ilmoitetaan?",
          "Minkä johtoryhmän tai hallituksen kautta tämä kulkee, ja milloin se kokoontuu seuraavan kerran?",
          "Miten edellinen tämän kokoinen hankinta eteni suosituksesta hyväksyntään?",
          "Mitä kussakin kokouksessa pitää olla pöydällä, jottei asia siirry seuraavaan?",
        ],
        objections: [
          {
            objection: "Vaihtelee, se menee joka kerta eri tavalla.",
            response:
              "Isoissa taloissa usein menee. Otetaan edellinen samankokoinen: keiden piti hyväksyä se, ja mihin se jäi seisomaan? Tehdään siitä karkea aikataulu, ja sinä näytät sen jollekulle, joka tietää. Kaksi virhettä on parempi kuin tyhjä paperi.",
          },
          {
            objection: "Ohjausryhmä käsittelee tämän, kun ehtii.",
            response:
              "Silloin tämä kilpailee kaiken muun kanssa, mitä esityslistalla on. Kuka listan kokoaa, ja mihin mennessä hän tarvitsee aineiston? Kun se on valmiina oikeaan kokoukseen, meillä on paikka listalla eikä pelkkä toive.",
          },
        ],
      },
      paper_process: {
        name: "Sopimusprosessi (paper process): hankinta ja juristit ovat vahvistaneet vaiheet ja kestot",
        questions: [
          "Kun meidät on valittu, minkä pöytien kautta sopimus kulkee ennen allekirjoitusta?",
          "Kenen sopimuspohjasta lähdetään, ja mistä kohdista väännetään joka kerta?",
          "Mitä tarkastuksia uusi toimittaja käy läpi, esimerkiksi tietoturva, tietosuoja, luottotiedot ja pakotelistat, ja kauanko kukin kestää?",
          "Kenen pöydälle tämä tulee hankinnassa, ja onko hän jossain vaiheessa poissa ennen määräpäivää?",
        ],
        objections: [
          {
            objection: "Juristeja ei kannata vielä sotkea tähän.",
            response:
              "Neuvotteluihin ei vielä kannatakaan. Haluan vain tietää jonon pituuden: kauanko heillä tällä hetkellä kestää, ja kenen pohjaa käytetään. Jos vastaus on kahdeksan viikkoa, papereiden pitää olla heillä aiemmin kuin uskoisi, jotta käyttöönottopäivänne pitää. Keneltä voisin kysyä niin, ettei kenenkään tarvitse vielä ryhtyä lukemaan?",
          },
          {
            objection: "Hankinta ottaa yhteyttä, kun on heidän vuoronsa.",
            response:
              "Hyvä. Kokemukseni mukaan heidän vuoronsa tulee silloin, kun kiire on suurin. Voisitko järjestää meille yhteisen vartin, aiheena vaiheet eikä hinta? Heiltä kysytään harvoin ajoissa, ja sinä saat päivämäärät, jotka uskallat luvata johdolle.",
          },
          {
            objection: "Teidän on hyväksyttävä vakioehtomme sellaisinaan.",
            response:
              "Lähdetään mielellämme liikkeelle niistä. Juristimme lukee ne nyt, kun siitä ei ole vielä mitään kiinni, ja saatte muutaman huomiomme yhdellä sivulla. Mihin kohtiin toimittajat ovat saaneet muutoksia?",
          },
        ],
      },
      selection: {
        name: "Valinta tehty: asiakas on valinnut meidät ja kertonut, mistä vielä neuvotellaan",
        questions: [
          "Missä kriteereissä voitimme, ja missä pääsimme läpi vain rimaa hipoen?",
          "Onko se, joka maksaa, sanonut kyllä, vai onko tämä vasta arviointiryhmän suositus?",
          "Onko muille tarjoajille jo kerrottu?",
          "Mitä on vielä neuvoteltavana, ja mikä siitä voisi kääntää valinnan?",
        ],
        objections: [
          {
            objection: "Olette loppusuoralla, mutta haluamme ensin pilotin.",
            response:
              "Pilotti on paikallaan, jos se ratkaisee jotain. Minkä epäilyn sen pitää poistaa, mikä tulos riittää ja mitä tapahtuu seuraavana päivänä? Kirjataan se yhdelle sivulle sen kanssa, joka rahat hyväksyy, ja pannaan toimeksi. Ilman sitä vain harjoittelisimme kumpikin.",
          },
          {
            objection: "Teidän tarjouksenne on paras mutta myös kallein.",
            response:
              "Kiitos suorasta puheesta. Pisteet annettiin siitä, mitä itse kirjasitte, joten mistä olisitte valmiita luopumaan? Jos ette mistään, katsotaan, mikä muu joustaa: vaiheistus, sopimuksen pituus tai se, mitä teette omalla väellä.",
          },
          {
            objection: "Pyydämme vielä kaikilta viimeisen tarjouksen.",
            response:
              "Se on teidän oikeutenne. Mitä teidän pitäisi kuulla meiltä, jotta kierrosta ei tarvittaisi? Jos se pidetään, pyydän yhtä asiaa: että kaikki tarjoavat samaa sisältöä. Muuten alempi hinta tarkoittaa vain, että kaikkea saa vähemmän.",
          },
        ],
      },
      terms_approved: {
        name: "Sopimusehdot hyväksytty: asiakkaan juristit, tietoturva ja hankinta ovat kuitanneet ne",
        questions: [
          "Mitkä kohdat ovat vielä auki, kenellä kukin on, ja mitä hän tarvitsee voidakseen hyväksyä sen?",
          "Onko tietoturva hyväksynyt vastauksemme, vai odottaako heillä vielä jotain?",
          "Mistä näistä kohdista liiketoiminta oikeasti välittää, ja mitkä ovat mukana vanhasta tottumuksesta?",
          "Kuka ratkaisee, jos juristit eivät pääse sopuun, ja saammeko hänet mukaan tällä viikolla?",
        ],
        objections: [
          {
            objection: "Juristimme vaativat rajoittamatonta vastuuta.",
            response:
              "Ymmärrän, miksi he sitä pyytävät. Juuri mikään vakuutus ei sitä kata, joten sinä päivänä, kun lupausta tarvitsisitte, se voisi osoittautua tyhjäksi. Mitä vahinkoa he pelkäävät eniten? Mitoitetaan vastuukatto sen mukaan ja annetaan juristien sopia siitä yhdessä puhelussa viiden kommenttikierroksen sijasta.",
          },
          {
            objection: "Hankinta tarvitsee vielä viisi prosenttia, ennen kuin se päästää tämän läpi.",
            response:
              "Tiedän, että heitä mitataan sillä. Katsotaan, mitä voimme vaihtaa: maksu etukäteen, pidempi sopimuskausi, referenssi, taattu vähimmäismäärä. Jos vastineeksi ei löydy mitään, hinta on se, jonka johtajanne hyväksyi, ja sen sanon hankinnalle itse.",
          },
        ],
      },
      contract_signed: {
        name: "Sopimus allekirjoitettu molemmin puolin, ja allekirjoittajilla on siihen oikeus",
        questions: [
          "Kenellä on oikeus allekirjoittaa tämän kokoinen sopimus, yhdellä yksin vai kahdella yhdessä?",
          "Ovatko he silloin töissä, ja kuka allekirjoittaa heidän sijastaan, jos eivät ole?",
          "Miten sopimus allekirjoitetaan, ja pääsevätkö meidän nimenkirjoittajamme siihen järjestelmään?",
          "Tarvitaanko ensimmäiseen laskuun tilausnumero, ja kuka sen antaa?",
        ],
        objections: [
          {
            objection: "Allekirjoittajamme on matkoilla kuun loppuun asti.",
            response:
              "Ei jätetä sitä sattuman varaan. Voiko hän allekirjoittaa matkalta sähköisesti, tai kenellä on siihen oikeus sillä välin? Pidämme tekijät vapaina toivomaanne aloitusta varten, ja se onnistuu, kunhan sopimus on takaisin siihen päivään mennessä, jonka kirjasimme aikatauluun.",
          },
          {
            objection: "Uusi konserniohje: kaikki sopimukset kiertävät nyt talousjohtajan kautta.",
            response:
              "Hyvä, että tiedämme sen tänään. Mitä talousjohtaja katsoo, ja kuka asian hänelle vie? Annetaan hänelle yksi sivu, jossa ovat luvut ja johtajanne hyväksyntä, eikä neljääkymmentä sivua sopimusta.",
          },
        ],
      },
    },
  });
