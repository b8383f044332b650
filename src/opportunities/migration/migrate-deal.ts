import type { CompiledProcess } from "../../process/compile.ts";
import { type Standings, standingOf } from "../criteria.ts";
import { derive, type OpportunityRow, type SaidRow, toStandings, type VisitRow } from "../opportunity.ts";
import { decideTransition, stageOf } from "../transition.ts";
import { type BoundMapping, bindMapping, type MigrationMapping } from "./mapping.ts";

/** The version that deals are taken to, and what is what in it. */
export interface MigrationPlan {
  readonly toVersion: number;
  readonly to: CompiledProcess;
  readonly mapping: BoundMapping;
}

export function planMigration(toVersion: number, to: CompiledProcess, mapping: MigrationMapping): MigrationPlan {
  return { toVersion, to, mapping: bindMapping(to, mapping) };
}

/** What a migration makes of one open deal. */
export interface MigratedDeal {
  readonly before: OpportunityRow;
  /** With its next revision; `updated_at` is the caller's to set. */
  readonly after: OpportunityRow;
  /** Where the deal's stage stands among those of the new version, from 0. */
  readonly position: number;
  /** Criteria that somebody has said something of and whose key is another one in the new version. */
  readonly rekeyed: readonly { readonly from: string; readonly to: string }[];
  /** Keys under which an earlier migration had left something behind that what is rekeyed takes the place of. */
  readonly replaced: readonly string[];
  /** Keys of the criteria that somebody has said something of and that the new version does not have. They are kept and earn nothing. */
  readonly leftBehind: readonly string[];
  /**
   * Keys in the new version of the criteria whose standing it does not allow as it was said: a level that it does not have, read as the next
   * lower one, or "not applicable" where every deal has to have it, read as unknown.
   */
  readonly readOtherwise: readonly string[];
  /** Keys of the milestones of earlier stages that the deal has not met in the new version: what makes it hollow. */
  readonly bypassed: readonly string[];
}

/**
 * Takes one open deal to another version: its stage and criteria by key or by the mapping, its score, earned stage and hollowness as the new
 * version sees them. A migration is no move of the deal, so the visit that it is in goes on under the key that the stage has there, and with
 * it its age; visits that have ended stay as they were. What was said of a criterion stays where the new version has no place for it, and
 * counts again when the deal comes back. Pure; with the identity mapping there and back changes nothing but the revision.
 *
 * Throws when the mapping leaves the stage without a place: the caller has checked it (`checkMapping`).
 */
export function migrateDeal(
  { toVersion, to, mapping }: MigrationPlan,
  before: OpportunityRow,
  said: readonly SaidRow[],
): MigratedDeal {
  const { key: stage, index: position } = stageOf(to, mapping.stageOf(before.stage));
  const placed = said.map((row) => ({ row, from: row.criterion, to: mapping.criterionOf(row.criterion) }));
  const moving = placed.flatMap(({ row, from, to: key }) =>
    key === null || key === from ? [] : [{ row, from, to: key }],
  );
  const [sources, targets] = [new Set(moving.map(({ from }) => from)), new Set(moving.map(({ to: key }) => key))];
  const staying = said.filter(({ criterion }) => !sources.has(criterion));
  const standings = toStandings([...staying, ...moving.map(({ row, to: criterion }) => ({ ...row, criterion }))]);
  return {
    before,
    after: {
      ...before,
      ...derive(to, stage, standings),
      stage,
      version: toVersion,
      revision: before.revision + 1,
    },
    position,
    rekeyed: moving.map(({ from, to: key }) => ({ from, to: key })),
    replaced: staying.filter(({ criterion }) => targets.has(criterion)).map(({ criterion }) => criterion),
    leftBehind: placed.filter(({ row, to: key }) => key === null && row.state !== "unknown").map(({ from }) => from),
    readOtherwise: readOtherwise(to, standings),
    bypassed: bypassedOnTheWay(to, stage, standings),
  };
}

/**
 * The visits of a deal after its migration. The one that it is in goes on under the stage's new key. The positions of all are moved as far as
 * that one's is: so what has been passed stays passed, and nothing else becomes so, whatever stages the new version has put in or left out,
 * and the moves to come are compared with positions of the same version.
 */
export function migrateVisits<Visit extends Pick<VisitRow, "visit" | "stage" | "position">>(
  { before, after, position }: Pick<MigratedDeal, "before" | "after" | "position">,
  visits: readonly Visit[],
): Visit[] {
  const shift = shiftOf(position, visits.find(({ visit }) => visit === before.visit)?.position);
  return visits.map((visit) => ({
    ...visit,
    stage: visit.visit === before.visit ? after.stage : visit.stage,
    position: visit.position === null ? null : visit.position + shift,
  }));
}

/** A deal of before there were positions has none to move. */
function shiftOf(position: number, before: number | null | undefined): number {
  return typeof before === "number" ? position - before : 0;
}

function readOtherwise(to: CompiledProcess, standings: Standings): string[] {
  return to.criteria.flatMap((criterion) => {
    const said = standings.get(criterion.key);
    const read = standingOf(standings, criterion);
    return said && (said.state !== read.state || said.levelPercent !== read.levelPercent) ? [criterion.key] : [];
  });
}

export type SaidOfDeal = SaidRow & { readonly opportunity_id: string };

/** As `migrateDeal`, of many, given what is recorded of the criteria of all of them. */
export function migrateDeals(
  plan: MigrationPlan,
  deals: readonly OpportunityRow[],
  said: readonly SaidOfDeal[],
): MigratedDeal[] {
  const byDeal = Map.groupBy(said, (row) => row.opportunity_id);
  return deals.map((deal) => migrateDeal(plan, deal, byDeal.get(deal.id) ?? []));
}

/** The engine takes the deal to its stage as an import does: recorded as fact, and told what it went past. */
function bypassedOnTheWay(to: CompiledProcess, stage: string, standings: Standings): string[] {
  const first = to.stages[0]?.key;
  if (first === undefined || first === stage) return [];
  const position = { status: "open", stage: first, standings } as const;
  const move = decideTransition(to, position, { to: stage, reason: null, override: false, mode: "history" });
  return "bypassed" in move ? move.bypassed.map(({ key }) => key) : [];
}
