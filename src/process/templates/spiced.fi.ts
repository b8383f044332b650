import { SPICED } from "./spiced.ts";
import { writeTemplate } from "./write-template.ts";

export const spicedFinnish = () =>
  writeTemplate(SPICED, {
    locale: "fi",
    name: "SPICED",
    description:
      "Viisi vaihetta kirjainten järjestyksessä: tilanteesta ja kipupisteestä vaikutuksen, määräpäivän ja päätöksenteon kautta allekirjoitettuun sopimukseen ja sovittuun aloitukseen. Sopii ohjelmistoille ja palveluille, joita myydään jatkuvalla sopimuksella ja joista asiakkaan pitää saada tulosta, ennen kuin sopimusta kannattaa jatkaa.",

    stages: {
      situation_and_pain: {
        name: "Tilanne ja kipupiste",
        guidance:
          "Ykköspesällä ollaan, kun asiakas on oikaissut käsityksesi siitä, miten heillä toimitaan, ja nimennyt kohdan, johon sattuu. Perehdy etukäteen, niin keskustelussa varmistat tietoja etkä vasta kerää niitä.\n\nYksi oire ei vielä ole kipupiste: selvitä, missä se näkyy, kuka siitä kärsii ja mistä lähtien. Jos asiakas on liikkeellä pelkästä uteliaisuudesta, kiitä ja jätä asia siihen. Koekäyttö ilman kipupistettä tuo asiakkaan, joka irtisanoo sopimuksensa.",
      },
      impact: {
        name: "Vaikutus",
        guidance:
          "Kakkospesällä asiakas osaa sanoa yhdessä lauseessa, mitä ongelma maksaa vuodessa ja mitä siitä eroon pääseminen toisi, ja päättäjä seisoo lukujen takana.\n\nAnna asiakkaan laskea itse: luku sinun kalvoltasi ei vakuuta enää ketään, kun olet lähtenyt huoneesta. Kysy myös ihmisistä, sillä pelkän taulukon takia kukaan ei muuta tapojaan. Älä lähde esittelemään ominaisuuksia: silloin vastaat kysymyksiin, joita kukaan ei ole esittänyt.",
      },
      critical_event_and_decision: {
        name: "Määräpäivä ja päätöksenteko",
        guidance:
          "Kolmospesällä asiakkaalla on päivä, jolla on hänelle itselleen väliä, ja me tiedämme, miten päätös syntyy ajoissa: ketkä päättävät, missä järjestyksessä, millä perusteilla ja millä rahalla.\n\nLaskekaa määräpäivästä taaksepäin ja anna asiakkaan täyttää kalenteri. Oman kvartaalisi loppu ei ole asiakkaan määräpäivä (critical event), eikä sitä ole päättyvä alennuskaan. Jos aitoa määräpäivää ei ole, pidä kauppa poissa ennusteesta, vaikka juttu luistaisi miten hyvin.",
      },
      solution_and_plan: {
        name: "Ratkaisu ja suunnitelma",
        guidance:
          "Näytä, miten asiakas pääsee kipupisteestä siihen hyötyyn, jonka hän itse laski, ja jätä tuotteen muut ominaisuudet myöhemmäksi. Päättäjät ovat paikalla, eikä hinta tule heille yllätyksenä.\n\nNäe alkuviikkojen eteen yhtä paljon vaivaa kuin tarjouksen: mikä tulos tulee ensin, kuka sen huomaa ja millä se mitataan. Jos suunnitelma loppuu allekirjoitukseen, myyt lisenssin, jota kukaan ei jatka. Jos esiin nousee uusi ihminen, jolla on oma kipupisteensä, palaa hänen kanssaan vaikutukseen.",
      },
      agreement_and_start: {
        name: "Sopimus ja aloitus",
        guidance:
          "Asiakas on valinnut meidät, ja jäljellä ovat enää paperit. Ne jäävät helposti makaamaan määräpäivän yli, joten ole koko ajan selvillä siitä, kenen pöydällä ne ovat, ja kysy itse perään.\n\nSovi aloituksesta jo silloin, kun sopimusta vielä luetaan, ja tuo asiakkaasta jatkossa vastaava kollega mukaan ennen allekirjoitusta. Älä lupaa mitään uutta päivämäärän pelastamiseksi: juuri sen lupauksen asiakas muistaa, kun sopimusta pitäisi jatkaa.",
      },
    },

    criteria: {
      situation: {
        name: "Tilanne (situation): asiakas on vahvistanut, että kuvamme nykytilanteesta on oikea",
        questions: [
          "Perehdyin etukäteen siihen, miten teillä toimitaan. Saanko kertoa, miten sen ymmärsin, ja sinä korjaat?",
          "Käydäänkö työ läpi alusta loppuun: kuka tekee mitä ja missä järjestelmässä?",
          "Moniko tätä tekee, ja paljonko heidän käsiensä kautta kulkee kuukaudessa?",
          "Mikä on vuoden aikana muuttunut: kasvu, väki, työkalut?",
        ],
        objections: [
          {
            objection: "Kaikki tuo löytyy nettisivuiltamme.",
            response:
              "Luin ne, ja niistä näkee, mitä myytte. Niistä ei näe, miten työ kulkee tilauksesta laskuun, ja juuri siinä yritykset eroavat. Kerron, mitä oletan, ja sinä keskeytät, kun menee metsään.",
          },
          {
            objection: "Miksi sinun pitää tietää tuo kaikki? Kerro vain, mitä teillä on.",
            response:
              "Siksi, että osalle yrityksistä tämä on oikea ja osalle väärä. Kolmen kysymyksen päästä osaan sanoa, kumpaan joukkoon kuulutte. Jos tämä ei ole teitä varten, sanon sen, ja saat iltapäiväsi takaisin.",
          },
        ],
      },
      pain: {
        name: "Kipupiste (pain): asiakas on nimennyt ongelman, johon meillä on ratkaisu",
        questions: [
          "Jos saisit huomenna antaa yhden osan tästä jonkun muun hoidettavaksi, minkä antaisit?",
          "Milloin tämä viimeksi petti, ja kuka sen joutui selvittämään?",
          "Mitä väkenne tekee käsin siksi, ettei järjestelmä siihen taivu?",
          "Onko vika juuri tässä, vai alkaako se jostain aiemmasta vaiheesta?",
        ],
        objections: [
          {
            objection: "Kömpelöähän se on, mutta pärjätään.",
            response:
              "Niin useimmat pärjäävät, ja siksi kaikki jää ennalleen. Miltä pärjääminen käytännössä näyttää: kuka jää ylitöihin, mikä jää tekemättä? Jos tämä on pelkkä pikkuharmi, työkalua ei sen takia kannata vaihtaa, ja sanon sen suoraan.",
          },
          {
            objection: "Katsellaan vain, mitä markkinoilla on.",
            response:
              "Järkevää. Yleensä jokin kuitenkin saa katselemaan. Mitä tapahtui sillä viikolla, kun päätitte aloittaa? Jos ei mitään, aikasi kannattaa käyttää johonkin, mikä oikeasti hiertää.",
          },
        ],
      },
      need: {
        name: "Tarve kartoitettu: asiakas on kertonut, mitä ratkaisun pitää mahdollistaa",
        questions: [
          "Kuvittele ensimmäinen maanantai, kun tämä toimii: mitä väkenne tekee toisin?",
          "Mistä käsin tehtävästä työstä on pakko päästä eroon, ja mikä saa jäädä?",
          "Minkä kanssa tämän on toimittava: mitkä järjestelmät, maat, tiimit?",
          "Kun viimeksi hankitte tähän työkalun, mitä jäitte siinä eniten kaipaamaan?",
        ],
        objections: [
          {
            objection: "Lähetämme teille vaatimusluettelon.",
            response:
              "Lähettäkää vain, käyn sen läpi rivi riviltä. Luetteloilla on tosin tapana paisua. Merkitse ne viisi riviä, joita ilman ongelma jäisi ennalleen, niin tiedämme molemmat, mistä tässä oikeasti on kyse.",
          },
          {
            objection: "Otetaan koko paketti ja katsotaan sitten, mitä käytetään.",
            response:
              "Myisin sen mielelläni, mutta maksaisitte osista, joita kukaan ei avaa, ja minä kuulisin siitä, kun sopimusta pitäisi jatkaa. Minkä pitää toimia ensimmäisten kolmen kuukauden aikana? Aloitetaan siitä ja lisätään muuta, kun joku sitä kaipaa.",
          },
        ],
      },
      impact: {
        name: "Vaikutus (impact): asiakas on laskenut, mitä ongelma maksaa vuodessa ja mitä ratkaisu toisi",
        questions: [
          "Montako tuntia viikossa tähän menee, ja kenen tunteja ne ovat?",
          "Mitä voittaisitte, jos aikaa menisi puolet vähemmän: lisää asiakkaita, vähemmän rekrytointeja, nopeampaa laskutusta?",
          "Mikä johdolle raportoitava luku liikahtaisi, ja kuinka paljon?",
          "Mistä näistä luvuista olet varma, ja mitkä pitäisi tarkistaa talousosastolta?",
        ],
        objections: [
          {
            objection: "Aikaa ehkä säästyy, mutta ei meiltä ketään sen takia vähennetä.",
            response:
              "Eikä pidäkään. Ratkaisevaa on, mihin ne tunnit käytetään. Jos ne menevät myyntiin tai asiakkaille, minkä arvoinen sellainen tunti on? Jos vastausta ei löydy, jätetään säästö pois ja lasketaan vain se, mikä näkyy tuloksessa.",
          },
          {
            objection: "Teillähän on varmaan laskuri, katsotaan sillä.",
            response:
              "On, ja se päätyy aina meidän eduksemme, joten talousväkenne ei siihen usko. Anna kaksi omaa lukuanne, niin teemme laskelman yhdelle sivulle, ja voit puolustaa sitä ilman minua.",
          },
        ],
      },
      emotional_impact: {
        name: "Omakohtaisuus (emotional impact): avainhenkilö on kertonut, mitä tämä merkitsee hänelle",
        questions: [
          "Mitä tämä tekee sinun omalle viikollesi?",
          "Kuka porukasta on tähän eniten kyllästynyt, ja miten hän siitä puhuu?",
          "Jos tämä onnistuu, mikä muuttuu sinun kannaltasi?",
          "Entä mikä sinua arveluttaa siinä, että juuri sinä tuot tämän taloon?",
        ],
        objections: [
          {
            objection: "Tämä on bisnestä, eivät tunteet tähän kuulu.",
            response:
              "Lukujen pitääkin kestää sellaisinaan. Kysyn siksi, että muutos teettää jollakin ensin lisää töitä, ennen kuin se helpottaa. Kenellä, ja miksi hän lähtisi siihen mukaan?",
          },
          {
            objection: "Meidän väki valittaa, tehtiinpä mitä tahansa.",
            response:
              "Voi olla, ja joskus syystä. Mistä he valittavat nyt? Jos tämä poistaa niistä yhdenkin, on ainakin joku, joka haluaa tämän onnistuvan.",
          },
        ],
      },
      decision_maker: {
        name: "Päättäjä (decision): se, jolla on viimeinen sana, on itse kertonut, mitä hän tältä odottaa",
        questions: [
          "Kuka vastaa siitä luvusta, jonka juuri laskimme?",
          "Mistä summasta ylöspäin et enää päätä itse, ja kuka silloin päättää?",
          "Mitä päättäjä kysyisi sinulta tästä ensimmäisenä?",
          "Kun sopimusta aikanaan pitäisi jatkaa, kuka arvioi, onko tästä ollut hyötyä?",
        ],
        objections: [
          {
            objection: "Esittelen sinut, kun olemme ensin valinneet toimittajan.",
            response:
              "Ymmärrän, ettet halua vielä viedä hänen aikaansa. Vaarana on, että te valitsette yksillä perusteilla ja hän päättää toisilla, ja sama työ tehdään kahteen kertaan. Antaisiko hän nyt kaksikymmentä minuuttia, jos puhutaan vain vaikutuksesta eikä näytetä mitään demoa?",
          },
          {
            objection: "Meillä nämä päätetään porukalla.",
            response:
              "Hyvä, silloin sille löytyy käyttäjiäkin. Entä kun porukka on kahta mieltä tai rahalle olisi muuta käyttöä, kuka silloin ratkaisee? Haluaisin kuulla hänen näkemyksensä, ennen kuin porukka käyttää tähän lisää tunteja.",
          },
        ],
      },
      critical_event: {
        name: "Määräpäivä (critical event): asiakas on nimennyt sen ja kertonut, mitä myöhästymisestä seuraa",
        questions: [
          "Onko jokin päivä, jonka jälkeen tästä ei ole enää apua tai odottaminen käy kalliiksi?",
          "Mitä seuraavana aamuna tapahtuu, jos tämä ei ole käytössä?",
          "Kuka muu laskee sen päivän varaan?",
          "Kauanko väkenne tarvitsee aikaa opetteluun ennen sitä?",
        ],
        objections: [
          {
            objection: "Tämä tarvitaan mahdollisimman pian.",
            response:
              "Mielelläni, mutta se on toive, ja toiveet siirtyvät. Mihin tämän pitää ehtiä: sesonkiin, vanhan sopimuksen päättymiseen, uuden maan avaukseen? Jos ei mihinkään, edetään teidän tahdissanne, enkä lupaa päivää omalle pomollenikaan.",
          },
          {
            objection: "Päivä saattaa siirtyä, niin meillä yleensä käy.",
            response:
              "Selvitetään sitten, mistä se riippuu. Jos se siirtyy kuukaudella, kuka menettää ja mitä? Jos kukaan ei menetä mitään, sen mukaan ei kannata suunnitella. Minkä päivän mukaan kannattaa?",
          },
          {
            objection: "Nykyinen sopimus on voimassa vuoden loppuun, joten aikaa on hyvin.",
            response:
              "Olisi, jos pelkkä irtisanominen riittäisi. Milloin se on viimeistään tehtävä, ja kauanko vanhaa ja uutta pitää ajaa rinnakkain? Laitetaan molemmat kalenteriin ja katsotaan, paljonko aikaa jää.",
          },
        ],
      },
      decision_criteria: {
        name: "Päätöskriteerit (decision): asiakas on kertonut, millä perusteilla valinta tehdään",
        questions: [
          "Kun vaihtoehdot ovat rinnakkain, mikä ratkaisee voittajan?",
          "Mikä yksittäinen puute pudottaa toimittajan pois, oli muu miten hyvää tahansa?",
          "Kuka nämä perusteet on asettanut, ja painottavatko kaikki niitä samalla tavalla?",
          "Miltä vertailu näyttää, kun siihen lisätään kaksi vaihtoehtoa: ei tehdä mitään ja tehdään itse?",
        ],
        objections: [
          {
            objection: "Lopulta otetaan halvin.",
            response:
              "Niinkin voi tehdä, jos kaikki ratkaisevat saman ongelman. Onko halvin se, jonka kuukausimaksu on pienin, vai se, joka tulee halvimmaksi, kun omat tunnit ja vanha järjestelmä lasketaan mukaan? Kirjataan se ylös, ennen kuin kukaan alkaa vertailla.",
          },
          {
            objection: "Meillä on valmis pisteytyslomake, täyttäkää se.",
            response:
              "Täytetään. Missä kohdassa siinä on se vaikutus, jonka laskitte? Jos sitä ei ole, lomake voi nostaa ykköseksi työkalun, joka jättää ongelman ennalleen. Kuka voisi lisätä siihen rivin?",
          },
        ],
      },
      decision_process: {
        name: "Päätösprosessi (decision): asiakas on kertonut vaiheet, ihmiset ja päivät sopimukseen asti",
        questions: [
          "Mitä tästä päivästä viimeiseen allekirjoitukseen tapahtuu, viikko viikolta?",
          "Pitääkö jonkun katsoa tietosuoja tai tietoturva, ja kuinka pitkä jono hänellä on?",
          "Mikä vaihe venyi, kun viimeksi otitte käyttöön uuden järjestelmän?",
          "Kuka voisi olla tätä vastaan, ja onko häntä kuultu?",
        ],
        objections: [
          {
            objection: "Meillä tämä on yksinkertaista, älä siitä huolehdi.",
            response:
              "Hyvä, sitten tässä ei kauan mene. Kun viimeksi ostitte ohjelmiston, mitä ehti tapahtua myöntävän päätöksen ja ensimmäisen kirjautumisen välissä? Yleensä vastaan tulee jonkun työjono, ja siitä varaisin meille paikan jo nyt.",
          },
          {
            objection: "En voi luvata päiviä, tämä on niin monesta ihmisestä kiinni.",
            response:
              "Aloitetaan sitten siitä yhdestä päivästä, jonka tiedämme, eli määräpäivästä. Kuka heistä tarvitsee eniten aikaa? Kysytään päivä ensin häneltä, niin muut asettuvat sen ympärille.",
          },
        ],
      },
      funds: {
        name: "Rahoitus varmistettu: asiakas on kertonut, kenen budjetista maksetaan tänä ja ensi vuonna",
        questions: [
          "Kenen budjettiin maksu menee tänä vuonna, entä ensi vuonna?",
          "Korvaako tämä jotain, mistä jo maksatte, ja milloin sen laskutus loppuu?",
          "Onko käyttöönottokin budjetoitu, oman väen tunnit mukaan lukien?",
          "Jos ensimmäisen vuoden raha ei riitä, kuka päättää lisästä?",
        ],
        objections: [
          {
            objection: "Tämän vuoden budjetti on jo lyöty lukkoon.",
            response:
              "Selvä. Tiesikö kukaan tästä ongelmasta, kun budjetti tehtiin? Kun näytätte, mitä kuukauden odottaminen maksaa, kuka voisi siirtää tähän rahaa? Jos ei kukaan, suunnitellaan aloitus ensi tilikaudelle ja huolehditaan, että asia on mukana seuraavalla budjettikierroksella.",
          },
          {
            objection: "Kuukausimaksu on pikkuraha, maksan sen kortilla.",
            response:
              "Niinkin pääsee alkuun. Maksu kuitenkin kasvaa käyttäjien mukana, ja vuoden lopussa joku kysyy siitä. Kuka se on, ja olisiko hänen hyväksyntänsä helpompi saada jo nyt?",
          },
        ],
      },
      solution_accepted: {
        name: "Ratkaisu hyväksytty: asiakas on vahvistanut, että se tuo hyödyn ja on hintansa arvoinen",
        questions: [
          "Olisiko se, mitä äsken näit, estänyt sen viimeisimmän tapauksen, josta kerroit?",
          "Mihin kohtaan matkalla kohti tulosta uskot vähiten?",
          "Jos raha olisi omaasi, maksaisitko siitä tuloksesta tämän verran?",
          "Mitä huomautettavaa tästä olisi niillä, jotka käyttävät sitä joka päivä?",
        ],
        objections: [
          {
            objection: "Hinta on korkeampi kuin ajattelimme.",
            response:
              "Mitä ajattelitte, ja mihin se perustui? Meillä on teidän oma laskelmanne siitä, mitä ongelma vie vuodessa. Jos hinta ei kestä sen rinnalla, sano se, niin aloitetaan pienemmästä: yksi tiimi, yksi tulos ja siitä eteenpäin.",
          },
          {
            objection: "Haluaisimme kokeilla ensin kuukauden ilmaiseksi.",
            response:
              "Kokeillaan, kunhan ensin sovitaan, mitä kokeilun pitää osoittaa. Mikä tulos, kenelle, mihin päivään mennessä, ja mitä päätätte, jos se syntyy? Muuten kokeilu todistaa vain, ettei kukaan ehtinyt kokeilla.",
          },
          {
            objection: "Teiltä puuttuu ominaisuus, joka kilpailijalla on.",
            response:
              "Niin puuttuu. Kuinka iso osa laskemastanne hyödystä on siitä kiinni? Jos iso, katsoisin teidän sijassanne heitä tarkkaan. Jos ei mikään, en antaisi sen painaa enemmän kuin niiden asioiden, joista hyöty tulee.",
          },
        ],
      },
      plan_agreed: {
        name: "Suunnitelma sovittu: asiakas on nimennyt ensimmäisen hyödyn, sen päivän ja mittarin",
        questions: [
          "Minkä tuloksen väkenne voisi huomata ensimmäisenä, ja kuinka pian aloituksesta?",
          "Kuka sen mittaa, ja mikä luku on tänään?",
          "Mitä se vaatii teiltä: tietoja, koulutusta, tunteja?",
          "Jos tulosta ei siihen mennessä näy, mitä teemme yhdessä?",
        ],
        objections: [
          {
            objection: "Allekirjoitetaan ensin ja suunnitellaan sitten.",
            response:
              "Voidaan, mutta määräpäivänne ei sillä välin siirry. Yksi sivu riittää: kuka tekee mitä ja mihin mennessä, ensimmäiseen tulokseen asti. Jos siitä näkyy, ettemme ehdi, haluat varmasti tietää sen ennen allekirjoitusta.",
          },
          {
            objection: "Käyttöönottohan on teidän hommanne.",
            response:
              "Suurin osa siitä on, ja siitä me vastaamme. Kahta asiaa emme voi tehdä puolestanne: antaa väellenne aikaa opetella ja avata meille pääsyn tietoihinne. Kuka voi luvata ne, ja mille viikoille?",
          },
        ],
      },
      agreement_signed: {
        name: "Sopimus allekirjoitettu",
        questions: [
          "Kenen pöydällä sopimus on nyt, ja mitä hän odottaa?",
          "Ovatko kaikki allekirjoittajat töissä seuraavat kaksi viikkoa?",
          "Onko sopimuskaudesta, irtisanomisesta ja tietojen käsittelystä sovittu, vai onko jokin niistä vielä auki?",
        ],
        objections: [
          {
            objection: "Haluamme, että tämän voi irtisanoa milloin vain.",
            response:
              "Mietityttääkö sopimuskauden pituus vai se, mitä tapahtuu, jos tulosta ei tule? Jos kyse on tuloksesta, voimme keskustella siitä, että sopimuksesta pääsee irti, ellei tulosta sovittuna päivänä näy. Hinta pysyy silti koko kauden mukaisena.",
          },
          {
            objection: "Tämä pitää tehdä meidän vakioehdoillamme.",
            response:
              "Katsotaan niitä. Usein vakioehdot on kirjoitettu tavaralle tai konsultoinnille, eikä niissä puhuta päivityksistä tai palvelun saatavuudesta. Voisivatko teidän ja meidän juristit käydä tällä viikolla puolessa tunnissa läpi kohdat, joissa ehdot eroavat, niin aloituspäivä pitää?",
          },
          {
            objection: "Tuli kiireellisempää, palataan tähän muutaman viikon päästä.",
            response:
              "Totta kai, tärkein ensin. Kerroit, mitä seuraa, jos tämä ei ole käytössä nimeämänäsi päivänä. Pitääkö se yhä paikkansa? Jos pitää, mitä voin hoitaa puolestasi, jotta sinulle jää vain allekirjoitus?",
          },
        ],
      },
      start_booked: {
        name: "Aloitus sovittu: asiakas on nimennyt aloituspäivän ja vastuuhenkilönsä",
        questions: [
          "Kuka teillä ottaa asiakseen, että tämä onnistuu?",
          "Mistä hän luopuu, jotta aikaa jää tälle?",
          "Kuka kertoo käyttäjille, ja miten hän perustelee muutoksen?",
        ],
        objections: [
          {
            objection: "Nimetään joku sitten, kun sen aika on.",
            response:
              "Suunnitelman ensimmäinen tehtävä on heti ensimmäisellä viikolla. Jos sillä ei ole tekijää, tulos siirtyy ja määräpäivänne sen mukana. Kuka tuntee työn ja on sellainen, jota kuunnellaan? Voisinko jutella hänen kanssaan ennen allekirjoitusta?",
          },
          {
            objection: "IT hoitaa tämän.",
            response:
              "IT huolehtii siitä, että järjestelmä toimii. Se, poistuuko ongelma, on kiinni niistä, jotka ovat eläneet sen kanssa. Kuka heistä voisi tulla IT:n pariksi?",
          },
        ],
      },
    },
  });
