/**
 * Finnish inflects, so words are recognised by stems and endings: a noun by what its stems can become (tapaaminen, tapaamista, tapaamiset), a verb
 * by its forms (soittaa, soitin, soitettu, soittanut). A compound counts by its last part: "kartoituspuhelu" is a call, "puhelukustannus" is not.
 */
function ending(stems: string, endings: string): RegExp {
  return new RegExp(`(?:${stems})(?:${endings})$`, "u");
}

/** What sellers do with buyers, as the subject or object of a clause: nominative, partitive, accusative. */
const EVENT_STEMS = [
  "puhelu(?:|a|t|ita|ja|n)",
  "soitto(?:|a|ja|n)",
  "soitot",
  "soiton",
  "tapaami(?:nen|sta|set|sia|sen)",
  "palaveri(?:|a|t|en|n)",
  "palavereja|palavereita",
  "neuvottelu(?:|a|t|ja|n)",
  "koko(?:us|usta|ukset|uksia|uksen)",
  "sähköposti(?:|a|t|n)",
  "sähköposte(?:ja|ita)",
  "(?<![a-zäö])(?:meili|maili|posti)(?:|ä|t|n|a)|(?<![a-zäö])(?:meile|maile|poste)j[aä]",
  "viesti(?:|ä|t|n)|viestejä",
  "esittely(?:|ä|t|jä|n)",
  "esity(?:s|stä|kset|ksiä|ksen)",
  "demo(?:|a|t|ja|n|ja)",
  "demonstraatio(?:|ta|t)",
  "kontakti(?:|a|t|n)|kontakte(?:ja|ita)",
  "kontaktoin(?:ti|tia|nit|teja)",
  "yhteydeno(?:tto|ttoa|tot|ttoja|ton)",
  "käyn(?:ti|tiä|nit|tejä|nin)",
  "vierailu(?:|a|t|ja|n)",
  "webinaari(?:|a|t|n)|webinaare(?:ja|ita)",
  "työpaja(?:|a|t|n)|työpajoja",
  "keskustelu(?:|a|t|ja|n)",
  "muistutu(?:s|sta|kset|ksia)",
  "kutsu(?:|a|t|ja|n)",
  "aktiviteet(?:ti|tia|it|teja)",
  "lounas|lounaita|lounaan|kahvit",
  "kosketu(?:s|sta|kset|ksia)",
  "soittokierro(?:s|sta|kset|ksia)|kosketuspist(?:e|että|eet|eitä)",
  "läpikäyn(?:ti|tiä)|katsau(?:s|sta)",
  "(?:soitto|yhteydenotto)yrity(?:s|stä|kset|ksiä)",
  "haastattelu(?:|a|t|ja|n)",
].join("|");

/** What sellers hand over. */
const PAPER_STEMS = [
  "tarjou(?:s|sta|kset|ksia|ksen)",
  "esit(?:e|että|teet|teitä|teen)",
  "materiaali(?:|a|t|n)|materiaale(?:ja|ita)",
  "hinnasto(?:|a|t|n)",
  "tietopaket(?:ti|it)|tietopaketin",
  "hintatie(?:to|toja|dot)|tuotetie(?:to|toja|dot)",
  "kalvot|diat|kuvasto|uutiskirje(?:|ttä)",
  "case-?esimerkki|asiakasreferenss(?:i|it|ejä)",
].join("|");

const EVENT = ending(`^(?:\\p{L}*)(?:${EVENT_STEMS})`, "");
const PAPER = ending(`^(?:\\p{L}*)(?:${PAPER_STEMS})`, "");
/** Words that end like an event or a paper and are something else. */
const NOT_EVENT =
  /^(?:hallitu|osto|reklamaatio|tuki|vika|asiakaspalvelu|hätä)\p{L}*(?:kokous|puhelu|puheluita|puhelut|viesti)$|^(?:kilpailu|alennus)tarjou|^esittelijä/u;

export const isFinnishEvent = (word: string): boolean => EVENT.test(word) && !NOT_EVENT.test(word);
export const isFinnishPaper = (word: string): boolean => PAPER.test(word) && !NOT_EVENT.test(word);

/** Of the events, the ones in which people talk: held with a decider, one shows that the decider was reached. */
export const isFinnishTalk = (word: string): boolean =>
  /(?:puhelu|tapaami|palaver|koko(?:us|uk)|keskustelu|neuvottelu|lounas)\p{L}*$/u.test(word) && isFinnishEvent(word);

/** Reaching out, in any form. */
const REACHING = [
  "^soit(?:a|an|amme|taa|in|imme|ti|tivat|tanut|taneet|ettu|ettua|etut|ettiin|etaan|taminen|tamista|eltu|eltiin|ellut|ettava|elin|elimme)$",
  "^(?:edelleen)?läh(?:etä|etän|ettää|etin|etimme|etti|ettivät|ettänyt|ettäneet|etetty|etettyä|etetyt|etettiin|etetään|ettäminen|ettämistä|etettävä|ety[st]|etys|etystä)$",
  "^(?:meila|maila|teksta|viesti|sähköpostite|pinga|postite)(?:ttu|ttiin|sin|simme|nnut)$",
  "^(?:postitettu|postitin|viestitetty|viestitelty|whatsapattu)$",
  "^kontaktoi(?:tu|tiin|nut|neet|n|mme|da|tava)$",
  "^(?:lähestytty|lähestyttiin|lähestyin|vierailtu|vierailtiin|vierailin|vierailimme|jututettu|tavoiteltu)$",
  "^(?:demottu|demottiin|demosin|pitchattu|pitsattu|markkinoitu|myyty)$",
  "^(?:esitelty|esiteltiin|esittelin|esittelimme|esitellyt|esittele|esitellä|esitetty|esitettiin|esitin|esitimme|näytetty|näytettiin|näytin|näytimme)$",
  "^(?:tarjottu|tarjosin|tarjosimme|muistutettu)$",
].map((form) => new RegExp(form, "u"));
export const isFinnishReaching = (word: string): boolean => REACHING.some((form) => form.test(word));

export const isFinnishMeeting = (word: string): boolean =>
  /^(?:tavattu|tavattiin|tapasin|tapasimme|tavannut|tavanneet|tavata|tapaa|keskusteltu|keskusteltiin|keskustelin|keskustelimme|juteltu|juttelin|juttelimme|puhuttu|puhuin|puhuimme|lounastettu|lounastimme|kahviteltu)$/u.test(
    word,
  );

/** Holding, doing or handing over. */
export const isFinnishDoing = (word: string): boolean =>
  /^(?:pidetty|pidettiin|pidin|pidimme|pitänyt|pitäneet|pidä|pitää|pidetään|tehty|tehtiin|teimme|tein|tee|tehdä|järjestetty|järjestettiin|järjestä|suoritettu|toteutettu|käyty|käytiin|annettu|annoin|annoimme|annettiin|anna|hoidettu|vedetty|oltu|otettu|otettiin|otin|otimme|ota|laitettu|laitettiin|laitoin|laitoimme|laita|jätetty|jätettiin|jätin|jätimme|jätä|toimitettu|toimitettiin|toimitin|toimitimme|toimita|jaettu|välitetty|laadittu|laadittiin|laadi|kirjoitettu|valmisteltu|luotu|viety|lähti|lähtenyt|ulkona|ohi|valmis|valmiina|kirjattu|varaa|buukkaa|sovi|tekemättä|läpikäyty)$/u.test(
    word,
  );

/** The buyer's doing, or a result: with one of these a name says more than that the seller was busy. Participles and finite forms, not nouns. */
const RESULT_STEMS =
  "vahviste|hyväksy|allekirjoite|varmiste|tunniste|kartoite|selvite|määrite|arvioi|palaute|kuita|kilpailute|perustel|rajat|dokumentoi|määritel|priorisoi|listat|sito|todet|mitat";
const RESULT = [
  new RegExp(`^(?:${RESULT_STEMS})(?:t|tt)(?:u|y|iin|ua|yä)$`, "u"),
  /^(?:vahvisti|hyväksyi|allekirjoitti|varmisti|vahvistanut|hyväksynyt|allekirjoittanut|varmistanut|kuitannut|kuittasi|hyväksytty|hyväksyttiin)$/u,
  /^(?:sovittu|sovittiin|laskettu|laskettiin|tiedossa|tiedetään|saatu|saatiin|päätetty|valittu|tilattu|nimetty|nimettiin|todettu|ymmärretty|luvattu|myönnetty|kuitattu|pyydetty|avattu|varattu|buukattu|mitattu|rajattu|palautettu|palautunut|tunnistettu|kartoitettu|selvitetty|tarkistettu|verrattu|ratkaistu|voitettu|löydetty|löytynyt|olemassa|lukittu|sidottu|määritetty|määritelty|arvioitu|testattu|läpäisty)$/u,
  /^(?:vastaa|vastaava|vastaavan|vastaavat|kattaa|ratkaisee|täyttää|täyttyy)$/u,
];
export const isFinnishResult = (word: string): boolean => RESULT.some((form) => form.test(word));

/** Somebody on the buyer's side in the nominative: whoever acts. */
const BUYER_STEMS =
  "asiakas|asiakkaat|ostaja|ostajat|tilaaja|päättäjä|päättäjät|ostopäättäjä|päätöksentekijä|johtoryhmä|hallitus|johto|hankinta|hankintaosasto|osto-?osasto|talousosasto|lakiosasto|tietohallinto|omistaja|yrittäjä|sponsori|mobilisoija|sparraaja|käyttäjä|käyttäjät|prospekti|edustaja|yhteyshenkilö|avainhenkilö|henkilö|vastuuhenkilö|tj|juristi|juristit|lakimies|insinööri|asiantuntija|isäntä|puolestapuhuja|loppuasiakas|asiakasyritys|yritys|hän|he";
const BUYER_NOMINATIVE = new RegExp(
  `^(?:${BUYER_STEMS}|\\p{L}*(?:johtaja|johtajat|päällikkö|päälliköt|asiakas|ostaja))$`,
  "u",
);
const SELLER =
  /^(?:myynti|avainasiakas|asiakkuus|asiakasvastaava|myyjä|myyjät|asiakas)(?:johtaja|päällikkö|edustaja)$|^(?:myyjä|myyjät|me|minä|myyntipäällikkö|myyntijohtaja)$/u;
export const isFinnishBuyer = (word: string): boolean => BUYER_NOMINATIVE.test(word) && !SELLER.test(word);

/** The same people as owners of something or as its source: genitive, ablative. */
export const isFinnishBuyersOwn = (word: string): boolean =>
  /^(?:asiakkaan|ostajan|tilaajan|päättäjän|johtoryhmän|hallituksen|hankinnan|champion(?:in)?|\p{L}*johtajan|\p{L}*päällikön|ostajien|asiakkaiden)$/u.test(
    word,
  ) && !/^myynti/u.test(word);
export const isFinnishSource = (word: string): boolean =>
  /^(?:asiakkaalta|ostajalta|tilaajalta|päättäjältä|johtoryhmältä|hallitukselta|hankinnasta|hankinnalta|\p{L}*johtajalta|\p{L}*päälliköltä|asiakkailta|heiltä)$/u.test(
    word,
  ) && !/^myynti/u.test(word);

/** Somebody who can say yes, in any case. */
export const isFinnishDecider = (word: string): boolean =>
  /^(?:\p{L}*päättäj|päätöksentekij|johtoryhm|hallitu[sk]|johdo|johtoa|johto$|omistaj|yrittäj|sponsor|champion|tj|cfo|ceo|budjetinomistaj)/u.test(
    word,
  ) ||
  (/(?:johtaj|päällik)\p{L}*$/u.test(word) && !/^myynti/u.test(word));

/** Whoever is being sold to, in any case. */
export const isFinnishAnybody = (word: string): boolean =>
  /^(?:\p{L}*asiak(?:as|ka)|ostaj|edustaj|prospekt|liid|yhteyshenkilö|tilaaj|kontakti|yrityks|heidä|hein|hänelle|hänen)/u.test(
    word,
  );

export const isFinnishNumber = (word: string): boolean =>
  /^\d/u.test(word) ||
  /^(?:yksi|yhtä|kaksi|kahta|kolme|kolmea|neljä|neljää|viisi|viittä|kuusi|kuutta|seitsemän|kahdeksan|yhdeksän|kymmenen|sata|pari|paria|muutama|muutamia|useita|useampi|useampia|monta|monia|kerran|kertaa|kerrat|krt|kahdesti|kolmesti|vähintään|ainakin|yli|enintään|min|väh|noin|lukumäärä|määrä|kpl|x|toinen|kaikki|molemmat|over|no)$/u.test(
    word,
  );

/** Small words that change nothing. */
export const isFinnishFiller = (word: string): boolean =>
  /^(?:on|ovat|oli|olivat|olemme|olen|ollaan|me|minä|myyjä|ja|sekä|tai|jo|myös|uusi|uutta|ensimmäinen|ensimmäistä|toinen|kolmas|seuraava|viimeinen|alustava|virallinen|kirjallinen|lyhyt|hyvä|kanssa|luona|luokse|puhelimitse|puhelimella|teamsissa|zoomissa|teams|zoom|etänä|paikan|päällä|asiakkaan|sähköpostilla|sähköpostitse|viikossa|kuussa|päivässä|per|viikko|tuotteesta|ratkaisusta|palvelusta|tuotteen|ratkaisun|palvelun|yhteyttä|yhteydessä|uudelleen|taas|edellinen|kylmä|henkilökohtainen|läpi|tämän|sisäinen|tekninen)$/u.test(
    word,
  );
