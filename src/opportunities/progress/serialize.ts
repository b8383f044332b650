import type { z } from "@hono/zod-openapi";
import type { EventRow } from "../../events/store.ts";
import type { CompiledProcess, Criterion } from "../../process/compile.ts";
import { hundredthsToPercent } from "../../process/weights.ts";
import type { TenantSettings } from "../../scope.ts";
import { formatDate, formatTime, localDay } from "../../values/calendar.ts";
import { type RollupRow, readClosedTotals } from "../closed-totals.ts";
import { type Contact, isSingleThreaded } from "../contacts.ts";
import { serializeChange } from "../history-schema.ts";
import { type CriterionRow, type OpportunityRow, toStandings, type VisitRow } from "../opportunity.ts";
import { daysInStage, serializeStanding } from "../schema.ts";
import { type MissingMilestone, stageOf } from "../transition.ts";
import { isConfirmedAsRequired } from "./confirmation.ts";
import { describeCriterion, readProgress } from "./read-progress.ts";
import { sayHollow } from "./say-hollow.ts";
import type { ProgressSchema } from "./schema.ts";
import { MOST_CHANGES, scoreAt, stageAt } from "./since.ts";
import { stageTime } from "./stage-time.ts";
import { explainHollow } from "./why-hollow.ts";

/** All that the progress of a deal is told from, as it was read. */
export interface ProgressRows {
  readonly row: OpportunityRow;
  readonly criteria: readonly CriterionRow[];
  /** The totals of its process; undefined before any. */
  readonly totals: RollupRow | undefined;
  /** Those that may tell why it is hollow, newest first. */
  readonly hollowEvents: readonly EventRow[];
  readonly since: SinceRows | null;
}

export interface SinceRows {
  readonly at: number;
  readonly visits: readonly VisitRow[];
  /** Newest first, one more than are told. */
  readonly events: readonly EventRow[];
  /** What the first change of the score since then was from, in percent. */
  readonly scoreBefore: number | null;
}

type View = z.infer<typeof ProgressSchema>;

/** The progress of a deal as the API shows it; `process` is the version that it is pinned to. */
export function serializeProgress(
  process: CompiledProcess,
  rows: ProgressRows,
  tenant: TenantSettings,
  now: number,
): View {
  const { row, criteria } = rows;
  const standings = toStandings(criteria);
  const progress = readProgress(process, { status: row.status, stage: row.stage, standings });
  const saidOf = new Map(criteria.map((said) => [said.criterion, said]));
  const stage = stageOf(process, row.stage);
  return {
    score: hundredthsToPercent(row.score_hundredths),
    status: row.status,
    stage: row.stage,
    earned_stage: progress.earnedStage.key,
    base: progress.base,
    path: progress.path.map(({ stage: { key, name, base }, isReached }) => ({
      stage: key,
      name,
      base,
      reached: isReached,
    })),
    hollow: row.hollow === 1,
    why_hollow: row.hollow === 1 ? serializeWhyHollow(process, rows, tenant) : null,
    ...serializeStageTime(rows, stage.maxDays, tenant.timezone, now),
    ...serializeDates(row, localDay(now, tenant.timezone)),
    single_threaded: isSingleThreaded(JSON.parse(row.contacts) as Contact[]), // written by us only
    done: progress.done.map((criterion) => serializeDone(criterion, saidOf.get(criterion.key))),
    missing: progress.missing.map((criterion) => serializeMissing(criterion, saidOf.get(criterion.key))),
    guidance: stage.guidance,
    next: progress.next.map(({ confirmedBy, ...criterion }) => ({
      ...criterion,
      confirmed_by: confirmedBy,
      questions: [...criterion.questions],
      objections: criterion.objections.map(({ objection, response }) => ({ objection, response })),
    })),
    needed_to_leave: progress.neededToLeave.map(serializeMilestone),
    changes_since: rows.since && serializeSince(row, rows.since),
  };
}

function serializeDone(criterion: Criterion, said: CriterionRow | undefined): View["done"][number] {
  if (!said) throw new Error("what is done has been said");
  const { key: _key, ...standing } = serializeStanding(said);
  return {
    ...describeCriterion(criterion),
    ...standing,
    confirmed_as_required: isConfirmedAsRequired(criterion, said),
  };
}

function serializeMissing(criterion: Criterion, said: CriterionRow | undefined): View["missing"][number] {
  const state = said?.state ?? "unknown";
  return {
    ...describeCriterion(criterion),
    state: state === "not_applicable" ? "unknown" : state,
    level: said?.level_percent ?? null,
  };
}

function serializeMilestone(milestone: MissingMilestone): View["needed_to_leave"][number] {
  return { ...milestone, questions: [...milestone.questions] };
}

function serializeWhyHollow(process: CompiledProcess, rows: ProgressRows, tenant: TenantSettings): View["why_hollow"] {
  const deal = { stage: rows.row.stage, standings: toStandings(rows.criteria) };
  const why = explainHollow(process, deal, rows.hollowEvents);
  return {
    stage: why.stage.key,
    earned_stage: why.earnedStage.key,
    missing: why.missing.map(serializeMilestone),
    since: why.since === null ? null : formatTime(why.since),
    how: why.how.map(({ at, actor, way, reason, bypassed }) => ({
      at: formatTime(at),
      actor,
      way,
      reason,
      bypassed: [...bypassed],
    })),
    sentence: sayHollow(why, tenant),
  };
}

function serializeStageTime(
  { row, totals }: ProgressRows,
  maxDays: number | null,
  timezone: string,
  now: number,
): Pick<View, "days_in_stage" | "max_days" | "limit_days" | "limit_source" | "overdue_days" | "stalled"> {
  const days = daysInStage(row, timezone, now);
  // What won deals took is asked only where the process itself has no limit.
  const usual = maxDays === null && totals ? readClosedTotals(totals).wonDaysByStage.get(row.stage) : undefined;
  const time = stageTime({ status: row.status, daysInStage: days }, maxDays, usual);
  return {
    days_in_stage: days,
    max_days: maxDays,
    limit_days: time.limitDays,
    limit_source: time.limitSource,
    overdue_days: time.overdueDays,
    stalled: time.isStalled,
  };
}

/** `today` is a day number in the company's zone. What is due today is not late yet. */
function serializeDates(row: OpportunityRow, today: number): Pick<View, "expected_close" | "next_step"> {
  const { expected_close_day: closeDay, next_step: text, next_step_due_day: dueDay } = row;
  const isOpen = row.status === "open";
  return {
    expected_close: {
      date: closeDay === null ? null : formatDate(closeDay),
      days_left: closeDay === null || !isOpen ? null : closeDay - today,
      pushes: row.pushes,
    },
    next_step:
      text === null && dueDay === null
        ? null
        : {
            text,
            due_date: dueDay === null ? null : formatDate(dueDay),
            overdue: isOpen && dueDay !== null && dueDay < today,
          },
  };
}

function serializeSince(row: OpportunityRow, since: SinceRows): View["changes_since"] {
  return {
    since: formatTime(since.at),
    stage_then: stageAt(row, since.visits, since.at),
    score_then: scoreAt(row, since.scoreBefore, since.at),
    changes: since.events.slice(0, MOST_CHANGES).map(serializeChange),
    more: since.events.length > MOST_CHANGES,
  };
}
