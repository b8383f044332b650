import { DomainError, type Fault, invalid, notFound } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { CompiledProcess, Criterion } from "../process/compile.ts";
import { loadVersion } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { toMinor } from "../values/money.ts";
import { opportunityEvent } from "./change-event.ts";
import { type Author, type DealState, type DealStep, type KnownOfDeal, revise } from "./deal-state.ts";
import { type CriterionRow, derive, toStandings } from "./opportunity.ts";
import { type CriterionChange, serializeSaid } from "./schema.ts";
import { findOpportunity, listCriteria } from "./store.ts";
import { decisionOf } from "./write-deals.ts";

type WithCriteria = Pick<DealState, "row" | "criteria">;

export interface CriterionSet extends WithCriteria {
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
  const [[row], criteria] = await scope.db.read([findOpportunity(id), listCriteria(id)]);
  if (!row) throw notFound("opportunity");
  checkIfMatch(ifMatch, row.revision);
  const process = await loadVersion(scope, row.process_id, row.version);
  const before = { row, criteria };
  const decision = decisionOf(before, decideCriterion(scope, process, before, key, change));
  return { ...decision, result: { ...decision.result, process } };
}

/**
 * What a statement about a criterion makes of a deal that has been read; `process` is the version that it is pinned to. Throws `not_found` for
 * a criterion that this version does not have, and `validation_failed`.
 */
export function decideCriterion<Deal extends KnownOfDeal & WithCriteria>(
  author: Author,
  process: CompiledProcess,
  deal: Deal,
  key: string,
  change: CriterionChange,
): DealStep<Deal> {
  const { row: before, criteria } = deal;
  const criterion = process.criterionByKey.get(key);
  if (!criterion) {
    throw new DomainError("not_found", `Version ${before.version} of the process has no criterion of this key.`);
  }
  const faults = criterionFaults(criterion, change);
  if (faults.length > 0) throw invalid(faults);

  const previous = criteria.find((row) => row.criterion === key);
  const said: CriterionRow = {
    criterion: key,
    state: change.state,
    level_percent: change.level ?? null,
    evidence: change.evidence ? JSON.stringify(change.evidence) : null,
    confirmed_by: change.confirmed_by ?? null,
    note: change.note ?? null,
    actor: author.actor,
    changed_at: author.now,
  };
  if (saysTheSame(previous, said)) return { deal, events: [] };
  const criteriaAfter = [...criteria.filter((other) => other.criterion !== key), said].toSorted(byKey);
  const after = revise(before, author.now, derive(process, before.stage, toStandings(criteriaAfter)));
  const event = opportunityEvent(author, "opportunity.criterion_changed", after, before, {
    criterion: { key, name: criterion.name, ...serializeSaid(said) },
    previous: { criterion: previous ? serializeSaid(previous) : null },
  });
  return { deal: { ...deal, row: after, criteria: criteriaAfter }, events: [event] };
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
