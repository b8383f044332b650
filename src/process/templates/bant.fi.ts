import { BANT } from "./bant.ts";
import { writeTemplate } from "./write-template.ts";

export const bantFinnish = () =>
  writeTemplate(BANT, {
    locale: "fi",
    name: "BANT",
    description:
      "Budjetti, päätösvalta, tarve ja aikataulu neljänä kevyenä vaiheena ensimmäisestä keskustelusta allekirjoitettuun sopimukseen niin, että tarve ja päättäjä selvitetään ennen rahaa. Sopii lyhyeen ja suoraviivaiseen myyntiin pienille ja keskisuurille yrityksille, joissa päätöksen tekee yksi tai kaksi ihmistä.",

    stages: {
      problem_and_authority: {
        name: "Ongelma ja päätösvalta",
        guidance:
          "BANT käydään usein läpi kirjain kerrallaan, raha edellä. Käännä järjestys: kenelläkään ei ole budjettia ongelmaan, jota ei ole sanottu ääneen. Vaihe on valmis, kun tiedät, mikä ei toimi, ja olet puhunut siitä sen kanssa, joka voi hyväksyä hankinnan.\n\nPienessä yrityksessä hän on yleensä omistaja tai toimitusjohtaja, joten pyydä hänet kohteliaasti mukaan heti. Älä käytä viikkoja ihmiseen, joka voi vain viedä viestiä eteenpäin. Hinta ja tuote ehtivät myöhemmin.",
      },
      need_and_timeline: {
        name: "Tarve ja aikataulu",
        guidance:
          "Tässä kaupalle löytyy syy. Vaihe on valmis, kun asiakas on sanonut, minkä pitää muuttua, mihin mennessä ja miksi juuri silloin, ja teillä molemmilla on käsitys siitä, mitä ongelma maksaa.\n\nUsein yksi hyvä keskustelu riittää, joten valmistaudu siihen. Kirjaa tarpeet asiakkaan sanoin ja lue ne hänelle ääneen. Päivä, josta voi huoletta lipsua, ei ole aikataulu: kysy, mitä tapahtuu seuraavana aamuna. Jos vastaus on ”ei mitään”, sopikaa, milloin asiaan palataan, ja käytä aikasi muualla.",
      },
      budget_and_decision: {
        name: "Budjetti ja päätöksenteko",
        guidance:
          "Nyt puhutaan rahasta, yhtä luontevasti kuin muustakin. Kun tarve ja ongelman hinta ovat pöydällä, ei enää kysytä ”paljonko teillä on?” vaan ”onko tämä teille sen arvoista?”. Kerro itse hintahaarukka, ennen kuin pyydät asiakkaalta lukua.\n\nSelvitä samassa keskustelussa, miten päätös syntyy, vaikka vastaus olisi ”päätän perjantaina”. Älä tee tarjousta vain nähdäksesi, onko rahaa. Jos summa on liian iso, rajaa työ pienemmäksi tai lopeta tähän.",
      },
      offer_and_agreement: {
        name: "Tarjous ja sopimus",
        guidance:
          "Tähän tullaan, kun päätösvalta, tarve, aikataulu ja budjetti on vahvistettu. Tee lyhyt tarjous: tarpeet asiakkaan tärkeysjärjestyksessä, hinta, aloituspäivä ja se, mitä asiakkaalta tarvitaan. Käy se läpi päättäjän kanssa äläkä jätä sitä yksin sähköpostiin.\n\nSopikaa seuraava yhteydenotto, ennen kuin eroatte. Jos vastaus viipyy, palaa heikoimpaan kirjaimeen äläkä tarjoa alennusta. Kun asiakas sanoo kyllä, kotiuta kauppa samalla viikolla: pienessä yrityksessä suunnitelmat muuttuvat nopeasti.",
      },
    },

    criteria: {
      problem: {
        name: "Ongelma tunnistettu: asiakas on kertonut, mikä ei toimi ja missä se näkyy",
        questions: [
          "Mikä sai sinut lähtemään tähän keskusteluun?",
          "Miltä tämä näyttää huonona päivänä?",
          "Kuka teillä joutuu paikkaamaan, ja mikä häneltä jää sillä välin tekemättä?",
        ],
        objections: [
          {
            objection: "Kyllä me Excelillä pärjätään.",
            response:
              "Moni pärjää, vuosikausiakin. Missä kohtaa Excel alkaa natista: kun joku on lomalla, kun asiakas soittaa vai kuun vaihteessa? Jos ei missään, ette tarvitse minua.",
          },
          {
            objection: "Mitä se maksaa? Muuta minun ei tarvitse tietää.",
            response:
              "Saat minulta hintahaarukan, ennen kuin kumpikaan näkee tämän eteen enempää vaivaa. Hinta riippuu siitä, mitä korjataan, enkä vielä tiedä, onko teillä mitään korjaamisen arvoista. Saanko kysyä siitä ensin kaksi kysymystä?",
          },
        ],
      },
      authority: {
        name: "Päätösvalta varmistettu: se, joka voi hyväksyä hankinnan, on itse keskustellut kanssamme",
        questions: [
          "Mihin summaan asti voit päättää yksin, ja kuka tulee mukaan sen jälkeen?",
          "Mitä toimitusjohtaja haluaisi tietää tästä, ennen kuin kukaan käyttää tähän aikaansa?",
          "Onko teillä yhtiökumppani, hallituksen puheenjohtaja tai kirjanpitäjä, jonka sana yleensä ratkaisee tällaiset asiat?",
        ],
        objections: [
          {
            objection: "Kysyn ensin pomolta.",
            response:
              "Hyvä ajatus. Mitä arvelet hänen kysyvän? Jos kyse on rahasta tai riskistä, kymmenen minuuttia kolmistaan säästää sinut siltä, että joudut vastaamaan meidän puolestamme. Ehdotanko paria aikaa?",
          },
          {
            objection: "Minä päätän, ei tähän muita tarvita.",
            response:
              "Sitten tämä on yksinkertaista. Varmistan vielä, ettei mikään tule meille yllätyksenä: voisitko allekirjoittaa vaikka huomenna kysymättä keneltäkään, vai juttelisitko ensin yhtiökumppanin tai pankin kanssa?",
          },
        ],
      },
      need: {
        name: "Tarve kartoitettu: asiakas on sanonut, minkä pitää muuttua ja mikä on tärkeintä",
        questions: [
          "Jos saisimme teillä kuntoon vain yhden asian, minkä valitsisit?",
          "Mitä sellaista porukkasi pitäisi saada aikaan, mikä ei nyt onnistu?",
          "Mikä saisi sinut kolmen kuukauden päästä sanomaan, että tämä oli virhe?",
          "Mihin ei saa koskea, eli minkä pitää pysyä täsmälleen ennallaan?",
        ],
        objections: [
          {
            objection: "Haetaan vain jotain yksinkertaista.",
            response:
              "Hyvä tavoite. Kenelle sen pitää olla yksinkertainen: sille, joka käyttää sitä joka päivä, vai sille, joka ottaa sen käyttöön? Kuvaile tavallinen tiistai, jolloin kaikki toimii niin kuin haluat.",
          },
          {
            objection: "Halutaan samanlainen kuin naapurifirmalla.",
            response:
              "Ymmärrän hyvin. Mitä arvelet heidän siitä saavan? Entä mikä teillä on toisin: koko, asiakkaat, ihmiset? Aloitetaan siitä, mitä käyttäisitte ensimmäisen kuukauden aikana, ja katsotaan, päädytäänkö samaan.",
          },
        ],
      },
      cost_of_problem: {
        name: "Ongelman hinta selvillä: asiakas on laskenut, mitä ongelma maksaa vuodessa",
        questions: [
          "Montako tuntia tähän menee viikossa, ja kenen tunteja ne ovat?",
          "Onko viimeisen vuoden aikana mennyt tilauksia sivu suun tämän takia, ja minkä arvoisia ne olivat?",
          "Jos mitään ei muuteta, paljonko tähän palaa rahaa vuoden loppuun mennessä?",
        ],
        objections: [
          {
            objection: "Väki on joka tapauksessa kuukausipalkalla, ei tämä mitään maksa.",
            response:
              "Palkat eivät muutu, se on totta. Mutta mitä he tekisivät niillä tunneilla: laskuttaisivat, myisivät, lähtisivät ajoissa kotiin? Jos jotain tärkeää jää tekemättä, siinä on ongelman hinta.",
          },
          {
            objection: "Niin pieni asia, ettei sitä kannata laskea.",
            response:
              "Voi olla. Käytetään siihen kaksi minuuttia: kuinka monta kertaa kuussa näin käy, ja kauanko siihen joka kerta menee? Jos koko vuoden summa jää alle yhden työpäiväsi hinnan, unohdetaan koko juttu.",
          },
        ],
      },
      timeline: {
        name: "Aikataulu selvitetty: asiakas on kertonut, milloin tämän on toimittava ja miksi juuri silloin",
        questions: [
          "Mihin mennessä tämän on toimittava, ja mikä sen päivän määrää?",
          "Jos tämä ei olekaan valmis, mitä tapahtuu seuraavana aamuna?",
          "Kun siitä lasketaan taaksepäin, milloin oman väkesi pitää aloittaa, ja onko heillä silloin aikaa?",
          "Mikä voisi viivästyttää tätä, ja kuka siitä joutuisi pulaan?",
        ],
        objections: [
          {
            objection: "Mahdollisimman pian.",
            response:
              "Se sopisi minullekin. Onko jokin päivä, joka sen ratkaisee: sesonki, päättyvä sopimus, eläkkeelle jäävä avainhenkilö? Jos ei ole, jokin muu kiilaa aina edelle, joten selvitetään, mikä tässä oikeasti määrää tahdin.",
          },
          {
            objection: "Kevät on yhtä hulinaa, katsotaan myöhemmin.",
            response:
              "Silloin tätä ei kannata ahtaa väliin. Olisiko kevät helpompi, jos tämä olisi kunnossa? Jos olisi, lasketaan, milloin pitää aloittaa, jotta olette valmiina ennen seuraavaa kiirettä. Jos ei, sano kuukausi, jolloin asia on taas ajankohtainen, niin annan sinun olla rauhassa siihen asti.",
          },
        ],
      },
      budget: {
        name: "Budjetti varmistettu: asiakas on kertonut, paljonko tähän voi käyttää ja mistä raha tulee",
        questions: [
          "Kuulit hintahaarukan. Mistä kukkarosta tämä maksettaisiin?",
          "Onko se tämän vai ensi vuoden rahaa, vai olisiko kuukausimaksu helpompi?",
          "Mikä oli edellinen tämän kokoinen hankintanne, ja miten se maksettiin?",
          "Minkä summan kohdalla sanoisit heti ei, oli ratkaisu miten hyvä tahansa?",
        ],
        objections: [
          {
            objection: "En mielelläni kerro, paljonko meillä on käytettävissä.",
            response:
              "Ymmärrän: et halua, että tarjoukseni täyttää budjetin viimeistä senttiä myöten. Siksi minä aloitan ja kerron, mitä tällainen maksaa halvimmillaan ja kalleimmillaan. Sinun tarvitsee vain sanoa, kannattaako jatkaa ja kumpaa päätä olette lähempänä.",
          },
          {
            objection: "Tälle vuodelle ei mahdu mitään ylimääräistä.",
            response:
              "Ylimääräistä tämä ei saakaan olla, vaan tämän on maksettava itsensä takaisin. Kerroit, mitä ongelma teille maksaa. Jos osa siitä palautuisi jo tämän vuoden puolella, löytyisikö tilaa? Jos ei, milloin suunnittelette menojanne seuraavan kerran?",
          },
          {
            objection: "Kassa on juuri nyt tiukilla.",
            response:
              "Hyvä, että otit puheeksi. Kumpi auttaisi: se, että aloitetaan pienemmästä osasta, vai se, että maksetaan erissä? Jos ei kumpikaan, kuulen sen mieluummin tänään kuin tarjouksen jälkeen.",
          },
        ],
      },
      decision_process: {
        name: "Päätöksenteko selvitetty: asiakas on nimennyt vaiheet, ihmiset ja päätöspäivän",
        questions: [
          "Kun pöydällesi tulee hyvä tarjous, mitä teet sille ensimmäiseksi ja kenelle näytät sen?",
          "Mihin vertaat tätä: toiseen toimittajaan, itse tekemiseen vai siihen, ettei tehdä mitään?",
          "Kuka voisi vielä loppumetreillä alkaa epäröidä, ja voisimmeko kysyä häneltä jo nyt?",
          "Minä päivänä päätät, ja mitä tarvitset meiltä ennen sitä?",
        ],
        objections: [
          {
            objection: "Pyydämme hinnat kolmelta toimittajalta.",
            response:
              "Järkevää. Jos kaikki kolme osaavat asiansa, mikä ratkaisee? Ja jos halvimmasta puuttuu jotain teille tärkeää, kuka sen huomaa? Kirjataan, mitä vertailette, niin saatte kolme vastausta samaan kysymykseen.",
          },
          {
            objection: "Ei meillä mitään prosessia ole, minä vain päätän.",
            response:
              "Sitten matka on lyhyt. Mitä yleensä teet, ennen kuin päätät: nukut yön yli, soitat jollekulle, joka on ostanut saman, vilkaiset tilin saldoa? Ja mihin päivään mennessä olet sen tehnyt?",
          },
        ],
      },
      offer_accepted: {
        name: "Tarjous hyväksytty: asiakas on sanonut kyllä sisällölle, hinnalle ja aloituspäivälle",
        questions: [
          "Kattaako tämä sen, mitä pidit tärkeimpänä, vai jäikö minulta jotain huomaamatta?",
          "Mitä kohtaa haluaisit vielä hioa?",
          "Onko jokin syy, miksi et voisi sanoa tälle kyllä tällaisenaan?",
          "Aloitetaanko siis sinä päivänä, jonka nimesit?",
        ],
        objections: [
          {
            objection: "Tämä on enemmän kuin ajattelin.",
            response:
              "Kiitos, että sanot suoraan. Hinta on siinä haarukassa, josta puhuttiin, joten jokin näyttää nyt erilaiselta. Onko loppusumma liian iso, vai onko mukana osa, joka ei ole sinulle hintansa arvoinen? Näytä, mikä, niin katsotaan, pääsettekö alkuun ilman sitä.",
          },
          {
            objection: "Voidaanko kokeilla ensin kuukausi ilmaiseksi?",
            response:
              "Mitä sinun pitäisi sen kuukauden aikana nähdä, jotta allekirjoittaisit? Jos saamme sen kirjattua ja päätät viimeisenä päivänä, puhutaan kokeilusta, joka myös päättyy. Jos haluat vain varmistua, soita asiakkaallemme, jota epäilytti sama asia. Kymmenen minuuttia hänen kanssaan kertoo enemmän kuin kokeilu.",
          },
          {
            objection: "Jätä tämä minulle, niin palaan asiaan.",
            response:
              "Jätän mielelläni. Sovimme päivän, johon mennessä päätät. Pitääkö se yhä? Jos eteen on tullut jotain uutta, kerro nyt: yhdessä se selviää nopeammin kuin arvailemalla.",
          },
        ],
      },
      agreement_signed: {
        name: "Sopimus allekirjoitettu, ja allekirjoittajalla on siihen oikeus",
        questions: [
          "Onko sinulla nimenkirjoitusoikeus yksin, vai tarvitaanko toinenkin allekirjoitus?",
          "Onko ehdoissa jotain, minkä haluat käydä läpi ennen allekirjoitusta?",
          "Hoidetaanko allekirjoitus sähköisesti jo tänään, jotta aloituspäivä pitää?",
        ],
        objections: [
          {
            objection: "Olen koko viikon reissussa, allekirjoitan, kun palaan.",
            response:
              "Ei hätää. Sopimus aukeaa puhelimessa, ja kahvitauko riittää. Jos haluat lukea sen rauhassa, mikä ilta sinulle sopii? Pidän aloitusaikanne varattuna siihen asti.",
          },
          {
            objection: "Kirjanpitäjä haluaa nähdä sopimuksen ensin.",
            response:
              "Hyvä, että pieni präntti luetaan. Soitetaanko hänelle huomenna yhdessä? Maksuehdot ja sopimuskausi selviävät yleensä yhdellä puhelulla.",
          },
          {
            objection: "Eikö minun sanani riitä?",
            response:
              "Minulle riittää. Sopimus on kuitenkin myös sinun turvasi: siinä lukee, mitä saatte ja milloin, ja mitä me teemme, jos jokin ei toimi. Käydäänkö se läpi nyt, niin asia on hoidettu?",
          },
        ],
      },
    },
  });
