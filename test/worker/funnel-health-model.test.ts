import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDate, localDay, parseDate, startOfDay } from "../../src/values/calendar.ts";
import type { Reply, TestTenant } from "../support/api.ts";
import { history, live, STAGES } from "../support/health-history.ts";
import { cyclesOf, NaiveHealth } from "../support/naive-health.ts";
import { allEvents, type Life, livesOf } from "../support/naive-lives.ts";
import { type NaiveFigure, quantile, wilsonOf } from "../support/naive-statistics.ts";
import { backfill, listSnapshots } from "../support/snapshots.ts";

// Whatever a company lives through, every figure of its funnel is what the raw events come to when they are reckoned by brute force.

/** Shown figures have four decimals; sums in other currencies are rounded deal by deal. */
const SHOWN = 0.0002;

function expectFigure(actual: Reply["body"], expected: NaiveFigure, minimum: number, what: string): void {
  expect(actual.n, `${what}: n of ${JSON.stringify([actual, expected])}`).toBe(expected.n);
  if (expected.value === null || expected.n < minimum) {
    expect(actual.value, `${what}: ${JSON.stringify([actual, expected])}`).toBeNull();
    return;
  }
  near(actual.value, expected.value, what);
  if (expected.part === undefined) {
    expect(actual.interval, what).toBeNull();
    return;
  }
  const interval = wilsonOf(expected.part, expected.n);
  near(actual.interval.low, interval.low, `${what}: low`);
  near(actual.interval.high, interval.high, `${what}: high`);
}

function near(actual: number | null, expected: number, what: string, tolerance = SHOWN): void {
  expect(actual, `${what}: expected ${expected}`).not.toBeNull();
  expect(Math.abs((actual ?? 0) - expected), `${what}: ${actual} is not ${expected}`).toBeLessThanOrEqual(tolerance);
}

/** Amounts are in cents; each deal's may be rounded by half of one. */
const cents = (actual: number, minor: number, deals: number, what: string) =>
  near(actual, minor / 100, what, 0.011 + 0.01 * deals);

const stageOf = (deals: readonly Life[], key: string) => deals.filter((life) => life.stage === key);

function expectLiveFunnel(funnel: Reply["body"], naive: NaiveHealth): void {
  const { open } = naive;
  expect(funnel.open.count).toBe(open.length);
  cents(funnel.open.amount, naive.total(open), open.length, "open amount");
  cents(funnel.open.weighted_amount, naive.weighted(open), open.length, "weighted amount");
  for (const shown of funnel.stages) {
    const here = stageOf(open, shown.key);
    const ages = here.flatMap((life) => naive.age(life) ?? []);
    expect(shown, shown.key).toMatchObject({
      count: here.length,
      hollow: here.filter(({ hollow }) => hollow).length,
      stalled: here.filter((life) => naive.isStalled(life)).length,
      median_days_in_stage: quantile(ages, 0.5),
      limit_days: naive.limit(shown.key),
    });
    cents(shown.amount, naive.total(here), here.length, shown.key);
    cents(shown.weighted_amount, naive.weighted(here), here.length, shown.key);
    const scores = here.reduce((sum, { score }) => sum + score, 0);
    if (here.length > 0) near(shown.mean_score, scores / here.length, `mean score of ${shown.key}`, 0.0051);
  }
  for (const [name, expected] of Object.entries(naive.live())) {
    expectFigure(funnel.figures[name], expected, name === "inversion" ? 10 : 5, name);
  }
}

/** Of product.md §4: the least that it needs, warning, critical, and where the bad values lie. */
const TABLE: Readonly<Record<string, readonly [number, number, number, (value: number, level: number) => boolean]>> = {
  inverted_funnel: [10, 0.2, 0.4, (value, level) => value >= level],
  closing_jam: [5, 0.3, 0.5, (value, level) => value >= level],
  hollow_pipeline: [5, 0.2, 0.4, (value, level) => value >= level],
  stalled: [5, 0.25, 0.5, (value, level) => value >= level],
  past_due: [5, 0.1, 0.25, (value, level) => value >= level],
  slipping: [5, 0.2, 0.4, (value, level) => value >= level],
  thin_top: [5, 0.6, 0.4, (value, level) => value <= level],
  conversion_drop: [20, 0.05, 0.01, (value, level) => value < level],
  low_coverage: [20, 1, 0.5, (value, level) => value < level],
  concentration: [5, 0.3, 0.5, (value, level) => value >= level],
  forecast_bias: [50, 1, 1.25, (value, level) => value > level],
  unqualified_load: [5, 0.3, 0.5, (value, level) => value >= level],
  silent: [5, 0.3, 0.6, (value, level) => value >= level],
  rep_inverted: [10, 0.3, 0.6, (value, level) => value >= level],
};

function naiveRules(naive: NaiveHealth, targets: Reply["body"]): Map<string, NaiveFigure> {
  const live = naive.live();
  const none = { value: null, n: -1 };
  const rules = new Map<string, NaiveFigure>([
    ["inverted_funnel process", live["inversion"] ?? none],
    ["closing_jam process", live["closing_jam"] ?? none],
    ["hollow_pipeline process", live["hollow"] ?? none],
    ["stalled process", live["stalled"] ?? none],
    ["past_due process", live["past_due"] ?? none],
    ["slipping process", live["slipping"] ?? none],
    ["concentration process", live["concentration"] ?? none],
    ["unqualified_load process", live["unqualified_load"] ?? none],
    ["silent process", live["silent"] ?? none],
    ["thin_top process", naive.thinTop()],
    ["forecast_bias process", naive.forecastBias()],
  ]);
  for (const key of STAGES) rules.set(`conversion_drop stage:${key}`, naive.conversionDrop(key));
  for (const name of new Set(naive.open.flatMap((life) => life.owner ?? []))) {
    rules.set(`rep_inverted owner:${name}`, naive.inversion(naive.open.filter((life) => life.owner === name)));
  }
  for (const { id, period, amount: major } of targets) {
    const [year = 0, month] = period.split("-").map(Number);
    const day = (y: number, m: number) => parseDate(`${y}-${String(m).padStart(2, "0")}-01`) ?? 0;
    const firstDay = day(year, month ?? 1);
    const lastDay = (month === undefined || month === 12 ? day(year + 1, 1) : day(year, month + 1)) - 1;
    rules.set(`low_coverage target:${id}`, naive.lowCoverage({ minor: major * 100, firstDay, lastDay }));
  }
  return rules;
}

async function expectRules(tenant: TestTenant, naive: NaiveHealth, figured: Set<string>): Promise<void> {
  const { body: targets } = await tenant.call("GET", "/v1/targets");
  const expected = naiveRules(naive, targets.data);
  const { status, body } = await tenant.call("POST", "/v1/funnel/evaluate", { body: {} });
  expect(status, JSON.stringify(body)).toBe(200);
  const { figures } = body.processes[0];
  const named = (figure: Reply["body"]) => `${figure.rule} ${figure.subject}`;
  expect(figures.map(named).toSorted()).toEqual([...expected.keys()].toSorted());
  for (const figure of figures) {
    const what = named(figure);
    const [minimum, warning, critical, reaches] = TABLE[figure.rule] ?? [0, 0, 0, () => false];
    expect(figure.thresholds, what).toMatchObject({ warning, critical, minimum_n: minimum });
    const reckoned = expected.get(what) ?? { value: null, n: -1 };
    expectFigure(figure, reckoned, minimum, what);
    if (figure.value === null) expect(figure.severity, what).toBeNull();
    else if (
      [warning, critical].every(
        (level) => Math.abs((reckoned.value ?? 0) - level) > SHOWN || reckoned.part !== undefined,
      )
    ) {
      const value = reckoned.value ?? 0;
      const grave = reaches(value, critical) ? "critical" : "warning";
      const severity = reaches(value, warning) ? grave : null;
      // A drop is worth telling from 10 points on.
      const isDrop = figure.rule === "conversion_drop";
      const isSmall = isDrop && naive.conversionDrop(figure.subject.slice("stage:".length)).points < 10 - 1e-9;
      expect(figure.severity, `${what} at ${value}`).toBe(isSmall ? null : severity);
    }
    if (figure.value !== null) figured.add(figure.rule);
  }
}

describe("against a reckoning by brute force from the raw events", () => {
  test("every figure is the same", { timeout: 600_000 }, async () => {
    const figured = new Set<string>();
    await fc.assert(
      fc.asyncProperty(history, async (lived) => {
        const { tenant, processId, company, told } = await live(lived);
        const now = Date.now();
        const today = localDay(now, company.timezone);
        const naive = new NaiveHealth(livesOf(await allEvents(tenant), company, told), company, today);
        const get = async (path: string) => {
          const { status, body } = await tenant.call("GET", path);
          expect(status, JSON.stringify(body)).toBe(200);
          return body;
        };

        const funnel = await get("/v1/funnel");
        expectLiveFunnel(funnel, naive);
        expect(funnel.won.count).toBe(naive.won.length);
        expect(funnel.lost.count).toBe(naive.lost.length);
        cents(funnel.won.amount, naive.total(naive.won), naive.won.length, "won amount");
        expectLiveFunnel(
          await get("/v1/funnel?owner=Aino"),
          naive.restricted((life) => life.owner === "Aino"),
        );
        expectLiveFunnel(
          await get("/v1/funnel?tag=big"),
          naive.restricted(({ tags }) => tags.includes("big")),
        );

        await expectRules(tenant, naive, figured);

        for (const ago of lived.asked) {
          const day = today - 1 - ago;
          const then = await get(`/v1/funnel?as_of=${formatDate(day)}`);
          expectPast(then, naive, day);
        }
        await backfill(tenant, processId);
        const snapshots = (await listSnapshots(tenant)).filter(({ source }) => source === "visits");
        expect(snapshots.length).toBeGreaterThan(100);
        for (const { date, funnel: then } of snapshots) expectPast(then, naive, parseDate(date) ?? 0);

        expectForecast(await get("/v1/funnel/forecast?months=4"), naive);

        for (const [first, last] of [
          [89, 0],
          [300, 30],
          [lived.asked[0] ?? 0, 0],
        ] as const) {
          const window = [today - Math.max(first, last), today - last] as const;
          const query = `from=${formatDate(window[0])}&to=${formatDate(window[1])}`;
          const conversion = await get(`/v1/funnel/conversion?${query}`);
          for (const shown of conversion.stages) {
            const { entered, passed } = naive.cohort(shown.key, ...window);
            expect([shown.key, shown.entered, shown.passed]).toEqual([shown.key, entered, passed]);
            const rate = { value: entered === 0 ? null : passed / entered, n: entered, part: passed };
            expectFigure(shown.rate, rate, 5, `conversion of ${shown.key}`);
          }
          const [won, lost] = [naive.won, naive.lost].map((lives) => naive.closedBetween(lives, ...window));
          expect(conversion.closed).toMatchObject({ won: won?.length, lost: lost?.length });
          expectVelocity(await get(`/v1/funnel/velocity?${query}`), naive, won ?? [], lost ?? []);
        }
        expectVelocity(await get("/v1/funnel/velocity"), naive, naive.won, naive.lost);
      }),
      { numRuns: 3, endOnFailure: true },
    );
    // A figure that there never was enough for would be the same as any other.
    expect([...figured].toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });
});

/** A day as it is drawn from visits afterwards. */
function expectPast(then: Reply["body"], naive: NaiveHealth, day: number): void {
  const standing = naive.asOf(startOfDay(day + 1, naive.company.timezone) - 1);
  const shown = then.stages.map((stage: Reply["body"]) => [stage.key, stage.count, stage.median_days_in_stage]);
  const here = (key: string) => standing.filter(({ stage }) => stage === key);
  const reckoned = STAGES.map((key) => {
    const ages = here(key).map((one) => day - one.day);
    return [key, ages.length, quantile(ages, 0.5)];
  });
  expect([formatDate(day), ...shown]).toEqual([formatDate(day), ...reckoned]);
  for (const { key, amount, stalled } of then.stages) {
    const lives = here(key).map(({ life }) => life);
    cents(amount, naive.total(lives), lives.length, `${key} then`);
    const limit = naive.limit(key);
    expect(stalled).toBe(here(key).filter((one) => limit !== null && day - one.day > limit).length);
  }
}

function expectForecast(forecast: Reply["body"], naive: NaiveHealth): void {
  const { open, today } = naive;
  const monthOf = (day: number) => formatDate(day).slice(0, 7);
  const groups = Map.groupBy(open, ({ dueDay }) => {
    if (dueDay === null) return "undated";
    return dueDay < today ? "overdue" : monthOf(dueDay);
  });
  const months = forecast.months.map(({ month }: Reply["body"]) => month);
  expect(months[0]).toBe(monthOf(today));
  const later = [...groups].flatMap(([month, lives]) => (/^2/.test(month) && !months.includes(month) ? lives : []));
  const shown = [...forecast.months.map((one: Reply["body"]) => [one, groups.get(one.month)])];
  shown.push([forecast.overdue, groups.get("overdue")], [forecast.undated, groups.get("undated")]);
  for (const [outlook, lives = []] of [...shown, [forecast.later, later]]) {
    expect(outlook.count).toBe(lives.length);
    cents(outlook.amount, naive.total(lives), lives.length, "amount");
    cents(outlook.best, naive.total(lives), lives.length, "best");
    cents(outlook.by_score, naive.weighted(lives), lives.length, "by score");
    const sure = lives.filter(({ score, hollow }: Life) => score >= 75 && !hollow);
    cents(outlook.commit, naive.total(sure), lives.length, "commit");
    const { mean, low, high } = naive.expected(lives);
    if (mean === null) expect(outlook.by_win_probability.amount).toBeNull();
    else {
      cents(outlook.by_win_probability.amount, mean, lives.length, "by win probability");
      cents(outlook.by_win_probability.interval.low, low, lives.length + 10, "low");
      cents(outlook.by_win_probability.interval.high, high, lives.length + 10, "high");
    }
  }
  for (const earlier of forecast.earlier) {
    const within = (day: number | null) => day !== null && monthOf(day) === earlier.month;
    const won = naive.won.filter(({ closedDay }) => within(closedDay));
    expect(earlier.won.count, earlier.month).toBe(won.length);
    cents(earlier.won.amount, naive.total(won), won.length, `won in ${earlier.month}`);
    const due = naive.lives.filter(({ firstDueDay }) => within(firstDueDay));
    const late = due.filter(
      ({ status, closedDay }) => status === "open" || closedDay === null || monthOf(closedDay) > earlier.month,
    );
    const slipped = { value: due.length === 0 ? null : late.length / due.length, n: due.length, part: late.length };
    expectFigure(earlier.slip_rate, slipped, 5, `slip rate of ${earlier.month}`);
  }
}

function expectVelocity(shown: Reply["body"], naive: NaiveHealth, won: readonly Life[], lost: readonly Life[]): void {
  const closed = won.length + lost.length;
  const winRate = { value: closed === 0 ? null : won.length / closed, n: closed, part: won.length };
  expectFigure(shown.win_rate, winRate, 5, "win rate");
  const valued = won.filter((life) => naive.amount(life) !== null);
  const mean = naive.total(valued) / 100 / valued.length;
  expect(shown.mean_won_amount.n).toBe(valued.length);
  if (valued.length >= 5) near(shown.mean_won_amount.value, mean, "mean won amount", 0.02);
  const cycles = cyclesOf(won);
  for (const [name, days] of [
    ["won_cycle_days", cycles],
    ["lost_cycle_days", cyclesOf(lost)],
  ] as const) {
    expect(shown[name].n, name).toBe(days.length);
    for (const p of [10, 25, 50, 75, 90]) {
      const expected = days.length < 5 ? null : quantile(days, p / 100);
      if (expected === null) expect(shown[name][`p${p}`]).toBeNull();
      else near(shown[name][`p${p}`], expected, `${name} p${p}`, 0.0051);
    }
  }
  const cycle = quantile(cycles, 0.5);
  expect(shown.open).toBe(naive.open.length);
  if (Math.min(won.length, valued.length, cycles.length) >= 5 && cycle) {
    const velocity = (naive.open.length * (won.length / closed) * mean) / cycle;
    near(shown.velocity.value, velocity, "velocity", 0.02 + velocity * 1e-4);
  } else expect(shown.velocity.value).toBeNull();
}
