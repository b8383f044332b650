import { englishActivity, englishResult } from "./english-activity.ts";
import { englishBuyerActs } from "./english-actors.ts";
import { finnishActivity, finnishBuyerActs, finnishResult } from "./finnish-activity.ts";
import { type Clause, clausesOf } from "./tokens.ts";

/**
 * Whether a criterion merely reports what the seller has done, in English or Finnish. The principle: who acts? What the seller does is activity; what
 * the buyer does or says, or a result, is evidence, and evidence in any clause outweighs activity beside it ("Demo given, buyer confirmed the fit").
 */
export function isSellerActivity(name: string): boolean {
  const clauses = clausesOf(name);
  if (clauses.some((clause) => buyerActs(clause) || saysResult(clause))) return false;
  return clauses.map(beforeSince).some((clause) => englishActivity(clause) || finnishActivity(clause));
}

/** "A week since we sent the quote" is about the week. */
function beforeSince(clause: Clause): Clause {
  const since = clause.indexOf("since");
  return since > 0 ? clause.slice(0, since) : clause;
}

/** Whether somebody on the buyer's side acts or speaks. */
export function buyerActs(clause: Clause): boolean {
  return englishBuyerActs(clause) || finnishBuyerActs(clause);
}

/** Whether a result is stated. */
export function saysResult(clause: Clause): boolean {
  return englishResult(clause) || finnishResult(clause);
}
