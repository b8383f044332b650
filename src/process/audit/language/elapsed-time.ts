import { buyerActs, saysResult } from "./activity.ts";
import {
  ENGLISH_ELAPSED,
  FINNISH_ELAPSED,
  isDurationNumber,
  isDurationUnit,
  NOT_ELAPSED,
  SPAN,
} from "./elapsed-time-words.ts";
import { type Clause, clausesOf } from "./tokens.ts";

/**
 * Whether a criterion is met by the passing of time, in English or Finnish. The principle: a stretch of time counts when it is the deal that ages: since
 * we last did something, in a stage, without an answer. What lies ahead ("decides within 30 days"), a rate ("a month") and the size of something the
 * buyer has ("payback", "contract term") are no elapsed time, and neither is what a buyer did meanwhile.
 */
export function isElapsedTime(name: string): boolean {
  const clauses = clausesOf(name);
  const text = clauses.map(withSpans).join(" , ");
  if (NOT_ELAPSED.some((pattern) => pattern.test(text))) return false;
  const negated = /\b(?:no|not|never|without|nothing|ei|eikä|ilman|hasn't|haven't|didn't)\b/u.test(text);
  if (!negated && clauses.some((clause) => buyerActs(clause) && saysResult(clause))) return false;
  return [...ENGLISH_ELAPSED, ...FINNISH_ELAPSED].some((pattern) => pattern.test(text));
}

/** A clause as text in which every stretch of time ("two business days", "kaksi viikkoa", "a week") is one sign. */
function withSpans(clause: Clause): string {
  const out: string[] = [];
  for (const word of clause) {
    if (!isDurationUnit(word)) {
      out.push(word);
      continue;
    }
    while (
      /^(?:over|business|working|calendar|full|whole|more|of|täyttä|kokonaista)$/u.test(out.at(-1) ?? "") &&
      isDurationNumber(out.at(-2) ?? "")
    )
      out.pop();
    let counted = false;
    while (isDurationNumber(out.at(-1) ?? "")) {
      out.pop();
      counted = true;
    }
    // "the day", "next week", "per month" name no stretch; a bare plural or a bare Finnish unit does.
    const bare =
      /s$|^(?:viikko|viikon|viikkoa|kuukausi|kuukauden|kuukautta|vuosi|vuoden|päivä|päivän|päivää|viikkoja|kuukausia|päiviä|viikkoon|kuukauteen|päivään)$/u.test(
        word,
      );
    out.push(counted || bare ? SPAN : word);
  }
  return out.join(" ");
}
