import {
  ADVERBS,
  ANYBODY,
  ARTICLES,
  AUXILIARIES,
  BUYERS,
  BUYERS_PAPERS,
  CONJUNCTIONS,
  CONTRACTS,
  DECIDERS,
  DOING,
  ENTRIES,
  EVENTS,
  HANDING_OVER,
  IN_A_MEETING_NAME,
  isNumber,
  PAPERS,
  PREPOSITIONS,
  REACHING,
  RESULTS,
  SELLERS,
  TALKING,
  TALKS,
} from "./english-words.ts";
import { at, type Clause, wordSet } from "./tokens.ts";

/** Whether a clause says what has come of it: a result that is more than a word before a noun ("sent the agreed proposal"). */
export function englishResult(clause: Clause): boolean {
  return clause.some((word, index) => {
    // An appointment is the buyer's to give.
    if (word === "got" && index === 0 && /^(?:appointment|meeting)s?$/u.test(at(clause, 2))) return true;
    if (!RESULTS.has(word) || at(clause, index - 1) === "be") return false;
    const before = at(clause, index - 1);
    const attributive =
      (ARTICLES.has(before) || REACHING.has(before) || before === "sent") && isNoun(at(clause, index + 1));
    const answering = /^(?:replied|responded|answered|returned|set)$/u.test(word) && index === 0;
    return !attributive && (!answering || /\b(?:our|us|me)\b/u.test(clause.join(" ")));
  });
}

const isNoun = (word: string): boolean => EVENTS.has(word) || PAPERS.has(word) || CONTRACTS.has(word);

/** Whether a clause without a buyer who acts and without a result tells of what the seller does. */
export function englishActivity(clause: Clause): boolean {
  return reaches(clause) || talks(clause) || shows(clause) || sends(clause) || does(clause) || isEntry(clause);
}

/** Word classes that may stand before the verb without making anybody but the seller its subject; buyers who act were looked for before. */
const BEFORE_A_VERB = [SELLERS, AUXILIARIES, ADVERBS, CONJUNCTIONS, ARTICLES, REACHING, DOING, EVENTS, PAPERS, BUYERS];

/** Whether nothing but such words stands before a place, so that the seller is who does it. */
function isLeading(clause: Clause, index: number): boolean {
  return clause
    .slice(0, index)
    .every(
      (word) => isNumber(word) || BEFORE_A_VERB.some((words) => words.has(word)) || /^(?:to|with|sales)$/u.test(word),
    );
}

/** Reaching out in more than one word. */
const SMALL_TALK = [
  /\b(?:tried|trying|attempted|attempting) to (?:call|phone|reach|contact|email)\b/u,
  /\b(?:reach|reached|reaching) out\b/u,
  /\b(?:followed|following) up\b/u,
  /\b(?:touch|touched|touching) base\b/u,
  /^(?:we |rep )?(?:have |has )?(?:check|checked|checking) in\b/u,
  /\b(?:get|got|been|keep|kept|stay|stayed) in touch\b/u,
  /\b(?:dropped|stopped) (?:by|in)\b/u,
  /\bleft (?:\w+ ){0,3}(?:voicemails?|messages?|card|brochure|note|word)\b/u,
  /\b(?:connected|added|linked|connect|connecting)\b.*\blinkedin\b|\blinkedin (?:connection|request|invite|invitation|message|contact)\b/u,
  /^(?:we )?connect(?:ed)? with (?:the |a )?(?:customer|buyer|client|prospect|lead|contact)s?\b/u,
  /\b(?:voicemails?|messages?) left\b/u,
  /\bintroduced (?:our|ourselves)\b/u,
  /\b(?:crm|notes?) (?:\w+ ){0,2}(?:updated|logged|entered|filled)\b|\b(?:updated|logged|entered|filled) (?:\w+ ){0,3}(?:crm|notes?)\b/u,
  /^(?:we )?invited? (?:the )?(?:customer|buyer|client|prospect|lead|contact)s?\b/u,
  /^(?:replied|responded|answered)\b/u,
];

function reaches(clause: Clause): boolean {
  const text = clause.join(" ");
  if (SMALL_TALK.some((pattern) => pattern.test(text))) return true;
  return clause.some((word, index) => {
    if (!REACHING.has(word) || !isLeading(clause, index)) return /^(?:visited|contacted|emailed|phoned)$/u.test(word);
    return !(word === "called" && /^(?:off|for|out)$/u.test(at(clause, index + 1)));
  });
}

/** Talking is a fact where it was with somebody who decides, and activity where it was with anybody or is counted. */
function talks(clause: Clause): boolean {
  const index = clause.findIndex((word) => TALKING.has(word));
  if (index < 0 || !isLeading(clause, index) || reachedDecider(clause)) return false;
  if (clause.some((each) => /^(?:once|twice|thrice|times|x)$/u.test(each))) return true;
  const word = at(clause, index);
  // "meeting" is a noun more often than a verb, and "talk" and "chat" too; the entries of task lists are looked at on their own.
  if (word === "meeting" || (index > 0 && BUYERS.has(at(clause, index - 1)) && word !== "met")) return false;
  const rest = clause.slice(index + 1).filter((each) => !ARTICLES.has(each) && !ADVERBS.has(each));
  const [first = "", second = ""] = rest;
  if (first === "" || isNumber(first)) return true;
  if (ANYBODY.has(first)) return true;
  if (PREPOSITIONS.has(first))
    return ANYBODY.has(second) || (word === "met" && !/^(?:by|in|within|with)$/u.test(first));
  return false;
}

/** Whether it was with somebody who decides, once. */
function reachedDecider(clause: Clause): boolean {
  return clause.some((word) => DECIDERS.has(word)) && !isCounted(clause);
}

function isCounted(clause: Clause): boolean {
  return clause.some(
    (word) => /^\d/u.test(word) || (isNumber(word) && !/^(?:one|time|some|no|enough|total|over|up|both)$/u.test(word)),
  );
}

/** What is shown of the seller's own. */
const SHOWN = wordSet(
  "product products solution solutions service services platform software tool company portfolio roadmap capabilities features",
);

/** Presenting and demonstrating, unless it says what the buyer got from it. */
function shows(clause: Clause): boolean {
  return clause.some((word, index) => {
    if (/^(?:presented|presenting)$/u.test(word)) return true;
    if (/^(?:present|pitch|demo)$/u.test(word))
      return index === 0 && (ARTICLES.has(at(clause, 1)) || SHOWN.has(at(clause, 1)));
    if (!/^(?:demonstrated|demonstrate|showed|shown|show|walked|introduced)$/u.test(word)) return false;
    return (
      clause.some((each) => SHOWN.has(each) || /^(?:demos?|slides|deck|presentation)$/u.test(each)) &&
      (isLeading(clause, index) || SHOWN.has(at(clause, index - 1)) || AUXILIARIES.has(at(clause, index - 1)))
    );
  });
}

function sends(clause: Clause): boolean {
  if (clause.some((word) => BUYERS_PAPERS.has(word)) && !clause.some((word) => PAPERS.has(word) || EVENTS.has(word)))
    return false;
  return clause.some(
    (word, index) =>
      /^(?:sent|resent|sending)$/u.test(word) ||
      (word === "send" && (isLeading(clause, index) || at(clause, index - 1) === "to")),
  );
}

/** Holding, making or handing over something that sellers hold, make and hand over. */
function does(clause: Clause): boolean {
  return clause.some((word, index) => {
    if (!isNoun(word)) return false;
    const fits = (verb: string): boolean => (CONTRACTS.has(word) ? HANDING_OVER : DOING).has(verb);
    if (TALKS.has(word) && reachedDecider(clause) && clause.includes("with")) return false;
    return isDoneBefore(clause, index, fits) || isDoneAfter(clause, index, fits);
  });
}

/** "made two calls": the doing leads, and nothing but the noun's own words stands between. */
function isDoneBefore(clause: Clause, index: number, fits: (verb: string) => boolean): boolean {
  const verb = clause.slice(0, index).findLastIndex(fits);
  if (verb < 0 || index - verb > 5 || !isLeading(clause, verb)) return false;
  const between = clause.slice(verb + 1, index);
  const next = at(clause, index + 1);
  const isHead =
    next === "" ||
    PREPOSITIONS.has(next) ||
    CONJUNCTIONS.has(next) ||
    isNumber(next) ||
    ADVERBS.has(next) ||
    BUYERS.has(next) ||
    DOING.has(next);
  return isHead && between.every((each) => !CONJUNCTIONS.has(each) || each === "that") && !between.includes("sure");
}

/** "demo for the customer was given": the noun, perhaps with whom, then the doing. */
function isDoneAfter(clause: Clause, index: number, fits: (verb: string) => boolean): boolean {
  let next = index + 1;
  if (/^(?:with|to|for|at|on|about|of|in)$/u.test(at(clause, next))) {
    const verb = clause.findIndex((each, place) => place > next && fits(each));
    return verb > 0 && verb - next <= 6;
  }
  const first = next;
  while (mayStandBetween(at(clause, next))) next += 1;
  const isOut = AUXILIARIES.has(at(clause, first)) && at(clause, next - 1) === "out";
  return fits(at(clause, next)) || isOut;
}

function mayStandBetween(word: string): boolean {
  return AUXILIARIES.has(word) || ADVERBS.has(word) || isNumber(word) || word === "and" || isNoun(word);
}

/** A clause that is nothing but an entry of a task list: "3 calls", "First demo", "Call the customer", "Number of meetings". */
function isEntry(clause: Clause): boolean {
  const text = clause.join(" ");
  if (
    /^(?:contact|account|customer contact)$/u.test(text) ||
    /\b(?:call|meeting|contact) (?:centres?|centers?|rooms?|persons?)\b/u.test(text)
  )
    return false;
  if (/^(?:no|without) (?!less)/u.test(text) && !/^no \d/u.test(text)) return false;
  if (!clause.some((word) => EVENTS.has(word) || ENTRIES.has(word))) return false;
  if (clause.some((word) => TALKS.has(word)) && clause.includes("with") && reachedDecider(clause)) return false;
  return clause.every(
    (word) =>
      EVENTS.has(word) ||
      ENTRIES.has(word) ||
      isNumber(word) ||
      ARTICLES.has(word) ||
      ANYBODY.has(word) ||
      BUYERS.has(word) ||
      DOING.has(word) ||
      AUXILIARIES.has(word) ||
      ADVERBS.has(word) ||
      SELLERS.has(word) ||
      IN_A_MEETING_NAME.has(word) ||
      PAPERS.has(word) ||
      TALKING.has(word) ||
      /^(?:to|with|for|of|at|on|per|in|by|and|via|than|within|hours?|h|economic)$/u.test(word),
  );
}
