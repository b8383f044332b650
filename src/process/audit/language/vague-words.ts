import { wordSet } from "./tokens.ts";

/** Words of judgement: two honest people can disagree about each of them. */
export const WEAK_WORDS = wordSet(`
  interested interest interesting fit good great strong relationship relationships qualified hot warm positive feeling feelings potential
  engaged engagement progressing progress well promising likely serious motivated keen enthusiastic happy nice rapport chemistry trust trusts
  trusted momentum vibe vibes gut receptive ready committed aligned alignment onboard suitable ideal looks seems appears feels excited
  impressed likes like loves convinced healthy genuine favourable favorable willing eager open value benefits solid real right close
  high probable probability likelihood probably quality realistic appropriate relevant curious supportive satisfied wants cooperative responsive active clear
  excellent decent reasonable sufficient perfect buyin attractive worthwhile winnable advanced friendly comfortable optimistic viable
  kiinnostus kiinnostusta mielenkiinto mielenkiintoa suhde suhdetta suhteet potentiaali potentiaalia fiilis fiilistä tunne tuntuma
  luottamus luottamusta kemia kemiat halukkuus hyvin sopii etenee edistyy tykkää luottaa haluaa todennäköisesti ostohalu ostohalua vire
  ok okay tbd fine selvä selvää
  kelpo sitoutuminen toiveikas välit luottamuksellinen meininki mahdollinen mahdollista innoissaan mätsi match halukas ostovalmis ostohalukas kunnossa mukana hot varma
`);

/** The same in Finnish as stems, with the endings that adjectives and participles take. */
export const WEAK_FINNISH = [
  /^(?:kiinnostun(?:ut|utta|ee[lns]\p{L}*|een|eet)|kiinnostav\p{L}*|kiinnostuneisuus)$/u,
  /^\p{L}*suh(?:de|detta|teet)$/u,
  /^hyv(?:ä|ää|än|ät|iä|ältä|ällä|ässä)$/u,
  /^vahv(?:a|aa|an|at|oja|alla)$/u,
  /^potentiaali(?:nen|sta|set|sen|sia)$/u,
  /^kuum(?:a|aa|at|an)$|^läm(?:min|mintä|pimät|pimiä|pimän|minnyt)$/u,
  /^(?:positiivi|myöntei|todennäköi|tyytyväi|laadullinen|ystävälli|realisti|optimisti|vakavastiotettav|suotui)(?:nen|stä|sta|sesti|set|n|s|selta|seltä|sella|sellä)?$/u,
  /^(?:sopiv|lupaav|toimiv|houkuttelev|aktiivi|riittäv|oike|selke|sopiv)(?:a|aa|an|at|ä|ää|än|ät|nen|sta|asti|ästi|ita|alta|ältä)$/u,
  /^(?:sitoutun|motivoitun|innostun|vakuuttun|lämmen)(?:ut|utta|ee\p{L}*)$/u,
  /^(?:kvalifioitu|laadukas|valmis|valmiina|avoin|ihanteellinen|ihanneasiakas|tärkeä|relevantti|luotettava|tosissaan|vakava|vakavissaan|myönteisellä)$/u,
];

/** Words beside which a judgement is still all there is: who is judged, and what deals are made of. */
export const NEUTRAL_WORDS = wordSet(`
  a an the is are was were be been has have had in on of to for with and or at by as it its their our we us you they this that there very quite really
  fairly rather so pretty highly more enough truly sales marketing all both side
  buyer buyers customer customers client clients prospect prospects lead leads deal deals account accounts company contact contacts champion sponsor
  decisionmaker decisionmakers economic stakeholder stakeholders opportunity opportunities case person people team management user users cfo ceo board
  product products solution solutions service services offering offer proposal what do does need needs pain problem timing budget project priority
  buy buying purchase purchasing cooperation partnership partner interest level conversation conversations meeting meetings discussion discussions dialogue call
  talk talks going looking moving forward track things thing get gets seems looks feels expressed expresses showed shown shows show indicated shared mutual
  asiat kaikki asia attitude arvo arvon palaute palautetta asenne
  towards about his her customer's response reaction feedback sees see understands proposition match everything everyone hears
  demo demos presentation meeting
  win chance chances profile kind type size stage ours s strategic financial business new future potential current
  built build established created gained developed shown löytyy rakennettu luotu syntynyt herännyt herätetty saavutettu
  aidosti vilpittömästi keskusteluyhteys yhteys
  on ovat oli olla ja sekä erittäin todella melko aika tosi hyvin meistä meihin meitä meidän me kanssa kohtaan tuntuu vaikuttaa näyttää on-board
  asiakas asiakkaan asiakkaalla asiakasta asiakkaat asiakkaaseen ostaja ostajan ostajalla ostajat ostajaan liidi liidit kauppa kaupan prospekti päättäjä
  päättäjät päättäjän päättäjään champion sponsori yritys henkilö johto kontakti tiimi ratkaisu ratkaisusta ratkaisuun ratkaisumme ratkaisuumme
  tuote tuotteesta tuotteeseen tuotteestamme palvelu palvelusta palveluun palvelustamme tarjous tarjouksesta ostaa ostamaan ostamisesta tarve
  ongelma ajoitus budjetti hanke yhteistyö yhteistyöstä yhteistyöhön asia asiasta tapaus keskustelu keskustelut tapaaminen ilmapiiri henki vastaanotto
  osoittaa osoittanut ilmaissut yhteishenki suhteessa välillä meille meiltä mahdollisuus mahdollisuudet hankkeeseen hankkeesta eteenpäin kohderyhmä kohde profiili
`);

/** What needs no word of judgement to be one. */
export const WEAK_PHRASES = [
  /^(?:on track|moving forward|going well|things look good|on board|buy in|bought in|verbal interest|likes? us|in play|warmed up|in the bag|good to go)$/u,
  /^(?:(?:buyer|customer|client|prospect|lead|deal|champion|team) )?(?:is |are )?(?:on board|on track|moving forward|bought in|warmed up|in play)$/u,
  /^(?:asiakas |ostaja )?(?:on )?(?:ymmärtää|ymmärtänyt|näkee) (?:ratkaisun |ratkaisumme )?(?:arvon|arvomme|hyödyt|hyödyn)$/u,
  /^(?:asiakas )?(?:on )?(?:mukana|myötämielinen|lämmennyt|hollilla|kypsä|lämmitelty)$/u,
  /^pitää (?:meistä|ratkaisusta|tuotteesta|ratkaisustamme|tuotteestamme)$|^asiakas pitää (?:meistä|ratkaisustamme|tuotteestamme|ratkaisusta|tuotteesta)$/u,
];
