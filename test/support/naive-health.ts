import { localDay, parseDate, startOfDay } from "../../src/values/calendar.ts";
import type { Reply, TestTenant } from "./api.ts";

// Funnel health as product.md §4 has it, reckoned again from the raw events by brute force: slow, plain, and sharing no code with what it checks.

/** A stay in a stage, from one instant to another in milliseconds; null where that is not known, and while it lasts. */
interface Stay {
  readonly stage: string;
  readonly from: number | null;
  to: number | null;
}

/** A deal as the events leave it. */
export interface Life {
  readonly id: string;
  readonly externalId: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** Minor units of the currency. */
  readonly minor: number | null;
  readonly currency: string;
  readonly dueDay: number | null;
  /** The first day that it was ever expected to close on. */
  readonly firstDueDay: number | null;
  readonly openedDay: number | null;
  readonly status: "open" | "won" | "lost";
  readonly closedDay: number | null;
  readonly score: number;
  readonly hollow: boolean;
  readonly pushes: number;
  readonly stage: string;
  readonly stays: readonly Stay[];
  /** From when to when it was closed; the last may have no end. */
  readonly closings: readonly { readonly from: number; to: number | null }[];
  readonly lastEventDay: number;
}

export interface Company {
  readonly timezone: string;
  readonly currency: string;
  /** Of one unit of a currency in the reporting currency. */
  readonly rates: Readonly<Record<string, number>>;
  readonly stages: readonly { readonly key: string; readonly max_days: number | null }[];
}

/** What a stage history tells: by external id, the stages and when they were entered; `won` and `lost` end it. */
export type ToldHistories = ReadonlyMap<string, readonly { readonly stage: string; readonly at: string }[]>;

export async function allEvents(tenant: TestTenant): Promise<Reply["body"][]> {
  const events: Reply["body"][] = [];
  for (let cursor = ""; ; ) {
    const { body } = await tenant.call("GET", `/v1/events?limit=100${cursor && `&cursor=${cursor}`}`);
    events.push(...body.data);
    if (body.next_cursor === null) return events;
    cursor = encodeURIComponent(body.next_cursor);
  }
}

/** Plays the events back. `told` are the rows of a stage history that was imported: no event repeats them. */
export function livesOf(events: readonly Reply["body"][], { timezone }: Company, told: ToldHistories): Life[] {
  const byDeal = Map.groupBy(
    events.filter(({ type, data }) => type.startsWith("opportunity.") && data.opportunity),
    ({ data }) => data.opportunity.id as string,
  );
  const merged = new Map<string, string>();
  for (const { type, data } of events)
    if (type === "opportunity.merged") merged.set(data.duplicate.id, data.opportunity.id);
  const day = (at: string) => localDay(Date.parse(at), timezone);
  return [...byDeal].flatMap(([id, own]): Life[] => {
    const last = own.at(-1);
    if (last.type === "opportunity.deleted" || merged.has(id)) return [];
    const { opportunity } = last.data;
    // Of those that are merged, the earliest promise was the first.
    const partsOf = (whole: string): string[] => [
      whole,
      ...[...merged].flatMap(([part, into]) => (into === whole ? partsOf(part) : [])),
    ];
    const promises = partsOf(id).flatMap((one) => firstDue(byDeal.get(one) ?? []) ?? []);
    const firstDueDay = promises.toSorted()[0];
    const stays: Stay[] = [];
    const closings: { from: number; to: number | null }[] = [];
    const enter = (stage: string, at: number) => {
      const current = stays.at(-1);
      if (current) current.to ??= at;
      stays.push({ stage, from: at, to: null });
    };
    const close = (at: number) => {
      const current = stays.at(-1);
      if (current) current.to = at;
      closings.push({ from: at, to: null });
    };
    for (const { type, timestamp, data } of own) {
      const { stage, days_in_stage: days, closed_at: closedAt } = data.opportunity;
      const at = Date.parse(timestamp);
      if (type === "opportunity.created" && data.import_id !== undefined) {
        // An import knows days: they begin at midnight.
        const entered = days === null ? null : startOfDay(day(closedAt ?? timestamp) - days, timezone);
        stays.push({ stage, from: entered, to: null });
        if (closedAt) close(Date.parse(closedAt));
      } else if (type === "opportunity.created" || (type === "opportunity.stage_changed" && !data.import_id)) {
        enter(stage, at);
      } else if (type === "opportunity.won" || type === "opportunity.lost") {
        close(at);
      } else if (type === "opportunity.reopened") {
        const closing = closings.at(-1);
        if (closing) closing.to = at;
        enter(stage, at);
      }
    }
    const entries = told.get(opportunity.external_id ?? "");
    if (entries) {
      stays.length = 0;
      closings.length = 0;
      for (const { stage, at } of entries) {
        if (stage === "won" || stage === "lost") close(Date.parse(at));
        else enter(stage, Date.parse(at));
      }
    }
    return [
      {
        id: opportunity.id,
        externalId: opportunity.external_id,
        owner: opportunity.owner,
        tags: opportunity.tags,
        minor: opportunity.amount === null ? null : Math.round(opportunity.amount * 100),
        currency: opportunity.currency,
        dueDay: opportunity.expected_close_date === null ? null : (parseDate(opportunity.expected_close_date) ?? null),
        firstDueDay: firstDueDay === undefined ? null : (parseDate(firstDueDay) ?? null),
        openedDay: opportunity.opened_on === null ? null : (parseDate(opportunity.opened_on) ?? null),
        status: opportunity.status,
        closedDay: opportunity.closed_at === null ? null : day(opportunity.closed_at),
        score: opportunity.score,
        hollow: opportunity.hollow,
        pushes: opportunity.pushes,
        stage: opportunity.stage,
        stays,
        closings,
        lastEventDay: day(last.timestamp),
      },
    ];
  });
}

function firstDue(events: readonly Reply["body"][]): string | undefined {
  return events.map(({ data }) => data.opportunity.expected_close_date).find((date) => date !== null);
}

/** A figure reckoned naively; `part` of `n` where it is a rate. */
export interface NaiveFigure {
  readonly value: number | null;
  readonly n: number;
  readonly part?: number;
}

const rate = (part: number, n: number): NaiveFigure => ({ value: n === 0 ? null : part / n, n, part });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Hyndman and Fan's definition 7. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (at % 1);
}

/** E. B. Wilson, 1927, at 95 %. */
export function wilsonOf(part: number, n: number): { low: number; high: number } {
  const z = 1.959963984540054;
  const share = part / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: middle - reach, high: middle + reach };
}

/** P(|Z| ≥ z) of the normal distribution, by Simpson's rule on its density. */
function twoSided(z: number): number {
  const steps = 2_000;
  const width = z / steps;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let area = density(0) + density(z);
  for (let step = 1; step < steps; step += 1) area += density(step * width) * (step % 2 === 0 ? 2 : 4);
  return Math.max(0, 1 - 2 * ((area * width) / 3));
}

export class NaiveHealth {
  readonly lives: readonly Life[];
  readonly company: Company;
  readonly today: number;

  constructor(lives: readonly Life[], company: Company, today: number) {
    this.lives = lives;
    this.company = company;
    this.today = today;
  }

  get open(): Life[] {
    return this.lives.filter(({ status }) => status === "open");
  }

  get won(): Life[] {
    return this.lives.filter(({ status }) => status === "won");
  }

  get lost(): Life[] {
    return this.lives.filter(({ status }) => status === "lost");
  }

  restricted(keep: (life: Life) => boolean): NaiveHealth {
    // What is closed stays: limits and cycles are those of the whole process.
    return new NaiveHealth(
      this.lives.filter((life) => life.status !== "open" || keep(life)),
      this.company,
      this.today,
    );
  }

  /** In minor units of the reporting currency, not rounded; null without an amount or a rate. */
  amount({ minor, currency }: Life): number | null {
    if (minor === null) return null;
    const one = currency === this.company.currency ? 1 : this.company.rates[currency];
    return one === undefined ? null : minor * one;
  }

  total(lives: readonly Life[]): number {
    return sum(lives.map((life) => this.amount(life) ?? 0));
  }

  weighted(lives: readonly Life[]): number {
    return sum(lives.map((life) => ((this.amount(life) ?? 0) * life.score) / 100));
  }

  /** The calendar day on which a stay began; null where that is not known. */
  private entryDay(stay: Stay | undefined): number | null {
    return stay?.from == null ? null : localDay(stay.from, this.company.timezone);
  }

  /** Days in its stage; null where its entry is not known. */
  age({ stays }: Life, today = this.today): number | null {
    const entered = this.entryDay(stays.at(-1));
    return entered === null ? null : Math.max(0, today - entered);
  }

  /** How long won deals were in a stage, each all its stays together, in days to the nearest; those of an unknown stay are left out. */
  wonDays(stage: string): number[] {
    return this.won.flatMap(({ stays }) => {
      const here = stays.filter((stay) => stay.stage === stage);
      const hours = here.map(({ from, to }) => (from === null || to === null ? Number.NaN : (to - from) / 3_600_000));
      const days = Math.round(sum(hours) / 24);
      return here.length === 0 || Number.isNaN(days) ? [] : [Math.min(999, days)];
    });
  }

  limit(stage: string): number | null {
    const max = this.company.stages.find(({ key }) => key === stage)?.max_days ?? null;
    if (max !== null) return max;
    const usual = quantile(this.wonDays(stage), 0.5);
    return usual === null ? null : Math.max(1, 1.5 * usual);
  }

  isStalled(life: Life): boolean {
    const [age, limit] = [this.age(life), this.limit(life.stage)];
    return age !== null && limit !== null && age > limit;
  }

  private stalledOf(lives: readonly Life[]): NaiveFigure {
    const aged = lives.filter((life) => this.age(life) !== null);
    if (aged.every(({ stage }) => this.limit(stage) === null)) return { value: null, n: aged.length };
    return rate(aged.filter((life) => this.isStalled(life)).length, aged.length);
  }

  inversion(lives: readonly Life[]): NaiveFigure {
    const counts = this.company.stages.map(({ key }) => lives.filter(({ stage }) => stage === key).length);
    let excess = 0;
    for (let k = 1; k < counts.length; k += 1) excess += Math.max(0, (counts[k] ?? 0) - (counts[k - 1] ?? 0));
    return { value: lives.length === 0 ? null : excess / lives.length, n: lives.length };
  }

  /** The figures of the open deals, by the names that `GET /v1/funnel` gives them. */
  live(): Record<string, NaiveFigure> {
    const { open, today } = this;
    const lastStage = this.company.stages.at(-1)?.key;
    const valued = open.filter((life) => this.amount(life) !== null);
    const total = this.total(open);
    const shares = valued.map((life) => (this.amount(life) ?? 0) / total);
    const dated = open.filter(({ openedDay }) => openedDay !== null);
    const cycle = quantile(cyclesOf(this.won), 0.5);
    const old = dated.filter(
      ({ openedDay, score }) => cycle !== null && today - (openedDay ?? today) > cycle && score < 25,
    );
    return {
      inversion: this.inversion(open),
      closing_jam: this.stalledOf(open.filter(({ stage }) => stage === lastStage)),
      hollow:
        total > 0
          ? { value: this.total(open.filter(({ hollow }) => hollow)) / total, n: open.length }
          : rate(open.filter(({ hollow }) => hollow).length, open.length),
      stalled: this.stalledOf(open),
      past_due: rate(open.filter(({ dueDay }) => dueDay !== null && dueDay < today).length, open.length),
      slipping: rate(open.filter(({ pushes }) => pushes >= 2).length, open.length),
      push_rate: rate(open.filter(({ pushes }) => pushes >= 1).length, open.length),
      mean_pushes: {
        value: open.length === 0 ? null : sum(open.map(({ pushes }) => pushes)) / open.length,
        n: open.length,
      },
      concentration: { value: total > 0 ? Math.max(...shares) : null, n: valued.length },
      hhi: { value: total > 0 ? sum(shares.map((share) => share ** 2)) : null, n: valued.length },
      unqualified_load: cycle === null ? { value: null, n: dated.length } : rate(old.length, dated.length),
      silent: rate(open.filter(({ lastEventDay }) => today - lastEventDay >= 14).length, open.length),
    };
  }

  /** The day of the first entry into a stage, and where in the stays it is; undefined where it was never there or the day is not known. */
  private firstEntry({ stays }: Life, stage: string): { day: number; index: number } | undefined {
    const index = stays.findIndex((stay) => stay.stage === stage);
    const day = this.entryDay(stays[index]);
    return day === null ? undefined : { day, index };
  }

  private position(stage: string): number {
    return this.company.stages.findIndex(({ key }) => key === stage);
  }

  /** Of the deals that first entered a stage on the days, how many have been in a later one since, or are won. */
  cohort(stage: string, firstDay: number, lastDay: number): { entered: number; passed: number } {
    let [entered, passed] = [0, 0];
    for (const life of this.lives) {
      const entry = this.firstEntry(life, stage);
      if (!entry || entry.day < firstDay || entry.day > lastDay) continue;
      entered += 1;
      const later = life.stays.slice(entry.index + 1).some((stay) => this.position(stay.stage) > this.position(stage));
      if (later || life.status === "won") passed += 1;
    }
    return { entered, passed };
  }

  closedBetween(lives: readonly Life[], firstDay: number, lastDay: number): Life[] {
    return lives.filter(({ closedDay }) => closedDay !== null && closedDay >= firstDay && closedDay <= lastDay);
  }

  thinTop(): NaiveFigure {
    const [first] = this.company.stages;
    const recent = this.cohort(first?.key ?? "", this.today - 27, this.today).entered;
    const before = this.cohort(first?.key ?? "", this.today - 27 - 84, this.today - 28).entered;
    return { value: before === 0 ? null : recent / (before / 3), n: Math.floor(before / 3) };
  }

  /** Both windows of 90 days end by as many days early as 90 % of the won deals' stays in the stage took at most, so that deals had the time to pass. */
  conversionDrop(stage: string): NaiveFigure & { readonly points: number } {
    const won = this.wonDays(stage).toSorted((a, b) => a - b);
    const limit = this.limit(stage);
    const slowest = won[Math.ceil(0.9 * won.length - 1e-9) - 1];
    const maturity = slowest ?? (limit === null ? undefined : Math.ceil(limit));
    const end = this.today - (maturity ?? 0);
    const recent = this.cohort(stage, end - 89, end);
    const before = this.cohort(stage, end - 179, end - 90);
    const n = Math.min(recent.entered, before.entered);
    if (n === 0 || maturity === undefined || maturity > 180) return { value: null, n, points: 0 };
    const [now, then] = [recent.passed / recent.entered, before.passed / before.entered];
    const points = 100 * (then - now);
    if (points <= 0) return { value: 1, n, points };
    const pooled = (recent.passed + before.passed) / (recent.entered + before.entered);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / recent.entered + 1 / before.entered));
    return { value: twoSided((then - now) / error), n, points };
  }

  /** Coverage × win rate of a target over the days of its period. */
  lowCoverage(target: { readonly minor: number; readonly firstDay: number; readonly lastDay: number }): NaiveFigure {
    const { firstDay, lastDay } = target;
    const due = this.open.filter(({ dueDay }) => dueDay !== null && dueDay >= firstDay && dueDay <= lastDay);
    const remaining = target.minor - this.total(this.closedBetween(this.won, firstDay, lastDay));
    const n = this.won.length + this.lost.length;
    if (remaining <= 0 || n === 0) return { value: null, n };
    return { value: (this.weighted(due) / remaining) * (this.won.length / n), n };
  }

  /** Brier score of the stages' win rates as they were known when each closed deal entered, against the base rate's. Weeks begin on Mondays. */
  forecastBias(): NaiveFigure {
    const week = (day: number) => Math.floor((day + 3) / 7);
    const [firstWeek, lastWeek] = [week(this.today - 364), week(this.today)];
    const closed = [...this.won, ...this.lost];
    const recent = closed.filter(
      ({ closedDay }) => closedDay !== null && week(closedDay) >= firstWeek && week(closedDay) <= lastWeek,
    );
    const predictions: { p: number; won: number }[] = [];
    for (const life of recent) {
      for (const { key } of this.company.stages) {
        const entry = this.firstEntry(life, key);
        if (!entry) continue;
        const since = Math.max(firstWeek, week(entry.day));
        const known = closed.filter(
          (other) =>
            other.stays.some(({ stage }) => stage === key) &&
            (other.closedDay === null || week(other.closedDay) < since || !this.firstEntry(other, key)),
        );
        if (known.length < 20) continue;
        const p = known.filter(({ status }) => status === "won").length / known.length;
        predictions.push({ p, won: life.status === "won" ? 1 : 0 });
      }
    }
    const n = Math.min(predictions.length, recent.length);
    const base = sum(predictions.map(({ won }) => won)) / predictions.length;
    const brier = sum(predictions.map(({ p, won }) => (p - won) ** 2)) / predictions.length;
    return { value: predictions.length === 0 || base === 0 || base === 1 ? null : brier / (base * (1 - base)), n };
  }

  /** What open deals bring by the win rates of their stages, and where that lies in 95 % of cases; of fewer than 20 closed there is none. */
  expected(lives: readonly Life[]): { mean: number | null; low: number; high: number } {
    let [mean, variance, most, known] = [0, 0, 0, 0];
    for (const { key } of this.company.stages) {
      const here = lives.filter(({ stage }) => stage === key);
      const past = [...this.won, ...this.lost].filter(({ stays }) => stays.some(({ stage }) => stage === key));
      if (past.length < 20) continue;
      known += here.length;
      const won = past.filter(({ status }) => status === "won").length;
      const p = won / past.length;
      const interval = wilsonOf(won, past.length);
      const sigma = (interval.high - interval.low) / 2 / 1.959963984540054;
      const amounts = here.map((life) => this.amount(life) ?? 0);
      most += sum(amounts);
      mean += sum(amounts) * p;
      variance += sum(amounts.map((amount) => amount ** 2 * p * (1 - p))) + (sum(amounts) * sigma) ** 2;
    }
    const reach = 1.959963984540054 * Math.sqrt(variance);
    return { mean: known === 0 ? null : mean, low: Math.max(0, mean - reach), high: Math.min(most, mean + reach) };
  }

  /** Where each deal stood at the end of a past day; those of which no entry is known are not among them. */
  asOf(endOfDay: number): { life: Life; stage: string; day: number }[] {
    return this.lives.flatMap((life) => {
      if (life.closings.some(({ from, to }) => from <= endOfDay && (to === null || to > endOfDay))) return [];
      const stay = life.stays.findLast(({ from }) => from !== null && from <= endOfDay);
      const day = this.entryDay(stay);
      return stay && day !== null ? [{ life, stage: stay.stage, day }] : [];
    });
  }
}

export function cyclesOf(lives: readonly Life[]): number[] {
  return lives.flatMap(({ openedDay, closedDay }) =>
    openedDay === null || closedDay === null ? [] : [Math.max(0, closedDay - openedDay)],
  );
}
