import { DomainError, type Fault, invalid, notFound } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { CompiledProcess, Criterion } from "../process/compile.ts";
import { loadVersion } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { toMinor } from "../values/money.ts";
import { opportunityEvent } from "./change-event.ts";
import { type CriterionRow, derive, type OpportunityRow, toStandings } from "./opportunity.ts";
import { type CriterionChange, serializeSaid } from "./schema.ts";
import { findOpportunity, listCriteria, updateProgress, upsertCriterion } from "./store.ts";

export interface CriterionSet {
  readonly opportunity: OpportunityRow;
  readonly criteria: readonly CriterionRow[];
  /** The version that the opportunity is pinned to. */
  readonly process: CompiledProcess;
}

/** Says something of a criterion of an opportunity; its score, earned stage and hollowness follow in the same commit. */
export async function setCriterion(
  scope: TenantScope,
  id: string,
  key: string,
  change: CriterionChange,
  ifMatch: IfMatch,
): Promise<Decision<CriterionSet>> {
  const [[before], rows] = await scope.db.read([findOpportunity(id), listCriteria(id)]);
  if (!before) throw notFound("opportunity");
  checkIfMatch(ifMatch, before.revision);
  const process = await loadVersion(scope, before.process_id, before.version);
  const criterion = process.criterionByKey.get(key);
  if (!criterion) {
    throw new DomainError("not_found", `Version ${before.version} of the process has no criterion of this key.`);
  }
  const faults = criterionFaults(criterion, change);
  if (faults.length > 0) throw invalid(faults);

  const previous = rows.find((row) => row.criterion === key);
  const row: CriterionRow = {
    criterion: key,
    state: change.state,
    level_percent: change.level ?? null,
    evidence: change.evidence ? JSON.stringify(change.evidence) : null,
    confirmed_by: change.confirmed_by ?? null,
    note: change.note ?? null,
    actor: scope.actor,
    changed_at: scope.now,
  };
  if (saysTheSame(previous, row)) return unchanged({ opportunity: before, criteria: rows, process });
  const criteria = [...rows.filter((other) => other.criterion !== key), row].toSorted(byKey);
  const after: OpportunityRow = {
    ...before,
    ...derive(process, before.stage, toStandings(criteria)),
    revision: before.revision + 1,
    updated_at: scope.now,
  };
  const event = opportunityEvent(scope, "opportunity.criterion_changed", after, before, {
    criterion: { key, name: criterion.name, ...serializeSaid(row) },
    previous: { criterion: previous ? serializeSaid(previous) : null },
  });
  return {
    result: { opportunity: after, criteria, process },
    changes: [updateProgress([after]), upsertCriterion(id, row)],
    events: [event],
  };
}

/** What the criterion's definition does not allow. */
function criterionFaults(criterion: Criterion, change: CriterionChange): Fault[] {
  const faults: Fault[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  if (change.state === "not_applicable" && !criterion.allowNotApplicable) {
    fault("/state", "not_applicable_not_allowed", "This criterion applies to every opportunity.");
  }
  if (change.level !== undefined && change.level !== null) {
    if (change.state !== "met") fault("/level", "level_not_allowed", "Only a criterion that is met has a level.");
    else if (!criterion.levels) fault("/level", "level_not_allowed", "This criterion is met or not; it has no levels.");
    else if (!criterion.levels.includes(change.level)) {
      fault("/level", "unknown_level", `The levels are ${criterion.levels.join(", ")}.`);
    }
  }
  const kind = change.evidence && evidenceKind(change.evidence);
  if (kind && criterion.evidence && kind !== criterion.evidence) {
    fault("/evidence", "evidence_kind", `The evidence for this criterion is of the kind ${criterion.evidence}.`);
  }
  const { evidence } = change;
  if (evidence && "choice" in evidence && criterion.choices && !criterion.choices.includes(evidence.choice)) {
    fault("/evidence/choice", "unknown_choice", `The choices are ${criterion.choices.join(", ")}.`);
  }
  if (evidence && "amount" in evidence && toMinor(evidence.amount, evidence.currency) === undefined) {
    fault("/evidence/amount", "amount_decimals", `${evidence.currency} has fewer decimals than ${evidence.amount}.`);
  }
  return faults;
}

function evidenceKind(evidence: NonNullable<CriterionChange["evidence"]>): string {
  return "amount" in evidence ? "amount" : (Object.keys(evidence)[0] ?? "");
}

/** The order in which they are read. */
function byKey(a: CriterionRow, b: CriterionRow): number {
  return a.criterion < b.criterion ? -1 : 1;
}

function saysTheSame(previous: CriterionRow | undefined, row: CriterionRow): boolean {
  if (!previous) return false;
  return (["state", "level_percent", "evidence", "confirmed_by", "note"] as const).every(
    (column) => previous[column] === row[column],
  );
}
