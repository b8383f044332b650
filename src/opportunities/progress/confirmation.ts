import type { Criterion } from "../../process/compile.ts";
import type { CriterionRow } from "../opportunity.ts";

/**
 * Whether what is said of a criterion has the word that makes it true (its `confirmed_by`): the buyer's own where the process asks for that,
 * anybody's where it asks for the rep's. A criterion that asks for nobody's word has it always, and one that does not apply needs none. Nothing
 * is gated by this: it shows a rep what rests on the rep's own word only.
 */
export function isConfirmedAsRequired(
  criterion: Pick<Criterion, "confirmedBy">,
  said: Pick<CriterionRow, "state" | "confirmed_by">,
): boolean {
  if (!criterion.confirmedBy || said.state === "not_applicable") return true;
  return criterion.confirmedBy === "buyer" ? said.confirmed_by === "buyer" : said.confirmed_by !== null;
}
