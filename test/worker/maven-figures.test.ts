import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { formatDate, parseDate } from "../../src/values/calendar.ts";
import type { Reply, TestTenant } from "../support/api.ts";
import { EXPORT_MAPPING, generateExport } from "../support/generated-pipeline.ts";
import { foundCompany, upload } from "../support/imports.ts";
import { quantile, wilsonOf } from "../support/naive-statistics.ts";

// The figures of a whole CRM export, against what its rows come to when a spreadsheet reckons them. The export ends on this day.
const TODAY = "2017-12-31";

const STAGES = {
  stages: ["prospecting", "engaging"].map((key) => ({
    key,
    name: key,
    criteria: [{ key: `${key}_done`, name: key, weight: 50, required: true }],
  })),
};

interface ExportRow {
  readonly stage: string;
  readonly owner: string;
  readonly engaged: number | undefined;
  readonly closed: number | undefined;
  readonly value: number;
}

function rowsOf(csv: string): ExportRow[] {
  const [head = "", ...lines] = csv.split(/\r?\n/).filter((line) => line !== "");
  const columns = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
    return {
      stage: cell("deal_stage"),
      owner: cell("sales_agent"),
      engaged: parseDate(cell("engage_date")),
      closed: parseDate(cell("close_date")),
      value: Number(cell("close_value")),
    };
  });
}

/** What the rows come to; a spreadsheet would have it in a dozen cells. */
function reckon(rows: readonly ExportRow[]) {
  const today = parseDate(TODAY) ?? 0;
  const of = (stage: string) => rows.filter((row) => row.stage === stage);
  const cycles = (stage: string) => of(stage).map(({ engaged = 0, closed = 0 }) => closed - engaged);
  const [won, lost] = [of("Won"), of("Lost")];
  const [prospecting, engaging] = [of("Prospecting").length, of("Engaging").length];
  const open = prospecting + engaging;
  const cycleDays = { won: quantile(cycles("Won"), 0.5) ?? 0, lost: quantile(cycles("Lost"), 0.5) ?? 0 };
  const stalled = of("Engaging").filter(({ engaged = today }) => today - engaged > 1.5 * cycleDays.won).length;
  const winRate = won.length / (won.length + lost.length);
  const meanWon = won.reduce((sum, { value }) => sum + value, 0) / won.length;
  return {
    prospecting,
    engaging,
    open,
    won: won.length,
    lost: lost.length,
    cycleDays,
    inversion: Math.max(0, engaging - prospecting) / open,
    stalled,
    stalledShare: stalled / engaging,
    winRate,
    winRateInterval: wilsonOf(won.length, won.length + lost.length),
    velocity: (open * winRate * meanWon) / cycleDays.won,
    openOn: (day: number) =>
      rows.filter(({ engaged, closed }) => engaged !== undefined && engaged <= day && (closed ?? day + 1) > day).length,
    closedBetween: (first: number, last: number) =>
      [won, lost].map((some) => some.filter(({ closed = 0 }) => closed >= first && closed <= last).length),
    engagedBetween: (first: number, last: number) =>
      rows.filter(({ engaged = 0 }) => engaged >= first && engaged <= last),
  };
}

const files = [
  { name: "generated", csv: generateExport(7, 8_800).csv },
  ...(env.REAL_PIPELINE_CSV ? [{ name: "real", csv: env.REAL_PIPELINE_CSV }] : []),
];

describe.each(files)("the $name export", ({ name, csv }) => {
  const expected = reckon(rowsOf(csv));
  let tenant: TestTenant;
  let figures: ReadonlyMap<string, Reply["body"]>;

  const get = async (path: string): Promise<Reply["body"]> => {
    const { status, body } = await tenant.call("GET", path);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const figureOf = (rule: string) => figures.get(rule);

  beforeAll(async () => {
    vi.setSystemTime(`${TODAY}T12:00:00Z`);
    const company = await foundCompany(STAGES);
    tenant = company.tenant;
    const rates = { body: { rates: { USD: 1 } } };
    expect((await tenant.call("PUT", "/v1/currency-rates", rates)).status).toBe(200);
    const reply = await upload(tenant, csv, { process_id: company.processId, ...EXPORT_MAPPING });
    expect(reply.body).toMatchObject({ created: 8_800, failed: 0 });
    const { body } = await tenant.call("POST", "/v1/funnel/evaluate", { body: {} });
    figures = new Map(
      body.processes[0].figures.map((figure: Reply["body"]) => [`${figure.rule} ${figure.subject}`, figure]),
    );
  });

  if (name === "real") {
    test("is the one that is known", () => {
      expect(expected).toMatchObject({
        prospecting: 500,
        engaging: 1_589,
        open: 2_089,
        won: 4_238,
        lost: 2_473,
        cycleDays: { won: 57, lost: 14 },
      });
      expect(expected.inversion).toBeCloseTo(0.5213, 4);
      expect(expected.winRate).toBe(4_238 / 6_711);
    });
  }

  test("has its funnel", async () => {
    const funnel = await get("/v1/funnel");
    expect(funnel.open.count).toBe(expected.open);
    expect(funnel.won.count).toBe(expected.won);
    expect(funnel.lost.count).toBe(expected.lost);
    expect(funnel.stages).toMatchObject([
      // Nobody knows since when deals have been prospected: they have no age, and count in no figure about ages.
      { key: "prospecting", count: expected.prospecting, stalled: 0, median_days_in_stage: null, limit_days: null },
      {
        key: "engaging",
        count: expected.engaging,
        stalled: expected.stalled,
        limit_days: 1.5 * expected.cycleDays.won,
      },
    ]);
  });

  test("has its inversion, and says so", () => {
    const severity = expected.inversion >= 0.4 ? "critical" : "warning";
    expect(figureOf("inverted_funnel process")).toMatchObject({ n: expected.open, severity });
    expect(figureOf("inverted_funnel process").value).toBeCloseTo(expected.inversion, 4);
  });

  test("has its stalled deals, in the pipeline and in the last stage", () => {
    const { low, high } = wilsonOf(expected.stalled, expected.engaging);
    for (const rule of ["stalled process", "closing_jam process"]) {
      expect(figureOf(rule), rule).toMatchObject({ n: expected.engaging });
      expect(figureOf(rule).value, rule).toBeCloseTo(expected.stalledShare, 4);
      expect(figureOf(rule).interval.low, rule).toBeCloseTo(low, 3);
      expect(figureOf(rule).interval.high, rule).toBeCloseTo(high, 3);
    }
  });

  test("has its win rate with its interval, its cycles and its velocity", async () => {
    const velocity = await get("/v1/funnel/velocity");
    expect(velocity.win_rate.n).toBe(expected.won + expected.lost);
    expect(velocity.win_rate.value).toBeCloseTo(expected.winRate, 4);
    expect(velocity.win_rate.interval.low).toBeCloseTo(expected.winRateInterval.low, 4);
    expect(velocity.win_rate.interval.high).toBeCloseTo(expected.winRateInterval.high, 4);
    expect(velocity.won_cycle_days).toMatchObject({ n: expected.won, p50: expected.cycleDays.won });
    expect(velocity.lost_cycle_days).toMatchObject({ n: expected.lost, p50: expected.cycleDays.lost });
    expect(velocity.velocity.value / expected.velocity).toBeCloseTo(1, 4);
  });

  test.each(["2016-12-31", "2017-03-31", "2017-07-01", "2017-12-30"])("has the open deals of %s", async (date) => {
    const then = await get(`/v1/funnel?as_of=${date}`);
    expect(then.open.count).toBe(expected.openOn(parseDate(date) ?? 0));
    expect(then.undated).toBe(expected.prospecting);
  });

  test.each([
    ["2017-01-01", "2017-03-31"],
    ["2017-10-01", "2017-12-31"],
  ] as const)("has what closed and what became of those engaged from %s to %s", async (from, to) => {
    const conversion = await get(`/v1/funnel/conversion?from=${from}&to=${to}`);
    const days = [parseDate(from) ?? 0, parseDate(to) ?? 0] as const;
    const [won, lost] = expected.closedBetween(...days);
    expect(conversion.closed).toMatchObject({ won, lost });
    const cohort = expected.engagedBetween(...days);
    const passed = cohort.filter(({ stage }) => stage === "Won").length;
    expect(conversion.stages[1]).toMatchObject({ key: "engaging", entered: cohort.length, passed });
  });

  test("is silent nowhere, since it has just come, and due nowhere, since it says nothing of that", () => {
    expect(figureOf("silent process")).toMatchObject({ value: 0, n: expected.open, severity: null });
    expect(figureOf("past_due process")).toMatchObject({ value: 0, n: expected.open, severity: null });
    expect(figureOf("slipping process")).toMatchObject({ value: 0, n: expected.open, severity: null });
    expect(figureOf("concentration process")).toMatchObject({ value: null, n: 0 });
  });

  test("has its open deals without any of the score, beyond the usual cycle", () => {
    const today = parseDate(TODAY) ?? 0;
    const open = expected.engagedBetween(0, today).filter(({ stage }) => stage === "Engaging");
    const old = open.filter(({ engaged = today }) => today - engaged > expected.cycleDays.won).length;
    expect(figureOf("unqualified_load process").n).toBe(open.length);
    expect(figureOf("unqualified_load process").value).toBeCloseTo(old / open.length, 4);
  });
});

test("the export ends on the day that it is looked at", () => {
  for (const { csv } of files) {
    const last = Math.max(...rowsOf(csv).map(({ closed = 0 }) => closed));
    expect(formatDate(last)).toBe(TODAY);
  }
});
