import type { CriterionRow } from "../../opportunity.ts";
import type { CriterionFacts } from "../rows/facts.ts";

/** A criterion of which a row says something new. */
export interface ChangedCriterion {
  readonly before: CriterionRow | undefined;
  readonly after: CriterionRow;
}

/**
 * What a row changes of what is recorded of a deal's criteria. One that it does not name is left alone. Where it says the same state and level
 * as before, evidence, confirmation and note that it does not name stay, for an empty cell erases nothing; another state or level is a new
 * statement, which has what it names. It was made when the row says, or else now.
 */
export function changedCriteria(
  recorded: readonly CriterionRow[],
  said: readonly CriterionFacts[],
  by: { readonly actor: string; readonly now: number },
): ChangedCriterion[] {
  const byKey = new Map(recorded.map((row) => [row.criterion, row]));
  return said.flatMap((facts) => {
    const before = byKey.get(facts.key);
    const after = { ...statementOf(facts, before), actor: by.actor, changed_at: facts.changedAt ?? by.now };
    return before && isSame(before, after) ? [] : [{ before, after }];
  });
}

type Statement = Omit<CriterionRow, "actor" | "changed_at">;

function statementOf(facts: CriterionFacts, before: CriterionRow | undefined): Statement {
  const named = {
    evidence: facts.evidence && JSON.stringify(facts.evidence),
    confirmed_by: facts.confirmedBy,
    note: facts.note,
  };
  const position = { criterion: facts.key, state: facts.state, level_percent: facts.levelPercent };
  if (before?.state !== facts.state || before.level_percent !== facts.levelPercent) return { ...position, ...named };
  return {
    ...position,
    evidence: named.evidence ?? before.evidence,
    confirmed_by: named.confirmed_by ?? before.confirmed_by,
    note: named.note ?? before.note,
  };
}

function isSame(before: CriterionRow, after: CriterionRow): boolean {
  return (["state", "level_percent", "evidence", "confirmed_by", "note"] as const).every(
    (column) => before[column] === after[column],
  );
}

/** What is recorded of the criteria once they have changed. */
export function withChanges(recorded: readonly CriterionRow[], changed: readonly ChangedCriterion[]): CriterionRow[] {
  const after = new Map([...recorded, ...changed.map((change) => change.after)].map((row) => [row.criterion, row]));
  return [...after.values()];
}
