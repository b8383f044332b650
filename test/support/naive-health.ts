import { localDay } from "../../src/values/calendar.ts";
import type { Company, Life, Stay } from "./naive-lives.ts";
import { type NaiveFigure, quantile, rate, sum, twoSided, wilsonOf } from "./naive-statistics.ts";

// Funnel health as product.md §4 has it, reckoned again from the lives of the deals by brute force: slow, plain, and sharing no code with what it
// checks.

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

  /**
   * Both windows of 90 days end by as many days early as 90 % of the won deals' stays in the stage took at most, so that deals had the time
   * to pass.
   */
  conversionDrop(stage: string): NaiveFigure & { readonly points: number } {
    const won = this.wonDays(stage).toSorted((a, b) => a - b);
    const limit = this.limit(stage);
    const slowest = won[Math.ceil(0.9 * won.length - 1e-9) - 1];
    const maturity = Math.min(180, slowest ?? Math.ceil(limit ?? 0));
    const end = this.today - maturity;
    const recent = this.cohort(stage, end - 89, end);
    const before = this.cohort(stage, end - 179, end - 90);
    const n = Math.min(recent.entered, before.entered);
    if (n === 0) return { value: null, n, points: 0 };
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
