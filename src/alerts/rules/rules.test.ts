import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDeals, deal, deals, documentWith, funnelOf, TODAY } from "../../../test/support/funnel.ts";
import type { OpenDeal } from "../../funnel/assess-deal.ts";
import { compileProcess } from "../../process/compile.ts";
import { judgeFunnel } from "../judge.ts";
import { RULES, type Rule, severityOf } from "../levels.ts";
import { MEASURES } from "./rules.ts";

const measure = (rule: Rule, open: readonly OpenDeal[]) => MEASURES[rule](funnelOf(open));

function levelOf(rule: Rule, open: readonly OpenDeal[]) {
  const judgement = judgeFunnel(funnelOf(open), "en").find((each) => each.rule === rule);
  return judgement && [judgement.figure.value, severityOf(judgement.figure, judgement.levels)];
}

const idsOf = (rule: Rule, open: readonly OpenDeal[]) => measure(rule, open).deals.map((each) => each.deal.id);

/** `count` of `total` deals are `bad`, the others `good`. */
const mixed = (count: number, total: number, bad: Parameters<typeof deal>[0], good: Parameters<typeof deal>[0]) => [
  ...deals(count, bad),
  ...deals(total - count, good),
];

/** The second version calls stage c d, and gives it 20 days. */
const RENAMED = {
  process: { id: "prc_1", name: "New business", currentVersion: 2 },
  versions: new Map([
    [1, compileProcess(documentWith(10, 20, 30))],
    [
      2,
      compileProcess({
        stages: documentWith(10, 20, 20).stages.map((stage) => (stage.key === "c" ? { ...stage, key: "d" } : stage)),
      }),
    ],
  ]),
};

describe("inverted_funnel", () => {
  /** a, b and c hold so many deals. */
  const counts = (a: number, b: number, c: number) => [
    ...deals(a, { stage: "a" }),
    ...deals(b, { stage: "b" }),
    ...deals(c, { stage: "c" }),
  ];

  test.each([
    // (5 + 0) / 25, (4 + 0) / 24 …
    [10, 15, 0, 0.2, "warning"],
    [10, 14, 0, 4 / 24, undefined],
    [4, 4, 7, 3 / 15, "warning"],
    [3, 3, 9, 6 / 15, "critical"],
    [3, 4, 8, 5 / 15, "warning"],
    [0, 0, 10, 1, "critical"],
    [0, 0, 9, 1, undefined],
    [5, 4, 3, 0, undefined],
  ])("of %i, %i and %i deals", (a, b, c, value, severity) => {
    expect(levelOf("inverted_funnel", counts(a, b, c))).toEqual([value, severity]);
  });

  test("is explained by the deals of the stage that bulges most, the longest there first", () => {
    const old = deal({ stage: "c", ageDays: 9 });
    const unknown = deal({ stage: "c", ageDays: null });
    const open = [...counts(1, 3, 6), unknown, old];
    expect(idsOf("inverted_funnel", open)).toHaveLength(8);
    expect(idsOf("inverted_funnel", open)[0]).toBe(old.id);
    expect(idsOf("inverted_funnel", open).at(-1)).toBe(unknown.id);
  });

  test("counts deals of a stage that is gone where it stood", () => {
    // c was renamed to d: 3 deals are in it by its new name, 12 by its old one. (0 + 15) / 15
    const open = [...deals(3, { stage: "d", version: 2 }), ...deals(12, { stage: "c" })];
    const finding = MEASURES.inverted_funnel(funnelOf(open, RENAMED));
    expect(finding.figure).toMatchObject({ value: 1, n: 15 });
    expect(finding.deals).toHaveLength(15);
    expect(finding.breached("en")).toContain("“Stage C” holds 15, “Stage B” before it only 0.");
  });
});

describe("closing_jam", () => {
  const jam = (stuck: number, total: number) =>
    mixed(stuck, total, { stage: "c", ageDays: 31 }, { stage: "c", ageDays: 30 });

  test.each([
    [2, 10, 0.2, undefined],
    [3, 10, 0.3, "warning"],
    [4, 10, 0.4, "warning"],
    [5, 10, 0.5, "critical"],
    [4, 4, 1, undefined],
    [5, 5, 1, "critical"],
  ])("of %i stuck deals among %i", (stuck, total, value, severity) => {
    expect(levelOf("closing_jam", [...jam(stuck, total), ...deals(50, { stage: "a", ageDays: 99 })])).toEqual([
      value,
      severity,
    ]);
  });

  test("counts deals of a last stage that was renamed, each by the limit of its own version", () => {
    // The old c allows 30 days, the new d 20.
    const open = [
      ...deals(2, { stage: "d", version: 2, ageDays: 21 }),
      ...deals(3, { stage: "c", ageDays: 31 }),
      ...deals(5, { stage: "c", ageDays: 30 }),
    ];
    const finding = MEASURES.closing_jam(funnelOf(open, RENAMED));
    expect(finding.figure).toMatchObject({ value: 0.5, n: 10 });
    expect(finding.breached("en")).toContain("5 of its 10 deals (50%) stand there past its limit,");
    expect(finding.breached("fi")).toContain("on ollut siinä yli aikarajansa,");
  });

  test("is explained by the stuck deals, the longest over the limit first", () => {
    const worst = deal({ stage: "c", ageDays: 90 });
    const open = [...jam(2, 5), worst, deal({ stage: "c", ageDays: null })];
    expect(idsOf("closing_jam", open)).toHaveLength(3);
    expect(idsOf("closing_jam", open)[0]).toBe(worst.id);
  });
});

describe("hollow_pipeline", () => {
  test.each([
    [199, 800, 199 / 999, undefined],
    [200, 800, 0.2, "warning"],
    [399, 600, 399 / 999, "warning"],
    [400, 600, 0.4, "critical"],
  ])("of an amount of %i hollow and %i sound", (hollow, sound, value, severity) => {
    const open = [
      ...deals(4, { stage: "a", amount_minor: sound / 4 }),
      deal({ stage: "b", hollow: 1, amount_minor: hollow }),
    ];
    expect(levelOf("hollow_pipeline", open)).toEqual([value, severity]);
    expect(levelOf("hollow_pipeline", open.slice(1))?.[1]).toBeUndefined();
  });

  test("is explained by the hollow deals, the largest first", () => {
    const [small, large] = [1, 2].map((amount_minor) => deal({ stage: "b", hollow: 1, amount_minor }));
    expect(
      idsOf(
        "hollow_pipeline",
        [small, large, deal({ stage: "a" })].flatMap((each) => each ?? []),
      ),
    ).toEqual([large?.id, small?.id]);
  });
});

describe("stalled", () => {
  const stand = (stalled: number, total: number) =>
    mixed(stalled, total, { stage: "b", ageDays: 21 }, { stage: "b", ageDays: 20 });

  test.each([
    [4, 20, 0.2, undefined],
    [5, 20, 0.25, "warning"],
    [9, 20, 0.45, "warning"],
    [10, 20, 0.5, "critical"],
    [4, 4, 1, undefined],
    [5, 5, 1, "critical"],
  ])("of %i stalled deals among %i", (stalled, total, value, severity) => {
    expect(levelOf("stalled", [...stand(stalled, total), ...deals(30, { stage: "b", ageDays: null })])).toEqual([
      value,
      severity,
    ]);
  });

  test("is explained by the stalled deals, the longest over their own limit first", () => {
    const [overByFive, overBySix] = [deal({ stage: "c", ageDays: 35 }), deal({ stage: "a", ageDays: 16 })];
    expect(idsOf("stalled", [overByFive, overBySix, deal({ stage: "a" })])).toEqual([overBySix.id, overByFive.id]);
  });
});

describe("past_due", () => {
  const late = (count: number, total: number) =>
    mixed(count, total, { stage: "a", expected_close_day: TODAY - 1 }, { stage: "a", expected_close_day: TODAY });

  test.each([
    [1, 20, 0.05, undefined],
    [2, 20, 0.1, "warning"],
    [4, 20, 0.2, "warning"],
    [5, 20, 0.25, "critical"],
    [4, 4, 1, undefined],
    [5, 5, 1, "critical"],
  ])("of %i late deals among %i", (count, total, value, severity) => {
    expect(levelOf("past_due", late(count, total))).toEqual([value, severity]);
  });

  test("is explained by the late deals, the longest overdue first", () => {
    const oldest = deal({ stage: "a", expected_close_day: TODAY - 9 });
    expect(idsOf("past_due", [...late(2, 4), oldest])[0]).toBe(oldest.id);
  });
});

describe("what a manager reads", () => {
  const open = [
    ...deals(1, { stage: "a" }),
    ...deals(9, { stage: "c", ageDays: 42, hollow: 1, expected_close_day: TODAY - 3 }),
  ];
  const messages = (locale: "en" | "fi") =>
    Object.fromEntries(judgeFunnel(funnelOf(open), locale).map(({ rule, verdict }) => [rule, verdict.message]));

  test("names the process, the numbers, the stages and what to do", () => {
    expect(messages("en")).toEqual({
      inverted_funnel:
        "The funnel of “New business” is upside down: inversion 90% of 10 open deals. “Stage C” holds 9, “Stage B” before it only 0. Check which of these deals have earned their stage, move the others back, and bring new ones in at the start.",
      closing_jam:
        "“Stage C”, the last stage of “New business”, is jammed: 9 of its 9 deals (100%) stand there past the limit of 30 days, the longest for 42 days. Ask for the decision, or go back to what the buyer still lacks; a deal that cannot be decided does not belong here.",
      hollow_pipeline:
        "90% of the open amount of “New business” is hollow: 9 of 10 deals stand beyond milestones that were never met, most of them in “Stage C” (9). Go through what is missing with the reps, and move back the deals that have not earned their stage.",
      stalled:
        "9 of 10 open deals of “New business” (90%) have stood still past the limit of their stage, most of them in “Stage C” (9); the longest for 42 days. Agree the next step of each with the buyer, or close it as lost.",
      past_due:
        "9 of 10 open deals of “New business” (90%) are past their expected close date; the oldest date is 2026-11-21. Ask the buyers for a new date, or close what will not be bought: no forecast holds until the dates do.",
    });
  });

  test("in Finnish too", () => {
    expect(messages("fi")).toMatchInlineSnapshot(`
      {
        "closing_jam": "Prosessin ”New business” viimeinen vaihe ”Stage C” on tukossa: sen kaupoista 9/9 (100 %) on ollut siinä yli aikarajan (30 päivää), pisimpään 42 päivää. Pyytäkää päätöstä tai palatkaa siihen, mitä ostajalta vielä puuttuu; kauppa, josta ei voi päättää, ei kuulu tähän vaiheeseen.",
        "hollow_pipeline": "Prosessin ”New business” avoimesta arvosta 90 % on onttoa: 9/10 kaupasta on vaiheessa, jonka aiempia välietappeja ei ole saavutettu, eniten vaiheessa ”Stage C” (9). Käykää puuttuvat asiat läpi myyjien kanssa ja siirtäkää takaisin kaupat, jotka eivät ole ansainneet vaihettaan.",
        "inverted_funnel": "Prosessin ”New business” suppilo on ylösalaisin: käänteisyys 90 %, avoimia kauppoja 10. Vaiheessa ”Stage C” kauppoja on 9, sitä ennen vaiheessa ”Stage B” vain 0. Tarkistakaa, ovatko kaupat ansainneet vaiheensa, siirtäkää muut takaisin ja hankkikaa uusia suppilon alkuun.",
        "past_due": "Prosessin ”New business” avoimista kaupoista 9/10 (90 %) on yli odotetun päätöspäivänsä; vanhin päivä on 2026-11-21. Kysykää ostajilta uusi päivä tai sulkekaa kaupat, joita ei osteta: ennuste ei pidä paikkaansa, ennen kuin päivät pitävät.",
        "stalled": "Prosessin ”New business” avoimista kaupoista 9/10 (90 %) on pysähtynyt vaiheensa aikarajaa pidemmäksi ajaksi, eniten vaiheessa ”Stage C” (9); pisimpään paikallaan on oltu 42 päivää. Sopikaa ostajan kanssa jokaisen seuraava askel tai merkitkää kauppa hävityksi.",
      }
    `);
  });

  test("tells the days of a limit that won deals set", () => {
    const closed = { wonDaysByStage: new Map([["a", new Map([[5, 1]])]]) };
    const funnel = funnelOf(deals(5, { stage: "a", ageDays: 8 }), { document: documentWith(null), closed });
    expect(MEASURES.closing_jam(funnel).breached("en")).toContain("past the limit of 7.5 days");
    expect(MEASURES.closing_jam(funnel).breached("fi")).toContain("7,5 päivää");
  });
});

test("an alert names the 20 most telling deals, however many there are", () => {
  const open = [...deals(30, { stage: "b", ageDays: 21 }), deal({ stage: "b", ageDays: 99 })];
  const verdict = judgeFunnel(funnelOf(open), "en").find(({ rule }) => rule === "stalled")?.verdict;
  expect(verdict?.opportunityIds).toHaveLength(20);
  expect(verdict?.opportunityIds[0]).toBe(open.at(-1)?.id);
});

test("on any funnel every rule has something to say, of deals that are there, in any order of the deals the same", () => {
  fc.assert(
    fc.property(arbitraryDeals, (open) => {
      const known = open.filter(({ stage }) => stage !== "z");
      const judged = judgeFunnel(funnelOf(known), "en");
      expect(judged.map(({ rule }) => rule)).toEqual([...RULES]);
      const ids = new Set(known.map(({ id }) => id));
      for (const { figure, verdict } of judged) {
        expect(figure.value === null || (figure.value >= 0 && figure.value <= 1)).toBe(true);
        expect(verdict.opportunityIds.length).toBeLessThanOrEqual(20);
        expect(verdict.opportunityIds.every((id) => ids.has(id))).toBe(true);
        expect(new Set(verdict.opportunityIds).size).toBe(verdict.opportunityIds.length);
        for (const text of [verdict.message, verdict.clearedMessage])
          expect(text).not.toMatch(/undefined|NaN|null|Infinity/);
      }
      const verdicts = (list: readonly OpenDeal[]) => judgeFunnel(funnelOf(list), "fi").map(({ verdict }) => verdict);
      expect(verdicts(known.toReversed())).toEqual(verdicts(known));
    }),
  );
});
