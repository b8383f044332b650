import {
  ADVERBS,
  ARTICLES,
  AUXILIARIES,
  BEFORE_A_BUYER,
  BUYERS,
  BUYERS_ALWAYS,
  CONJUNCTIONS,
  EVENTS,
  isNumber,
  PAPERS,
  PREPOSITIONS,
  SELLERS_ROLE,
  UNDERGONE,
} from "./english-words.ts";
import { at, type Clause } from "./tokens.ts";

/** Whether the word at a place is somebody on the buyer's side; "our CEO" and "account manager" are not. */
function isBuyer(clause: Clause, index: number): boolean {
  const word = at(clause, index);
  if (!BUYERS.has(word)) return false;
  const before = at(clause, index - 1);
  // "First contact" is an event, "our contact" is somebody.
  if (word === "contact" && !ARTICLES.has(before) && !BEFORE_A_BUYER.has(before)) return false;
  if (BUYERS_ALWAYS.has(word)) return true;
  return !SELLERS_ROLE.has(before) && !["our", "my"].includes(at(clause, startOfPhrase(clause, index)));
}

/** Where the noun phrase begins that ends at a place. */
function startOfPhrase(clause: Clause, index: number): number {
  let start = index;
  while (start > 0 && belongsBefore(at(clause, start - 1))) start -= 1;
  return start;
}

function belongsBefore(word: string): boolean {
  return ARTICLES.has(word) || BEFORE_A_BUYER.has(word) || word === "'s" || (BUYERS.has(word) && word !== "contact");
}

/**
 * Whether somebody on the buyer's side acts or speaks in a clause. In English the order of words says so: a buyer before the verb acts,
 * after it receives; "by" makes an agent of whom it precedes, "from" a source. A buyer before a noun ("customer meeting") or before a verb that
 * lacks its object ("customer contacted") does not act.
 */
export function englishBuyerActs(clause: Clause): boolean {
  return clause.some((_word, index) => {
    if (!isBuyer(clause, index)) return false;
    const start = startOfPhrase(clause, index);
    // In "that the buyer …" the article-like "that" opens a clause.
    const opened = at(clause, start) === "that" && start > 0;
    const before = at(clause, start - 1);
    if (before === "by" || before === "from") return true;
    if (before !== "" && !opened && !CONJUNCTIONS.has(before) && !ADVERBS.has(before)) return false;
    return hasPredicate(clause, index + 1, start === index);
  });
}

function hasPredicate(clause: Clause, from: number, bare: boolean): boolean {
  let next = from;
  // "the head of procurement …"
  if (at(clause, next) === "of" || at(clause, next) === "for") next += ARTICLES.has(at(clause, next + 1)) ? 3 : 2;
  let passive = false;
  while (AUXILIARIES.has(at(clause, next)) || ADVERBS.has(at(clause, next))) {
    if (/^(?:was|were|been|being|be|is|are|got)$/u.test(at(clause, next))) passive = true;
    next += 1;
  }
  const word = at(clause, next);
  if (word === "") return next > from;
  if (passive) return !UNDERGONE.has(word);
  if (word === "'s" || PREPOSITIONS.has(word) || CONJUNCTIONS.has(word) || isNumber(word)) return false;
  if (/(?:ttu|tty|ttiin)$/u.test(word)) return false; // a Finnish passive
  const object = at(clause, next + 1);
  if (UNDERGONE.has(word)) return hasObject(clause, next + 1) || (!bare && (word === "called" || word === "phoned"));
  if (EVENTS.has(word) || PAPERS.has(word)) return /^(?:us|me|back|our|the|their|for)$/u.test(object);
  return true;
}

/** Whether the word at a place after a verb begins its object: "three references" does, "three times" says how often. */
function hasObject(clause: Clause, index: number): boolean {
  let next = index;
  while (isNumber(at(clause, next))) {
    if (/^(?:once|twice|thrice|times?|x)$/u.test(at(clause, next))) return false;
    next += 1;
  }
  const word = at(clause, next);
  if (word === "" || CONJUNCTIONS.has(word)) return false;
  const some = word === "of" && next > index; // "two of our customers"
  return some || word === "back" || word === "for" || (!PREPOSITIONS.has(word) && !ADVERBS.has(word));
}
