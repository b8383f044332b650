import type { CompiledProcess } from "../../process/compile.ts";
import type { Standings } from "../criteria.ts";
import { type CriterionRow, derive, type OpportunityRow, toStandings } from "../opportunity.ts";
import { decideTransition, stageOf } from "../transition.ts";
import type { BoundMapping } from "./mapping.ts";

/** The versions that a migration goes between, and what is what in them. */
export interface MigrationPlan {
  readonly toVersion: number;
  readonly to: CompiledProcess;
  readonly mapping: BoundMapping;
}

/** A criterion of a deal whose key is another one in the new version. */
export interface RekeyedCriterion {
  readonly before: CriterionRow;
  readonly after: CriterionRow;
}

/** What a migration makes of one open deal. */
export interface MigratedDeal {
  readonly before: OpportunityRow;
  /** With its next revision; `updated_at` is the caller's to set. */
  readonly after: OpportunityRow;
  readonly rekeyed: readonly RekeyedCriterion[];
  /** Keys of the criteria that somebody has said something of and that the new version does not have. They are kept and earn nothing. */
  readonly leftBehind: readonly string[];
  /** Keys of the milestones of earlier stages that the deal has not met in the new version: what makes it hollow. */
  readonly bypassed: readonly string[];
}

/**
 * Takes one open deal to another version: its stage and criteria by key or by the mapping, its score, earned stage and hollowness as the new
 * version sees them. A migration is no move of the deal, so its visit goes on under the key that the stage has there, and with it its age.
 * What was said of a criterion is never lost: where the new version has no place for it, it stays as it is, and counts again when the deal
 * comes back. Pure; with the identity mapping there and back changes nothing but the revision.
 *
 * Throws when the mapping leaves the stage without a place: the caller has checked it (`checkMapping`).
 */
export function migrateDeal(
  { toVersion, to, mapping }: MigrationPlan,
  before: OpportunityRow,
  criteria: readonly CriterionRow[],
): MigratedDeal {
  const stage = stageOf(to, mapping.stageOf(before.stage)).key;
  const placed = criteria.map((row) => ({ row, key: mapping.criterionOf(row.criterion) }));
  const rekeyed = placed.flatMap(({ row, key }): RekeyedCriterion[] =>
    key === null || key === row.criterion ? [] : [{ before: row, after: { ...row, criterion: key } }],
  );
  const standings = toStandings(criteriaAfter(criteria, rekeyed));
  return {
    before,
    after: {
      ...before,
      ...derive(to, stage, standings),
      stage,
      version: toVersion,
      revision: before.revision + 1,
    },
    rekeyed,
    leftBehind: placed
      .filter(({ row, key }) => key === null && row.state !== "unknown")
      .map(({ row }) => row.criterion),
    bypassed: bypassedOnTheWay(to, stage, standings),
  };
}

/** What is recorded of the deal's criteria afterwards. What comes under a key replaces what an earlier migration left behind there. */
export function criteriaAfter(
  criteria: readonly CriterionRow[],
  rekeyed: readonly RekeyedCriterion[],
): readonly CriterionRow[] {
  if (rekeyed.length === 0) return criteria;
  const gone = new Set(rekeyed.flatMap(({ before, after }) => [before.criterion, after.criterion]));
  return [...criteria.filter((row) => !gone.has(row.criterion)), ...rekeyed.map(({ after }) => after)];
}

/** The engine takes the deal to its stage as an import does: recorded as fact, and told what it went past. */
function bypassedOnTheWay(to: CompiledProcess, stage: string, standings: Standings): string[] {
  const first = to.stages[0]?.key;
  if (first === undefined || first === stage) return [];
  const position = { status: "open", stage: first, standings } as const;
  const move = decideTransition(to, position, { to: stage, reason: null, override: false, mode: "history" });
  return "bypassed" in move ? move.bypassed.map(({ key }) => key) : [];
}
