import { BASELINE } from "./baseline.ts";
import { writeTemplate } from "./write-template.ts";

export const baselineFinnish = () =>
  writeTemplate(BASELINE, {
    locale: "fi",
    name: "Perusmalli: pesältä pesälle",
    description:
      "Viisi vaihetta ensimmäisestä keskustelusta allekirjoitettuun sopimukseen. Matkalla kullekin pesälle kertyy neljännes painoarvosta, eikä kauppa etene vaiheesta toiseen ennen kuin vaiheen välietapit on saavutettu.",

    stages: {
      to_first: {
        name: "Ykköspesälle",
        guidance:
          "Kauppa alkaa ihmisestä, joka voi päättää, ja ongelmasta, jonka me osaamme ratkaista. Ykköspesällä ollaan, kun päättäjä on luvannut paneutua ongelmaan kanssasi ja aika on kummankin kalenterissa.\n\nKysy, älä esittele: tuotteen vuoro tulee vasta, kun kauppaa päätetään. Jos ongelma ei maksa asiakkaalle mitään, sano se ääneen ja päästä irti. Missään muualla kauppaa ei häviä yhtä halvalla.",
      },
      first_to_second: {
        name: "Ykköseltä kakkoselle",
        guidance:
          "Kaupat voitetaan täällä. Kakkospesällä on asiakas, joka on omin sanoin kertonut, mitä tarvitsee, miksi asialle on tehtävä jotain ja mitä nykytila maksaa.\n\nPysy ongelmassa ja malta olla esittelemättä. Toista kuulemasi ja anna asiakkaan korjata. Jos tarjous lähtee ilman näitä kolmea, jäljelle jää pelkkä hinnasta vääntäminen.",
      },
      second_to_third: {
        name: "Kakkoselta kolmoselle",
        guidance:
          "Kolmospesällä asiakas pystyy ostamaan: rahat ovat olemassa, ja tiedämme, kuka päättää, missä järjestyksessä ja mihin mennessä.\n\nKysy molemmista suoraan ennen kuin teet tarjouksen. Tarjous sille, joka ei voi maksaa tai päättää, on ilmaista konsultointia. Jos jompikumpi puuttuu, selvitä, kenen takana se on, tai palaa pesän verran taaksepäin.",
      },
      close: {
        name: "Kaupan päättäminen",
        guidance:
          "Nyt esitellään, ja vain se, mitä asiakas on pyytänyt: tarve kerrallaan ja sitä hintaa vasten, jonka asiakas on itse ongelmalle laskenut. Varmista, että päättäjät ovat paikalla.\n\nHae hyväksyntä kohta kohdalta, pyydä sitten kauppaa ja ole hiljaa. Jos nyt paljastuu uusi tarve tai uusi päättäjä, kauppa ei ollut kolmosella alun perinkään. Siirrä se takaisin äläkä lähde laskemaan hintaa.",
      },
      score: {
        name: "Kotiutus",
        guidance:
          "Kyllä ei ole vielä kauppa: kauppa on, kun nimet ovat paperissa. Sovi, kuka allekirjoittaa, mitä kautta paperit kulkevat ja mitä hankinta ja juristit tarvitsevat sinulta. Raivaa jokainen este samana päivänä, kun se tulee eteen.\n\nLyökää aloituspäivä ja ensimmäiset askeleet yhdessä lukkoon, niin asiakas katsoo jo allekirjoituksen yli eteenpäin. Vie sitten asiakkaan odotukset toimitukseen asiakkaan omin sanoin.",
      },
    },

    criteria: {
      decision_maker: {
        name: "Keskusteltu päättäjän kanssa",
        questions: [
          "Kun viimeksi hankitte jotain vastaavaa, kenellä oli viimeinen sana?",
          "Kuka teillä voi sinun lisäksesi sanoa tälle kyllä, ja kuka voi sanoa ei?",
          "Kenen tulosta tämä ongelma syö?",
        ],
        objections: [
          {
            objection: "Laita sähköpostilla tietoa.",
            response:
              "Laitan mielelläni. Jotta saat yhden sivun teidän tilanteestanne etkä yleisesitettä: mitä siinä pitäisi lukea, jotta haluaisit jatkaa keskustelua?",
          },
          {
            objection: "Voit hoitaa tämän minun kanssani, johto ei puutu tällaisiin.",
            response:
              "Hyvä, tehdään tätä yhdessä. Kun rahaa aletaan käyttää, kenen nimi tulee tilaukseen? Haluaisin kuulla häneltä itseltään, millainen lopputulos on hyvä. Jos tuot meidät saman pöydän ääreen, sinun ei tarvitse kuljettaa viestejä välillämme.",
          },
        ],
      },
      problem: {
        name: "Tunnistettu ongelma, johon meillä on tuote, palvelu tai ratkaisu",
        questions: [
          "Mikä tässä toimii teillä tällä hetkellä huonoiten?",
          "Mistä huomaatte ensimmäisenä, että jokin on mennyt pieleen?",
          "Kauanko tilanne on ollut tällainen, ja mitä olette jo kokeilleet?",
          "Missä ollaan vuoden päästä, jos asialle ei tehdä mitään?",
        ],
        objections: [
          {
            objection: "Meillä on kaikki kunnossa.",
            response:
              "Hyvä kuulla, toimivaa ei kannata korjata. Jos saisit parantaa nykyisestä yhden asian, mikä se olisi? Jos mitään ei tule mieleen, en vie aikaasi enempää.",
          },
          {
            objection: "Meillä on tähän jo toimittaja.",
            response:
              "Olisin yllättynyt, jos ei olisi. Mitä he tekevät niin hyvin, että haluatte pitää siitä kiinni, ja mikä jää yhä teidän itsenne hoidettavaksi?",
          },
        ],
      },
      appointment: {
        name: "Tapaaminen sovittu: asiakas on vahvistanut ajan ja asialistan",
        questions: [
          "Mitä meidän pitäisi saada aikaan, jotta siihen kannattaa käyttää tunti sinun ajastasi?",
          "Ketä muuta ongelma koskee, eli kenen pitäisi olla mukana?",
          "Laitetaanko aika kalentereihin saman tien, kun ollaan linjalla?",
        ],
        objections: [
          {
            objection: "Nyt on liian kiire, palataan ensi kvartaalilla.",
            response:
              "Ymmärrän. Jos ongelma maksaa teille vielä ensi kvartaalillakin, lyödään aika lukkoon tänään, ja voit perua sen, jos asia hoituu itsestään. Jos se ei ole puolen tunnin arvoinen, sano suoraan, niin en jää soittelemaan perään.",
          },
          {
            objection: "Laita vain tarjous.",
            response:
              "Voin antaa hinnan, mutta tänään se olisi arvaus, ja arvaus joko säikäyttää turhaan tai lupaa liikoja. Käytetään puoli tuntia siihen, mitä oikeasti tarvitsette, niin saat luvun, johon voit luottaa.",
          },
        ],
      },
      need: {
        name: "Tarve kartoitettu",
        questions: [
          "Minkä pitää olla toisin, kun tämä on hoidettu kuntoon?",
          "Mitä ratkaisun on pakko pystyä tekemään, ja mikä olisi vain mukava lisä?",
          "Mistä tiedätte, että se toimii? Mitä mittaisitte?",
          "Mitä vaihtoehtoja olette jo sulkeneet pois, ja miksi?",
        ],
        objections: [
          {
            objection: "Tehän ne asiantuntijat olette, kertokaa te, mitä me tarvitsemme.",
            response:
              "Näkemys meillä on, mutta jos se on vain meidän, ostaisitte mielipiteen. Otetaan viimeisin kerta, kun tämä meni pieleen: mitä tapahtui, ja mitä olisi pitänyt tapahtua? Sen varaan minä rakennan.",
          },
          {
            objection: "Eikö voitaisi vain katsoa se demo?",
            response:
              "Katsotaan, ja siinä näytetään vain se, millä on teille merkitystä. Mitkä kaksi tai kolme asiaa sinun pitäisi nähdä, jotta uskot tämän ratkaisevan ongelman?",
          },
        ],
      },
      compelling_reason: {
        name: "Painavat syyt ostaa tunnistettu",
        questions: [
          "Miksi tämä pitää hoitaa nyt eikä vasta ensi vuonna?",
          "Mitä tavoitteillenne käy, jos tämä jää ratkaisematta?",
          "Kuka johdossa kyselee tämän perään, ja mitä hän kysyy?",
          "Mikä muu kilpailee samasta rahasta ja huomiosta, ja miksi tämä menisi edelle?",
        ],
        objections: [
          {
            objection: "Olisihan tämä kiva, mutta ei tällä mikään kiire ole.",
            response:
              "Silloin voi olla oikein jättää tämä odottamaan. Mikä tekisi asiasta kiireellisen: lähtevä asiakas, auditointi, määräaika? Jos mitään sellaista ei ole näköpiirissä, sovitaan, että palataan asiaan, kun jokin on muuttunut.",
          },
          {
            objection: "Palataan kesän jälkeen.",
            response:
              "Sopii. Mikä silloin on toisin niin, että päätös on helpompi tehdä? Ja mitä ongelma ehtii siihen mennessä maksaa?",
          },
        ],
      },
      cost_of_problem: {
        name: "Ongelman hinta laskettu rahassa",
        questions: [
          "Kuinka usein näin käy, ja mitä yksi kerta maksaa työtunteina, hävikkinä tai menetettynä myyntinä?",
          "Paljonko siitä tulee vuodessa?",
          "Panisiko talousjohtajanne nimensä tuon luvun alle?",
          "Mikä osa hinnasta ei näy kirjanpidossa: lähteneet asiakkaat, uupuneet ihmiset?",
        ],
        objections: [
          {
            objection: "Ei tätä voi rahassa mitata.",
            response:
              "Ei sentilleen, joten arvioidaan karkeasti. Puhutaanko vuodessa kymmenistä vai sadoista tuhansista? Lasketaan mukaan vain se, mistä olet varma. Varovainen luku sinulta painaa enemmän kuin tarkka luku minulta.",
          },
          {
            objection: "Emme kerro noita lukuja ulkopuolisille.",
            response:
              "Ei tarvitsekaan. Laskekaa se omalla porukalla: kuinka usein näin käy ja mitä kerta maksaa. Minulle riittää suuruusluokka ja tieto siitä, onko summa niin iso, että asialle kannattaa tehdä jotain.",
          },
        ],
      },
      funds: {
        name: "Hankinnan rahoitus varmistettu",
        questions: [
          "Onko tähän varattu rahaa? Jos ei, mistä se otettaisiin?",
          "Olette laskeneet, mitä ongelma maksaa vuodessa. Paljonko olette valmiita panostamaan, jotta siitä päästään?",
          "Kuka voi päättää tämän kokoisesta summasta, ja mitä hänen pitää nähdä ensin?",
          "Jos hinta asettuu siihen suuruusluokkaan, jatketaanko vai jätetäänkö tähän?",
        ],
        objections: [
          {
            objection: "Meillä ei ole tähän budjettia.",
            response:
              "Harvalla on, kun asiaa ei ole osattu ennakoida. Ongelmasta te kuitenkin maksatte jo nyt, raha vain lähtee muilta momenteilta. Kuka voisi päättää, että se käytetäänkin ongelman korjaamiseen?",
          },
          {
            objection: "Kertokaa ensin hinta, niin katsotaan sitten rahoja.",
            response:
              "Reilu pyyntö. Kerron haarukan, johon teidän kokoisenne yritykset ovat päätyneet. Onko sen alapää teille mahdollinen? Jos ei ole, meidän molempien kannattaa tietää se tänään.",
          },
        ],
      },
      decision_process: {
        name: "Päätöksentekoprosessi selvitetty",
        questions: [
          "Mitä kaikkea tapahtuu sen jälkeen, kun olette todenneet haluavanne tämän, ennen kuin sopimus on allekirjoitettu?",
          "Keillä muilla on sanansa sanottavana, esimerkiksi hankinnalla, juristeilla, IT:llä tai hallituksella, ja mitä kukin katsoo?",
          "Milloin tämän pitää olla käytössä, ja milloin se edellyttää päätöstä?",
          "Mikä voisi vielä kaataa tämän, vaikka sinä ja minä olisimme samaa mieltä?",
        ],
        objections: [
          {
            objection: "Vien tämän johtoryhmään ja palaan asiaan.",
            response:
              "Hyvä. Mitä he kysyvät ensimmäisenä, ja mitä vastaat? Valmistellaan esitys yhdessä. Jos joku haluaa kysyä suoraan meiltä, tulen mielelläni paikalle.",
          },
          {
            objection: "Ilmoitamme, kun olemme päättäneet.",
            response:
              "Selvä. Jotta en häiritse turhaan: mitkä vaiheet ovat vielä edessä, ja minä päivänä minun sopii kysyä, missä mennään?",
          },
        ],
      },
      solution_presented: {
        name: "Esitelty ratkaisu, joka vastaa tarpeeseen ja on oikeassa suhteessa ongelman hintaan",
        questions: [
          "Mikä nimeämistänne tarpeista jää tällä vielä kattamatta?",
          "Miltä hinta näyttää sen rinnalla, mitä ongelma teille maksaa?",
          "Kuinka hyvin tämä ratkaisee asian asteikolla yhdestä kymmeneen? Mitä kymppi vaatisi?",
          "Jos joutuisit puolustamaan tätä hallituksen edessä, mihin he tarttuisivat?",
        ],
        objections: [
          {
            objection: "Liian kallis.",
            response:
              "Mihin verrattuna? Laskimme yhdessä, mitä ongelma maksaa vuodessa. Jos se luku pitää, mikä tässä on liikaa: kokonaissumma, maksuaikataulu vai riski siitä, ettei hyötyä tule?",
          },
          {
            objection: "Kilpailija on halvempi.",
            response:
              "Voi hyvin olla. Pannaan tarjoukset rinnakkain ja verrataan niitä tarpeisiin, jotka itse listasitte. Jos halvempi kattaa ne kaikki, ottakaa se. Jos ei kata, mitä puuttuva osa tulee teille maksamaan?",
          },
        ],
      },
      decision_asked: {
        name: "Kauppaa pyydetty",
        questions: [
          "Olet todennut, että tämä ratkaisee ongelman ja maksaa itsensä takaisin. Lähdetäänkö liikkeelle?",
          "Mitä vielä puuttuu, jotta voit sanoa kyllä?",
          "Jos saamme tämän kohdan kuntoon, teetkö päätöksen tänään?",
        ],
        objections: [
          {
            objection: "Meidän täytyy vielä miettiä.",
            response:
              "Totta kai, päätös on iso. Kun kuulen tuon, yleensä mietityttää hinta, riski tai se, ettei joku ole vielä vakuuttunut. Mikä niistä teillä? Käydään se läpi nyt, kun istutaan saman pöydän ääressä.",
          },
          {
            objection: "Kymmenen prosenttia pois, niin tehdään kaupat.",
            response:
              "Ymmärrän, että kysyt. Hinta seuraa sisältöä: jos hinnan pitää laskea, mitä jätetään pois? Jos sisältö pysyy, voin tulla vastaan, kun saamme jotain tilalle, esimerkiksi pidemmän sopimuskauden.",
          },
        ],
      },
      agreement_signed: {
        name: "Sopimus allekirjoitettu",
        questions: [
          "Kuka allekirjoittaa, ja onko hän tavoitettavissa tällä viikolla?",
          "Ovatko juristit tai hankinta merkinneet sopimukseen jotain?",
          "Minä päivänä aloitetaan, ja mihin mennessä nimien pitää olla paperissa, jotta se pitää?",
        ],
        objections: [
          {
            objection: "Juristien pitää ensin käydä ehdot läpi.",
            response:
              "Tietysti. Laitetaanko teidän juristit suoraan yhteyteen meidän juristien kanssa, niin he sopivat sanamuodoista ilman meitä välikäsinä? Mitkä kohdat heitä mietityttävät, ja milloin he vastaavat?",
          },
          {
            objection: "Hankinta haluaa vielä neuvotella hinnasta.",
            response:
              "Sisältö ja hinta sovittiin yhtenä kokonaisuutena. Käyn hankinnan kanssa mielelläni läpi, mitä sovittiin ja miksi. Jos hinta avataan, samalla avataan sisältö. Käydäänkö se keskustelu yhdessä?",
          },
          {
            objection: "Allekirjoitetaan ensi kvartaalilla.",
            response:
              "Onnistuu. Mitä odottaminen teille antaa, kun ongelma maksaa joka kuukausi? Jos kyse on kassavirrasta, voimme allekirjoittaa nyt ja laskuttaa vasta ensi kvartaalilla.",
          },
        ],
      },
    },
  });
