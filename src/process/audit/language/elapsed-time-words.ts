import { wordPattern } from "./tokens.ts";

/** Stands for a stretch of time. */
export const SPAN = "⧗";

const UNIT =
  /^(?:days?|d|weeks?|wks?|w|months?|mo|mths?|quarters?|years?|yrs?|hours?|hrs?|h|fortnights?|(?:arki|työ)?päiv(?:ä|ää|än|ät|iä|ään)|vuorokau(?:si|tta|den)|vrk|pv|pvä|viik(?:ko|koa|on|koja|koon|ot)|vko|vkoa|vk|kuukau(?:si|tta|den|sia|teen)|kk|vuo(?:si|tta|den|sia|teen)|tun(?:ti|tia|nin|teja)|vuosineljänne(?:s|stä))$/u;
const NUMBER =
  /^(?:\d+(?:[.,]\d+)?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|sixty|ninety|hundred|couple|few|several|many|half|\p{L}*kymmen(?:en|tä)|(?:yksi|kaksi|kolme|neljä|viisi|kuusi)?toista|neljätoista|yksi|yhden|yhtä|yhteen|kaksi|kahden|kahta|kahteen|kolme|kolmen|kolmea|kolmeen|neljä|neljän|neljään|viisi|viiden|viiteen|kuusi|kuuden|kuuteen|seitsemän|seitsemään|kahdeksan|kahdeksaan|yhdeksän|yhdeksään|kymmeneen|pari|parin|pariin|muutama|muutaman|muutamaan|muutamia|useita|usean|puoli)$/u;

export const isDurationUnit = (word: string): boolean => UNIT.test(word);
export const isDurationNumber = (word: string): boolean => NUMBER.test(word);

const EVENT =
  "(?:contact|call|phonecall|meeting|demo|demonstration|quote|quotation|proposal|offer|email|mail|conversation|discussion|touch|touchpoint|visit|reply|response|answer|message|presentation|pitch|followup|voicemail|lead|opportunity|deal|enquiry|inquiry|activity|interaction|creation|entry|webinar|trial)s?";
const DOING =
  "(?:we |i |rep )?(?:last |first )?(?:sent|sending|called|calling|met|meeting|contacted|contacting|created|opened|spoke|emailed|quoted|presented|entered|entering|logged)";
const STAGE = "(?:stage|pipeline|phase|step|funnel|crm)";
const DEAL = "(?:leads?|deals?|opportunit(?:y|ies)|quotes?|quotation|proposals?|offers?|enquiry|inquiry|case|prospect)";
const NO_ANSWER =
  "(?:reply|replies|replied|response|responded|answer|answered|contact|contacted|activity|news|heard|touch|movement|progress|interaction|feedback|change|changed|reaction)";
const OVER =
  "(?:for|over|at|least|more|longer|than|minimum|min|about|of|already|the|last|past|is|has|been|was|open|older|aged|age|alive|pending|unanswered|out|untouched|stuck|untouched|sitting|in)";

const FI_EVENT_STEM =
  "(?:ensi|asiakas|tarjous)?(?:kontakti|yhteydeno(?:t|tt)o|tarjoukse|tapaamise|puhelu|soito|demo|esittely|esitykse|palaveri|viesti|sähköposti|liidi|luonni|käynni|keskustelu|kokoukse|vastaukse|avaukse|lähettämise|jättämise|lähetykse|avaamise|luomise|kontaktoinni|tarjouspyynnö|esittelemise|soittamise)";
const FI_FROM = `\\p{L}*${FI_EVENT_STEM}(?:sta|stä)`;
const FI_AFTER = `\\p{L}*${FI_EVENT_STEM}n`;
const FI_STAGE = "(?:(?<!\\p{L})\\p{L}*vaiheessa|putkessa|suppilossa|pipelinessa|pipelinessä|pipessä|myyntiputkessa)";
const FI_SOME =
  "(?:(?:on|ovat|oli|jo|ollut|yli|vähintään|ainakin|noin|enemmän|kuin|pidempään|vanha|kulunut|kuluneet|nyt|väh|min|over|samassa) )";

/** Stretches that are no age of a deal. */
export const NOT_ELAPSED = [
  /\b(?:within|under|below|max|maximum|most|in under|less than|no later than|alle|enintään|korkeintaan)(?: the next| next)? ⧗/u,
  /\b(?:payback|term|decision|notice|warranty|deadline|due|planned|promised|valid|validity|expires?|lead time|downtime|decides?|deciding|delivery|delivers|go live|starts?|voimassa|takaisinmaksuai\p{L}*|sopimuskau\p{L}*|toimitus\p{L}*|käyttöönot\p{L}*|päätös|päättää|päätöspäivä|määräai\p{L}*|irtisanomisai\p{L}*|takuu\p{L}*)\b.*⧗/u,
  /⧗ (?:kuluessa|sisällä|mennessä|aikana|päähän|päästä|notice|payback|term|contract|warranty|lead time)/u,
  /\bcosts?\b.*⧗|\bmaksaa\b.*⧗|⧗ (?:of )?(?:work|labour|labor|downtime|työtä|työaikaa|seisokki\p{L}*)/u,
  /⧗ (?:⧗|per|vuodessa|kuussa|kuukaudessa|viikossa|päivässä)(?: |$)/u,
  /(?<!\p{L})\p{L}+miseen\b.*\bkulu/u,
].map(wordPattern);

export const ENGLISH_ELAPSED = [
  new RegExp(
    `⧗ (?:(?:has|have|already|passed|elapsed|gone|by) )*(?:since|after|from|past|following|beyond) (?:[^ ,]+ ){0,4}?${EVENT}(?: |$)`,
    "u",
  ),
  new RegExp(`⧗ (?:(?:has|have|already|passed) )*(?:since|after|from) (?:the )?${DOING}\\b`, "u"),
  /⧗ (?:(?:has|have|already|now|or more) )*(?:passed|elapsed|gone|lapsed)\b|\b(?:passed|elapsed)(?: ,)? ⧗/u,
  new RegExp(
    `\\b${STAGE}(?: ,)? (?:${OVER} )*⧗|⧗ (?:or more |old )?(?:spent )?(?:in|into|on) (?:[^ ,]+ ){0,3}?${STAGE}\\b|\\btime in ${STAGE}\\b`,
    "u",
  ),
  new RegExp(
    `\\b${DEAL} (?:'s )?(?:${OVER} )*(?:older than|over|aged?|age|open|alive|pending|unanswered|out|untouched|stuck|is|been|sitting|more than|at least)(?: ${OVER})* ⧗`,
    "u",
  ),
  new RegExp(`⧗ old(?: ${DEAL})?(?: |$)`, "u"),
  /^(?:(?:has|have) )?(?:been )?(?:older than|open for|open|age|aged|idle|idle for)(?: (?:over|for|more than|at least))* ⧗/u,
  /^(?:we |i |rep )?(?:have |has |had |been )*(?:waited|waiting(?! time)|wait) (?:[^ ,]+ ){0,4}?⧗/u,
  new RegExp(
    `\\b(?:no|without|nothing|not|never|hasn't|haven't|didn't) (?:[^ ,]+ ){0,5}?${NO_ANSWER} (?:[^ ,]+ ){0,5}?⧗`,
    "u",
  ),
  new RegExp(`⧗ (?:of )?(?:silence|inactivity|without|with no|no) ?(?:[^ ,]+ )?(?:${NO_ANSWER})?`, "u"),
  /\b(?:silent|quiet|silence|idle|inactive|untouched|stalled|dormant|stuck|unanswered|unchanged|inactivity) (?:[^ ,]+ ){0,3}?⧗/u,
  new RegExp(`(?:${EVENT}|\\b${DOING})\\b.* ⧗ (?:ago|earlier|later|old)\\b`, "u"),
  new RegExp(`\\b(?:last|first|latest|previous) ${EVENT} (?:${OVER} )*⧗`, "u"),
  /^(?:(?:at|least|minimum|min|more|than|over|about|the|after|full|of) )*⧗(?: or more| plus| minimum| elapsed)?$/u,
  /\b(?:enough|sufficient|some|more|much|long)? ?time (?:has |have )?(?:passed|elapsed|gone)\b|\btime elapsed\b|\blong time since\b|\belapsed time\b/u,
].map(wordPattern);

export const FINNISH_ELAPSED = [
  /⧗ (?:on |ovat |oli |jo |ehtinyt )*(?:kulunut|kuluneet|kului|mennyt|menneet|vierähtänyt|ohi|täynnä|täyttynyt|takana)\b/u,
  /\b(?:kulunut|kuluneet|kului|mennyt|vierähtänyt) (?:[^ ,]+ ){0,4}?⧗/u,
  new RegExp(`⧗ (?:edellisestä |viime |viimeisestä |viimeisimmästä |ensimmäisestä |\\p{L}+n )?${FI_FROM}(?: |$)`, "u"),
  new RegExp(`(?:^| )${FI_FROM} (?:lähtien )?${FI_SOME}*⧗`, "u"),
  new RegExp(
    `⧗ (?:[^ ,]+ ){0,2}?${FI_AFTER} (?:lähettämisen |jättämisen |pitämisen )?jälkeen|(?:^| )${FI_AFTER} jälkeen ${FI_SOME}*(?:odotettu )?⧗`,
    "u",
  ),
  /\b(?:odotettu|odotin|odotimme|odottanut|odoteltu|odota) (?:[^ ,]+ ){0,3}?⧗|⧗ (?:odotettu|odotusta|odoteltu)\b/u,
  new RegExp(`${FI_STAGE} (?:[^ ,]+ ){0,4}?⧗|⧗ (?:[^ ,]+ ){0,2}?${FI_STAGE}`, "u"),
  /\b(?:liidi|liidin|kauppa|kaupan|mahdollisuus|mahdollisuuden|myyntimahdollisuus|tarjous|tarjouksen|case|kontakti|prospekti)\b(?: [^ ,]+){0,2}? (?:yli|vanhempi|ikä|avoinna|auki|vähintään)(?: [^ ,]+){0,3}? ⧗|⧗ vanh\p{L}+/u,
  /^(?:avoinna|auki|vanhempi kuin|ikä)(?: [^ ,]+){0,2}? ⧗/u,
  /\b(?:ei|eikä|ilman) (?:[^ ,]+ ){0,4}?(?:vastausta|vastannut|vastattu|yhteyttä|yhteydenottoa|reaktiota|kuulunut|kuultu|kontaktia|aktiviteettia|liikettä|palautetta|ottanut|edennyt) (?:[^ ,]+ ){0,3}?⧗/u,
  /⧗ (?:ei (?:vastausta|yhteyttä|reaktiota)|ilman|hiljaista|hiljaa|hiljaisuutta|paikallaan|jumissa)\b|\b(?:hiljaista|hiljaa|hiljaisuutta|hiljainen|jumissa|paikallaan|pysähdyksissä|hiljaiseloa) (?:[^ ,]+ ){0,2}?⧗/u,
  /(?:soitettu|lähetetty|tavattu|kontaktoitu|pidetty|keskusteltu|kontakti|yhteydenotto|puhelu|tapaaminen|tarjous|demo|viimeksi|luotu|avattu)\b.* ⧗ sitten\b/u,
  /^(?:(?:yli|vähintään|ainakin|noin|vasta|enemmän|kuin|väh|min|over) )*⧗(?: tai enemmän)?$/u,
  /\baikaa (?:[^ ,]+ ){0,2}?kulunut|\bkulunut (?:[^ ,]+ ){0,2}?aikaa\b|\bodotusaika (?:täynnä|ohi|kulunut)\b/u,
].map(wordPattern);
