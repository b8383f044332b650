import { ACCOUNT_BRANCHES, ACCOUNT_NAMES, LOST_REASONS, PROJECTS, REPS } from "./company.ts";
import { toCsv } from "./csv.ts";
import type { Random } from "./random.ts";
import { seededRandom } from "./random.ts";

/** The open stages of the `baseline` template in order, with their limits in days. */
export const STAGES = [
  { key: "to_first", maxDays: 14 },
  { key: "first_to_second", maxDays: 28 },
  { key: "second_to_third", maxDays: 21 },
  { key: "close", maxDays: 21 },
  { key: "score", maxDays: 14 },
] as const;

export type StageKey = (typeof STAGES)[number]["key"];

/** A deal as the company's old CRM would export it. Days are whole days since 1970-01-01. */
export interface DemoDeal {
  readonly externalId: string;
  readonly name: string;
  readonly account: string;
  readonly owner: string;
  readonly stage: StageKey | "won" | "lost";
  /** In whole euros. */
  readonly amount: number;
  readonly openedDay: number;
  /** When it came into its stage; null for a closed one. */
  readonly stageEnteredDay: number | null;
  readonly closedDay: number | null;
  readonly expectedCloseDay: number | null;
  readonly lostReason: string | null;
  /** What the reps did after the import; null where nobody did anything. */
  readonly work: Work | null;
}

/** How far the buyer has really come, whatever stage the deal is said to be in. */
export interface Work {
  /** All criteria of this many stages, counted from the first, are met. */
  readonly stagesMet: number;
  /** The deal is moved to the stage that it has earned: its own stage is among the met ones. */
  readonly moved: boolean;
}

export interface PipelineOptions {
  readonly seed: number;
  /** Days since 1970-01-01; all dates are relative to it. */
  readonly todayDay: number;
  /** How many open deals stand in each stage. */
  readonly openByStage?: Readonly<Record<StageKey, number>>;
  readonly won?: number;
  readonly lost?: number;
}

/** Upside down: hardly anything comes in, and what came in was rushed to the close and sticks there. */
export const INVERTED_FUNNEL: Readonly<Record<StageKey, number>> = {
  to_first: 7,
  first_to_second: 5,
  second_to_third: 9,
  close: 40,
  score: 9,
};

const YEAR_DAYS = 365;

/**
 * A believable pipeline of one company: a year of closed deals, then the open ones. A pure function of its options: the
 * same options give the same deals. Nothing in it is older than a year.
 */
export function generatePipeline(options: PipelineOptions): DemoDeal[] {
  const { seed, todayDay, openByStage = INVERTED_FUNNEL, won = 110, lost = 140 } = options;
  const random = seededRandom(seed);
  const deals: Omit<DemoDeal, "externalId">[] = [];
  for (let i = 0; i < won + lost; i++) deals.push(closedDeal(random, todayDay, i < won));
  for (const [index, stage] of STAGES.entries()) {
    for (let i = 0; i < openByStage[stage.key]; i++) deals.push(openDeal(random, todayDay, index));
  }
  return deals.map((deal, index) => ({ externalId: `NW-${String(1001 + index)}`, ...deal }));
}

/** The deals as the CSV file that a company would upload. */
export function pipelineCsv(deals: readonly DemoDeal[]): string {
  return toCsv(
    CSV_COLUMNS,
    deals.map((deal) => ({
      id: deal.externalId,
      deal: deal.name,
      account: deal.account,
      owner: deal.owner,
      stage: deal.stage,
      amount: deal.amount,
      opened: isoDate(deal.openedDay),
      in_stage_since: isoDate(deal.stageEnteredDay),
      closed: isoDate(deal.closedDay),
      expected_close: isoDate(deal.expectedCloseDay),
      lost_reason: deal.lostReason,
    })),
  );
}

const CSV_COLUMNS = [
  "id",
  "deal",
  "account",
  "owner",
  "stage",
  "amount",
  "opened",
  "in_stage_since",
  "closed",
  "expected_close",
  "lost_reason",
] as const;

/** Which column holds what, in the words of `POST /v1/imports`. */
export const CSV_MAPPING: Readonly<Record<string, (typeof CSV_COLUMNS)[number]>> = {
  external_id: "id",
  name: "deal",
  account: "account",
  owner: "owner",
  stage: "stage",
  amount: "amount",
  opened_on: "opened",
  stage_entered_on: "in_stage_since",
  closed_on: "closed",
  expected_close_date: "expected_close",
  lost_reason: "lost_reason",
};

function closedDeal(random: Random, todayDay: number, isWon: boolean): Omit<DemoDeal, "externalId"> {
  const openedDaysAgo = random.int(30, YEAR_DAYS);
  // Won deals close sooner: those that will not buy drag on.
  const cycleDays = Math.min(isWon ? random.int(25, 80) : random.int(20, 140), openedDaysAgo - 1);
  const openedDay = todayDay - openedDaysAgo;
  return {
    ...nameDeal(random),
    stage: isWon ? "won" : "lost",
    openedDay,
    stageEnteredDay: null,
    closedDay: openedDay + cycleDays,
    expectedCloseDay: null,
    lostReason: isWon ? null : random.pick(LOST_REASONS),
    work: null,
  };
}

function openDeal(random: Random, todayDay: number, stageIndex: number): Omit<DemoDeal, "externalId"> {
  const stage = STAGES[stageIndex];
  if (!stage) throw new Error(`There is no stage ${stageIndex}.`);
  // The early stages move; from the close on most deals are long over their limit.
  const late = random.chance(stageIndex >= 3 ? 0.7 : 0.2);
  const daysInStage = late ? random.int(stage.maxDays + 1, stage.maxDays * 5) : random.int(0, stage.maxDays);
  const daysBefore = STAGES.slice(0, stageIndex).reduce((days) => days + random.int(2, 20), 0);
  const overdue = stageIndex >= 2 && random.chance(0.55);
  return {
    ...nameDeal(random),
    stage: stage.key,
    openedDay: todayDay - Math.min(daysInStage + daysBefore, YEAR_DAYS),
    stageEnteredDay: todayDay - daysInStage,
    closedDay: null,
    expectedCloseDay: todayDay + (overdue ? -random.int(1, 90) : random.int(5, 120)),
    lostReason: null,
    work: decideWork(random, stageIndex),
  };
}

/** Of three open deals one was never looked at; of the others, one in four has skipped bases on its way. */
function decideWork(random: Random, stageIndex: number): Work | null {
  if (random.chance(1 / 3)) return null;
  if (stageIndex > 0 && random.chance(1 / 4)) return { stagesMet: random.int(0, stageIndex - 1), moved: false };
  const ownStageToo = stageIndex < STAGES.length - 1 && random.chance(0.1);
  return { stagesMet: stageIndex + (ownStageToo ? 1 : 0), moved: ownStageToo };
}

function nameDeal(random: Random): Pick<DemoDeal, "name" | "account" | "owner" | "amount"> {
  const account = `${random.pick(ACCOUNT_NAMES)} ${random.pick(ACCOUNT_BRANCHES)}`;
  // Many small deals and a few large ones, 5,000 to 185,000 euros in steps of 500.
  const amount = 5_000 + 500 * Math.floor(360 * random.next() ** 3);
  return { name: `${account}: ${random.pick(PROJECTS)}`, account, owner: random.pick(REPS), amount };
}

function isoDate(day: number | null): string | null {
  return day === null ? null : new Date(day * 86_400_000).toISOString().slice(0, 10);
}
