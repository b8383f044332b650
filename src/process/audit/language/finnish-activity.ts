import {
  isFinnishAnybody,
  isFinnishBuyer,
  isFinnishBuyersOwn,
  isFinnishDecider,
  isFinnishDoing,
  isFinnishEvent,
  isFinnishFiller,
  isFinnishMeeting,
  isFinnishNumber,
  isFinnishPaper,
  isFinnishReaching,
  isFinnishResult,
  isFinnishSource,
  isFinnishTalk,
} from "./finnish-words.ts";
import { at, type Clause, wordPattern } from "./tokens.ts";

/**
 * Whether somebody on the buyer's side acts or speaks in a clause. In Finnish the case says so: a nominative acts if its verb is active ("asiakas on
 * lähettänyt"), and is who something was done to beside an impersonal passive ("asiakas kontaktoitu"). The source ("asiakkaalta saatu") and the agent
 * of a participle ("asiakkaan hyväksymä") act too; the allative ("asiakkaalle soitettu") receives.
 */
export function finnishBuyerActs(clause: Clause): boolean {
  return clause.some((word, index) => {
    if (isFinnishSource(word) && clause.length > 1) return true;
    if (isFinnishBuyersOwn(word))
      return (
        /(?:ma|mä|mat|mät|maa|mää|toimesta|puolelta)$/u.test(at(clause, index + 1)) &&
        !/^(?:demo|teema)/u.test(at(clause, index + 1))
      );
    if (!isFinnishBuyer(word) || at(clause, index - 1) === "meidän") return false;
    const verb = clause
      .slice(index + 1)
      .find((each) => !/^(?:on|ovat|oli|ei|ole|jo|myös|itse|vielä|nyt)$/u.test(each) && !isFinnishNumber(each));
    return verb !== undefined && !isPassive(verb) && !(isFinnishEvent(verb) && !/(?:n|t)$/u.test(verb));
  });
}

/** The impersonal passive: soitettu, pidetty, tavattiin, tehty. */
function isPassive(word: string): boolean {
  return word.length >= 5 && /(?:t[uy]|tiin)$/u.test(word);
}

/** Whether a clause says what has come of it. */
export function finnishResult(clause: Clause): boolean {
  return clause.some((word) => isFinnishResult(word));
}

/** Whether a clause without a buyer who acts and without a result tells of what the seller does. */
export function finnishActivity(clause: Clause): boolean {
  const text = clause.join(" ");
  return reaches(clause, text) || meets(clause) || does(clause, text) || isEntry(clause);
}

/** Gone through together, which is no doing of the seller alone. */
const REVIEWED = wordPattern(/\bkäyty läpi\b|\bläpi käyty\b/u);

const IN_TOUCH = [
  /\b(?:otettu|otettiin|otin|otimme|ota|oltu|oltiin|olimme|olin|ollaan|pidetty)\b.*\b(?:yhteyttä|yhteydessä)\b|\b(?:yhteyttä|yhteydessä)\b.*\b(?:otettu|otettiin|oltu|pidetty)\b/u,
  /\byhteys (?:otettu|luotu|avattu)\b/u,
  /\blinkedin\p{L}*\b/u,
  /\b(?:crm\p{L}*|muistiinpanot)\b.*\b(?:päivitetty|kirjattu|täytetty)\b|\b(?:päivitetty|kirjattu|täytetty)\b.*\b(?:crm\p{L}*|muistiinpanot)\b/u,
  /\bkäyty (?:asiakkaalla|ostajalla|asiakkaan luona|ostajan luona|paikan päällä|tapaamassa|esittelemässä|kylässä)/u,
  /\b(?:asiakkaalla|asiakkaan luona|ostajan luona|paikan päällä) käyty/u,
].map(wordPattern);

function reaches(clause: Clause, text: string): boolean {
  if (IN_TOUCH.some((pattern) => pattern.test(text))) return true;
  if (clause.some((word) => /^(?:tilau|ostotilau|tarjouspyyntö|maksu)/u.test(word))) return false;
  return clause.some((word) => isFinnishReaching(word));
}

/** Meeting is a fact where it was with somebody who decides, and activity where it was with anybody or is counted. */
function meets(clause: Clause): boolean {
  if (!clause.some((word) => isFinnishMeeting(word)) || reachedDecider(clause)) return false;
  return clause.every(
    (word) =>
      isFinnishMeeting(word) ||
      isFinnishNumber(word) ||
      isFinnishFiller(word) ||
      isFinnishAnybody(word) ||
      isFinnishDecider(word),
  );
}

function reachedDecider(clause: Clause): boolean {
  return clause.some((word) => isFinnishDecider(word)) && !clause.some((word) => isFinnishNumber(word));
}

/** Holding, doing or handing over something that sellers hold, do and hand over. */
function does(clause: Clause, text: string): boolean {
  if (!clause.some((word) => isFinnishDoing(word)) || REVIEWED.test(text)) return false;
  if (clause.some((word) => isFinnishTalk(word)) && reachedDecider(clause) && clause.includes("kanssa")) return false;
  return clause.some((word) => isFinnishEvent(word) || isFinnishPaper(word));
}

/** A clause that is nothing but an entry of a task list: "kolme puhelua", "Ensitapaaminen", "Soita asiakkaalle". */
function isEntry(clause: Clause): boolean {
  const entry = clause.some((word) => isFinnishEvent(word) || /tarjou(?:s|sta|kset|ksia)$/u.test(word));
  if (!entry || (clause.length === 1 && /^(?:kontakti|asiakaskontakti)$/u.test(at(clause, 0)))) return false;
  if (clause.some((word) => isFinnishTalk(word)) && reachedDecider(clause)) return false;
  return clause.every(
    (word) =>
      isFinnishEvent(word) ||
      isFinnishPaper(word) ||
      isFinnishNumber(word) ||
      isFinnishFiller(word) ||
      isFinnishAnybody(word) ||
      isFinnishDoing(word) ||
      isFinnishDecider(word) ||
      /lähet[yt]\p{L}*$/u.test(word),
  );
}
