import { toCsv } from "./csv.ts";
import { type DemoDeal, STAGES, type StageKey } from "./pipeline.ts";
import { type Random, seededRandom } from "./random.ts";

/** When a deal came into a stage or was closed, as the company's old CRM wrote it down. */
export interface StageChange {
  readonly externalId: string;
  readonly stage: StageKey | "won" | "lost";
  /** Days since 1970-01-01 */
  readonly enteredDay: number;
}

const COLUMNS = ["id", "stage", "since"] as const;

/** Which column holds what, in the words of `POST /v1/imports`. */
export const CHANGES_MAPPING = { external_id: "id", stage: "stage", entered_at: "since" } as const;

/**
 * The way of each deal to where it is: a pure function of the deal. Won ones have gone through every stage, lost ones were lost anywhere; a deal
 * that had fewer days than stages has skipped the last before its own.
 */
export function stageChangesOf(deals: readonly DemoDeal[]): StageChange[] {
  return deals.flatMap((deal) => {
    const random = seededRandom(Number(deal.externalId.replace(/\D/g, "")));
    const { externalId, openedDay, closedDay, stage } = deal;
    const isOutcome = stage === "won" || stage === "lost";
    const last = stage === "lost" ? random.int(0, STAGES.length - 1) : STAGES.length - 1;
    const passed = isOutcome ? STAGES.slice(1, last + 1) : STAGES.slice(1, indexOf(stage));
    const until = closedDay ?? deal.stageEnteredDay ?? openedDay;
    const days = distinctDays(random, openedDay + 1, until - 1, passed.length);
    const between = days.map((enteredDay, index) => ({ externalId, stage: passed[index]?.key ?? stage, enteredDay }));
    const end = { externalId, stage, enteredDay: until };
    const start = { externalId, stage: STAGES[0].key, enteredDay: openedDay };
    return stage === start.stage ? [end] : [start, ...between, end];
  });
}

/** The changes as the CSV file that a company would upload. */
export function stageChangesCsv(changes: readonly StageChange[]): string {
  return toCsv(
    COLUMNS,
    changes.map(({ externalId, stage, enteredDay }) => ({
      id: externalId,
      stage,
      since: new Date(enteredDay * 86_400_000).toISOString().slice(0, 10),
    })),
  );
}

function indexOf(stage: StageKey): number {
  return STAGES.findIndex(({ key }) => key === stage);
}

/** So many days from the first to the last, in order and no two the same; as many as there are where these are fewer. */
function distinctDays(random: Random, firstDay: number, lastDay: number, count: number): number[] {
  const all = Array.from({ length: Math.max(0, lastDay - firstDay + 1) }, (_, index) => firstDay + index);
  while (all.length > count) all.splice(random.int(0, all.length - 1), 1);
  return all;
}
