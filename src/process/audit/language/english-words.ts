import { wordSet } from "./tokens.ts";

/** People and bodies on the buyer's side. */
export const BUYERS = wordSet(`
  buyer buyers customer customers client clients prospect prospects lead company champion champions sponsor sponsors stakeholder
  stakeholders user users contact account decisionmaker decisionmakers board management procurement purchasing legal finance cfo ceo
  cto cio coo ciso cmo cpo md vp director directors head manager managers owner owners executive executives chairman chair
  president committee they he she coach evaluator engineer engineers team purchaser purchasers organisation organization
  lawyer lawyers controller treasurer management signatory mobiliser mobilizer
`);

/** Of those, who can say yes: that one of them was reached is a fact about the deal. */
export const DECIDERS = wordSet(`
  decisionmaker decisionmakers board management cfo ceo cto cio coo ciso cmo cpo md vp director directors head owner owners executive
  executives chairman chair president committee signatory sponsor sponsors champion champions economic
`);

/** Whoever it is that is being sold to: that somebody of them was reached says nothing. */
export const ANYBODY = wordSet(
  "customer customers client clients buyer buyers prospect prospects lead leads account accounts contact contacts company them him her",
);

/** Roles that are the seller's where these words stand before them. */
export const SELLERS_ROLE = wordSet("our my account sales presales key bid");
export const BUYERS_ALWAYS = wordSet(
  "buyer buyers customer customers client clients prospect prospects champion champions sponsor sponsors stakeholder stakeholders decisionmaker decisionmakers contact",
);

export const SELLERS = wordSet(
  "we i we've i've our my rep reps seller sellers salesperson salespeople salesman ae sdr bdr us",
);

export const ARTICLES = wordSet(
  "a an the this that these those his her its their our my your any each every all both some",
);
export const BEFORE_A_BUYER = wordSet(`
  economic key final main new potential chief senior managing executive technical financial finance it purchasing procurement
  budget business line operations sales marketing right actual second whole entire same named future two three both hr
`);
export const AUXILIARIES = wordSet("has have had was were is are been being be got gets get will");
export const ADVERBS = wordSet(
  "also already now then clearly explicitly verbally formally personally themselves just again successfully at least first once only out back over",
);
export const PREPOSITIONS = wordSet(
  "to with for at of from on by in into about via through after before during without between per as under over across within",
);
export const CONJUNCTIONS = wordSet("and or but that which who because when where if so then while whether until than");
const NUMBERS = wordSet(`
  one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety hundred couple several
  multiple many few dozen some number count total least minimum min maximum max more over up once twice thrice times time x no less both
  enough additional extra
`);

export const isNumber = (word: string): boolean => /^\d/u.test(word) || NUMBERS.has(word);

/** Nouns for what sellers do with buyers. */
export const EVENTS = wordSet(`
  call calls phonecall phonecalls coldcall coldcalls voicemail voicemails email emails mail mails message messages letter letters sms
  meeting meetings visit visits demo demos demonstration demonstrations presentation presentations pitch pitches touch touches touchpoint
  touchpoints followup followups webinar webinars workshop workshops attempt attempts outreach activity activities conversation
  conversations discussion discussions chat chats lunch lunches coffee coffees dinner dinners dial dials walkthrough session sessions intro
  reminder reminders contact contacts cadence sequence text texts appointment appointments knocks
`);

/** Of those, the ones in which people talk: held with a decider, one shows that the decider was reached. */
export const TALKS = wordSet(
  "call calls phonecall phonecalls meeting meetings conversation conversations discussion discussions chat lunch coffee dinner session",
);

/** What sellers hand over. */
export const PAPERS = wordSet(`
  proposal proposals quote quotes quotation quotations offer offers brochure brochures deck decks slide slides material materials
  collateral info information catalogue catalog pricing pricelist whitepaper whitepapers flyer leaflet invitation invite link video
  datasheet newsletter estimate bid documentation invoice reference references prices
`);
export const CONTRACTS = wordSet(
  "contract contracts agreement agreements nda document documents terms order study studies sample samples",
);
/** Papers that go from the buyer to the seller. */
export const BUYERS_PAPERS = wordSet(
  "po rfp rfq rfi order orders payment loi specification specifications requirements brief tender",
);

/** Papers and events that alone make a name: the entry of a task list. */
export const ENTRIES = wordSet("proposal proposals quote quotes quotation quotations offer offers bid brochure");

export const DOING = wordSet(`
  held hold holding done do doing made make making gave given give giving conducted conduct completed complete performed perform hosted
  host organised organized arranged arrange attended finished logged recorded attempted took taken happened executed ran run running had offered carried
  established delivered deliver shared share provided provide submitted submit issued issue forwarded forward handed uploaded posted circulated
  mailed prepared prepare drafted draft created create wrote written write supplied presented present sent book schedule plan set
`);
/** Of those, what is done to papers and contracts alone. */
export const HANDING_OVER = wordSet(`
  delivered deliver shared share provided provide submitted submit issued issue forwarded forward handed uploaded posted circulated mailed
  prepared prepare drafted draft supplied created wrote written
`);

/** Reaching out to somebody, whoever it is. */
export const REACHING = wordSet(
  "called calling phoned rang dialled dialed emailed emailing messaged texted pinged contacted contacting coldcalled chased nudged approached visited visiting demoed pitched",
);
/** Of those, the ones that a buyer before them undergoes where no object follows. */
export const UNDERGONE = wordSet(
  "called phoned emailed messaged texted pinged contacted chased nudged approached visited informed reminded invited thanked met pitched given shown mailed coldcalled demoed sent",
);
export const TALKING = wordSet("spoke spoken speak talked talk chatted chat met meet meeting");

/** The buyer's doing, or a result: with one of these a name says more than that the seller was busy. */
export const RESULTS = wordSet(`
  confirmed confirms agreed agrees accepted accepts approved approves signed validated verified quantified measured calculated known
  understood identified named mapped documented defined committed selected chosen shortlisted decided ordered received returned replied
  responded answered acknowledged recognised recognized admitted listed ranked prioritised prioritized allocated secured reserved
  released available granted requested estimated fits fit solves covers matches addresses satisfies meets tested passed cleared booked
  scheduled fixed won proven proved disqualified settled resolved countersigned set compared
`);

export const IN_A_MEETING_NAME = wordSet(`
  discovery second third initial introductory next last sales product technical kickoff kick off phone telephone video online onsite site
  teams zoom face personal new cold warm outbound outgoing short minute minutes exploratory qualification qualifying closing
  price review status weekly monthly solution live virtual remote standard official formal written verbal detailed day week
  month year days weeks made company person linkedin connection request case study early opening follow up check checkin
`);
