/**
 * What happened in a process and when, counted, so that no figure about a time ever scans deals. Kept by the commits that make it happen
 * (`countFlows`), as one flat object of integers by these keys. Days are days since 1970-01-01 in the company's zone.
 *
 * | key | counts |
 * |---|---|
 * | `entered:<stage>:<day>` | deals whose first entry into the stage was on the day: the cohort of that day |
 * | `passed:<stage>:<day>` | those of the cohort that have been in a later stage since, or are won |
 * | `won:<day>:<cycle>`, `lost:<day>:<cycle>` | deals closed on the day, by whole days since they were opened; `` where that is not known |
 * | `minor:<day>:<currency>` | minor units won on the day |
 * | `deals:<day>:<currency>` | deals with an amount won on the day |
 * | `earned:<stage>:<week>:<closing week>`, `missed:…` | deals won (lost) in a week, by the week of their first entry into the stage |
 * | `due:<month>` | deals of which that was the first month that they were expected to close in |
 * | `kept:<month>:<closing month>` | those of them that are closed, by the month in which they closed |
 */

export type FlowCounts = Map<string, number>;

/** Deals by the day of their first entry into a stage. */
export interface Cohort {
  readonly entered: number;
  /** Of these, how many have been in a later stage since, or are won. */
  readonly passed: number;
}

/** What closed on a day. */
export interface DayClosings {
  readonly won: number;
  readonly lost: number;
  /** By whole days from opening to closing: how many. Deals of an unknown opening day are in none. */
  readonly wonCycleDays: ReadonlyMap<number, number>;
  readonly lostCycleDays: ReadonlyMap<number, number>;
  /** Minor units of won deals, and how many of them have an amount, by currency. */
  readonly wonMinorByCurrency: ReadonlyMap<string, number>;
  readonly wonCountByCurrency: ReadonlyMap<string, number>;
}

/** How many deals were won and lost in a week, of those that first entered the stage in another. */
export interface StageOutcome {
  readonly stage: string;
  readonly entryWeek: number;
  readonly closingWeek: number;
  readonly won: number;
  readonly lost: number;
}

/** Deals by the month in which they were first expected to close. Months are those since 1970-01. */
export interface MonthDue {
  readonly due: number;
  /** By the month in which they closed: how many, won or lost. */
  readonly closedByMonth: ReadonlyMap<number, number>;
}

/** The flows of a process over some time. */
export interface Flows {
  readonly cohortsByStage: ReadonlyMap<string, ReadonlyMap<number, Cohort>>;
  readonly closingsByDay: ReadonlyMap<number, DayClosings>;
  readonly stageOutcomes: readonly StageOutcome[];
  readonly duesByMonth: ReadonlyMap<number, MonthDue>;
}

/** A row of process_flows. */
export interface FlowRow {
  readonly process_id: string;
  readonly week: number;
  readonly counts: string;
}

/** The week (since Monday, 1969-12-29) of a day. */
export function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

/** From which week on the rows are to be read for what happened since a day. A commit early on a Monday may be late on a Sunday in UTC. */
export function weekToReadFrom(day: number): number {
  return weekOf(day) - 1;
}

/** The month (since 1970-01) of a day. */
export function monthOf(day: number): number {
  const date = new Date(day * 86_400_000);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** The day on which a month begins. */
export function firstDayOfMonth(month: number): number {
  return Date.UTC(1970 + Math.floor(month / 12), ((month % 12) + 12) % 12, 1) / 86_400_000;
}

/**
 * The week that the counts of a key belong to: that of the day, of the closing where it is about both
 * an entry and a closing, of its first day where it is about a month.
 */
export function weekAbout(key: string): number {
  const [kind, a, b, c] = key.split(":");
  switch (kind) {
    case "entered":
    case "passed":
      return weekOf(Number(b));
    case "won":
    case "lost":
    case "minor":
    case "deals":
      return weekOf(Number(a));
    case "earned":
    case "missed":
      return Number(c);
    case "due":
    case "kept":
      return weekOf(firstDayOfMonth(Number(a)));
    default:
      throw new Error(`a flow has no key ${key}`);
  }
}

/** Reads the rows of one process. Counts of one key may stand in several rows; one that has come down to nothing is as good as absent. */
export function readFlows(rows: readonly FlowRow[]): Flows {
  const counts: FlowCounts = new Map();
  for (const row of rows) {
    // Written by the statements of rollup-store.ts only, as an object of integers.
    for (const [key, count] of Object.entries(JSON.parse(row.counts) as Record<string, number>)) {
      counts.set(key, (counts.get(key) ?? 0) + count);
    }
  }
  return flowsOf(counts);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : T[K] };

export function flowsOf(counts: ReadonlyMap<string, number>): Flows {
  const cohortsByStage = new Map<string, Map<number, Mutable<Cohort>>>();
  const closingsByDay = new Map<number, Mutable<DayClosings>>();
  const outcomes = new Map<string, Mutable<StageOutcome>>();
  const duesByMonth = new Map<number, Mutable<MonthDue>>();
  const cohort = (stage: string, day: number) =>
    inner(
      inner(cohortsByStage, stage, () => new Map<number, Mutable<Cohort>>()),
      day,
      () => ({ entered: 0, passed: 0 }),
    );
  const closings = (day: number) => inner(closingsByDay, day, noClosings);
  const outcome = (stage: string, entry: string, closing: string) =>
    inner(outcomes, `${stage}:${entry}:${closing}`, () => ({
      stage,
      entryWeek: Number(entry),
      closingWeek: Number(closing),
      won: 0,
      lost: 0,
    }));
  const due = (month: number) => inner(duesByMonth, month, () => ({ due: 0, closedByMonth: new Map() }));
  for (const [key, count] of counts) {
    if (count <= 0) continue;
    const [kind = "", a = "", b = "", c = ""] = key.split(":");
    if (kind === "entered") cohort(a, Number(b)).entered = count;
    else if (kind === "passed") cohort(a, Number(b)).passed = count;
    else if (kind === "won") closeOn(closings(Number(a)), "won", b, count);
    else if (kind === "lost") closeOn(closings(Number(a)), "lost", b, count);
    else if (kind === "minor") closings(Number(a)).wonMinorByCurrency.set(b, count);
    else if (kind === "deals") closings(Number(a)).wonCountByCurrency.set(b, count);
    else if (kind === "earned") outcome(a, b, c).won = count;
    else if (kind === "missed") outcome(a, b, c).lost = count;
    else if (kind === "due") due(Number(a)).due = count;
    else if (kind === "kept") due(Number(a)).closedByMonth.set(Number(b), count);
  }
  return { cohortsByStage, closingsByDay, stageOutcomes: [...outcomes.values()], duesByMonth };
}

function noClosings(): Mutable<DayClosings> {
  return {
    won: 0,
    lost: 0,
    wonCycleDays: new Map(),
    lostCycleDays: new Map(),
    wonMinorByCurrency: new Map(),
    wonCountByCurrency: new Map(),
  };
}

function closeOn(day: Mutable<DayClosings>, outcome: "won" | "lost", cycle: string, count: number): void {
  day[outcome] += count;
  if (cycle !== "") day[`${outcome}CycleDays`].set(Number(cycle), count);
}

function inner<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
