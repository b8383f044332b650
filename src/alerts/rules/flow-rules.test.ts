import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deal, deals, documentWith, funnelOf, TODAY } from "../../../test/support/funnel.ts";
import { findingOf, findingsOf, type Observed, raisedAs } from "../../../test/support/rule-context.ts";
import type { Target } from "../../funnel/targets-store.ts";
import { flowsOf } from "../../opportunities/flows.ts";
import type { Rule } from "../levels.ts";
import type { Finding } from "./finding.ts";

/** What is told in both languages. */
const said = ({ breached, remedy, cleared, ended }: Finding) => ({
  breached: [breached("en"), breached("fi")],
  remedy: [remedy("en"), remedy("fi")],
  cleared: [cleared("en"), cleared("fi")],
  ...(ended && { ended: [ended("en"), ended("fi")] }),
});

const judged = (rule: Rule, finding: Finding | undefined) =>
  finding && [finding.figure.value, finding.figure.n, raisedAs(rule, finding)];

describe("thin_top", () => {
  /** So many entered the first stage in the last 28 days, and so many in the 84 days before. */
  const top = (recent: number, before: number): Observed => ({
    flows: flowsOf(
      new Map([
        [`entered:a:${TODAY - 27}`, recent],
        [`entered:a:${TODAY - 28}`, before],
        [`entered:b:${TODAY}`, 99],
      ]),
    ),
  });

  test.each([
    // 18 ÷ (90 ÷ 3) = 0.6
    [19, 90, 19 / 30, 30, undefined],
    [18, 90, 0.6, 30, "warning"],
    [13, 90, 13 / 30, 30, "warning"],
    [12, 90, 0.4, 30, "critical"],
    [0, 90, 0, 30, "critical"],
    [0, 15, 0, 5, "critical"],
    [0, 14, 0, 4, undefined],
    [60, 90, 2, 30, undefined],
    [5, 0, null, 0, undefined],
  ])("of %i entries after %i", (recent, before, value, n, severity) => {
    expect(judged("thin_top", findingOf("thin_top", top(recent, before)))).toEqual([value, n, severity]);
  });

  test("counts one deal in the singular", () => {
    const { breached } = findingOf("thin_top", top(1, 90));
    expect(breached("en")).toContain(": 1 deal entered “Stage A”");
    expect(breached("fi")).toContain("tullut 1 kauppa, kun");
  });

  test("is about the first stage, and no deals explain it", () => {
    const finding = findingOf("thin_top", { ...top(6, 40), funnel: funnelOf(deals(9, { stage: "a" })) });
    expect(finding).toMatchObject({ subject: "process", stage: { key: "a" }, deals: [] });
    expect(said(finding)).toMatchInlineSnapshot(`
      {
        "breached": [
          "The top of the funnel of “New business” is running dry: 6 deals entered “Stage A” in the last 28 days, where usually 13.3 do (45%).",
          "Prosessin ”New business” suppilon alku ehtyy: vaiheeseen ”Stage A” on 28 viime päivän aikana tullut 6 kauppaa, kun tavallisesti tulee 13,3 (45 %).",
        ],
        "cleared": [
          "Deals come into “New business” again: 6 entered “Stage A” in the last 28 days, where usually 13.3 do (45%).",
          "Prosessiin ”New business” tulee taas kauppoja: vaiheeseen ”Stage A” on 28 viime päivän aikana tullut 6, tavallisesti 13,3 (45 %).",
        ],
        "remedy": [
          "Bring in new deals now: what does not come in today will be missing at the close, one sales cycle from now.",
          "Hankkikaa uusia kauppoja nyt: mikä tänään jää tulematta, puuttuu päätöksistä yhden myyntisyklin kuluttua.",
        ],
      }
    `);
  });
});

describe("conversion_drop", () => {
  /** Won deals leave every stage within 10 days, so the recent window is of the days 10 to 99 ago, the one before of 100 to 189. */
  const wonDaysByStage = new Map(["a", "b", "c"].map((stage) => [stage, new Map([[10, 1]])]));

  /** So many of so many passed stage b that entered it in the window before, and in the recent one. */
  const stageB = ([passedBefore, before]: [number, number], [passed, recent]: [number, number]): Observed => ({
    funnel: funnelOf([], { closed: { wonDaysByStage } }),
    flows: flowsOf(
      new Map([
        [`entered:b:${TODAY - 9}`, 500],
        [`entered:b:${TODAY - 99}`, recent],
        [`passed:b:${TODAY - 99}`, passed],
        [`entered:b:${TODAY - 100}`, before],
        [`passed:b:${TODAY - 100}`, passedBefore],
      ]),
    ),
  });

  const ofB = (observed: Observed) =>
    findingsOf("conversion_drop", observed).find(({ subject }) => subject === "stage:b");

  test.each<[[number, number], [number, number], number, number, string | undefined]>([
    // z = 0.3 / √(0.6 × 0.4 × 0.1) = 1.9365
    [[15, 20], [9, 20], 0.052808, 20, undefined],
    [[15, 20], [8, 20], 0.025161, 20, "warning"],
    [[15, 20], [7, 20], 0.011004, 20, "warning"],
    [[15, 20], [6, 20], 0.004377, 20, "critical"],
    // One deal short of 20 in either cohort
    [[15, 20], [1, 19], 0.00001, 19, undefined],
    [[15, 19], [1, 20], 0.000005, 19, undefined],
    // 10 points, and half a point less that is far more certain
    [[100, 200], [80, 200], 0.044423, 200, "warning"],
    [[200, 400], [162, 400], 0.00695, 400, undefined],
    // As good, or better
    [[15, 20], [15, 20], 1, 20, undefined],
    [[8, 20], [15, 20], 1, 20, undefined],
  ])("from %j to %j", (before, recent, p, n, severity) => {
    const finding = ofB(stageB(before, recent));
    expect(finding?.figure.n).toBe(n);
    expect(finding?.figure.value).toBeCloseTo(p, 5);
    expect(finding && raisedAs("conversion_drop", finding)).toBe(severity);
  });

  test("lives on down to 8 points", () => {
    const besides = ([168, 160, 169] as const).map((passed) => ofB(stageB([200, 400], [passed, 400]))?.besides);
    expect(besides).toEqual([
      { toRaise: false, toKeep: true },
      { toRaise: true, toKeep: true },
      { toRaise: false, toKeep: false },
    ]);
  });

  test("finds each stage of the current version, the last one's way out being won", () => {
    const findings = findingsOf("conversion_drop", stageB([15, 20], [6, 20]));
    expect(findings.map(({ subject, stage, figure }) => [subject, stage?.key, figure.n])).toEqual([
      ["stage:a", "a", 0],
      ["stage:b", "b", 20],
      ["stage:c", "c", 0],
    ]);
  });

  test("is explained by the deals of the recent cohort that are still there, the longest first", () => {
    const ages = [9, 10, 50, 99, 100];
    const open = [...ages, null].map((ageDays) => deal({ stage: "b", ageDays }));
    const funnel = funnelOf(open, { closed: { wonDaysByStage } });
    const finding = ofB({ ...stageB([15, 20], [6, 20]), funnel });
    expect(finding?.deals.map(({ ageDays }) => ageDays)).toEqual([99, 50, 10]);
    expect(finding && said(finding)).toMatchInlineSnapshot(`
      {
        "breached": [
          "Fewer deals pass “Stage B” of “New business” than used to: 30% of the 20 that entered it from 2026-08-17 to 2026-11-14, against 75% of the 20 in as many days before (p = 0.004).",
          "Prosessin ”New business” vaiheen ”Stage B” läpäisee harvempi kauppa kuin ennen: 2026-08-17–2026-11-14 siihen tulleista (20) 30 %, yhtä pitkällä jaksolla sitä ennen tulleista (20) 75 % (p = 0,004).",
        ],
        "cleared": [
          "The share of deals that pass “Stage B” of “New business” is no longer clearly lower than before: 30% of 20, against 75% of 20.",
          "Prosessin ”New business” vaiheen ”Stage B” läpäisevien osuus ei ole enää selvästi pienempi kuin ennen: 30 % (20), edellisellä jaksolla 75 % (20).",
        ],
        "remedy": [
          "Look at the deals that stopped there: what did their buyers lack that those before had? Then ask what has changed in the offer, the market or the team.",
          "Katsokaa kauppoja, jotka jäivät siihen: mitä niiden ostajilta puuttui, mikä aiemmilla oli? Kysykää sitten, mikä tarjoomassa, markkinassa tai tiimissä on muuttunut.",
        ],
      }
    `);
  });

  test("tells a very small p as such", () => {
    expect(ofB(stageB([200, 200], [1, 200]))?.breached("en")).toContain("(p < 0.001)");
    expect(ofB(stageB([200, 200], [1, 200]))?.breached("fi")).toContain("(p < 0,001)");
  });
});

describe("low_coverage", () => {
  const target = (fields: Partial<Target> = {}): Target => ({
    id: "tgt_1",
    period: "2026-11",
    firstDay: TODAY - 23,
    lastDay: TODAY + 6,
    owner: null,
    amountMinor: 100_000,
    ...fields,
  });

  /** A win rate of a quarter, so four times what remains is needed; half of the target is won. */
  const covered = (weightedMinor: number, closed = { won: 5, lost: 15 }, wonMinor = 50_000): Observed => {
    const due = { stage: "b", score_hundredths: 5_000, expected_close_day: TODAY + 6 };
    const open = [deal({ ...due, amount_minor: 2 * weightedMinor }), deal({ ...due, expected_close_day: TODAY + 7 })];
    return {
      funnel: funnelOf(open, { closed }),
      flows: flowsOf(new Map([[`minor:${TODAY - 23}:EUR`, wonMinor]])),
      targets: [target()],
    };
  };

  test.each([
    // 200,000 weighted ÷ 50,000 remaining = 4 × 0.25 = 1
    [200_000, 1, undefined],
    [199_999, 199_999 / 200_000, "warning"],
    [100_000, 0.5, "warning"],
    [99_999, 99_999 / 200_000, "critical"],
    [0, 0, "critical"],
    [900_000, 4.5, undefined],
  ])("of %i weighted cents", (weighted, value, severity) => {
    const [found, n, raised] = judged("low_coverage", findingOf("low_coverage", covered(weighted))) ?? [];
    expect(found).toBeCloseTo(value, 12);
    expect([n, raised]).toEqual([20, severity]);
  });

  test("needs 20 closed deals, and something to win still", () => {
    const few = findingOf("low_coverage", covered(0, { won: 5, lost: 14 }));
    expect(judged("low_coverage", few)).toEqual([0, 19, undefined]);
    expect(few.ended).toBeUndefined();
    const reached = findingOf("low_coverage", covered(0, { won: 5, lost: 15 }, 100_000));
    expect(reached.figure).toEqual({ formula: "target_reached", value: null, n: 20, interval: null });
    expect(reached.ended?.("en")).toBe("The target 2026-11 of “New business” is reached.");
    expect(reached.ended?.("fi")).toBe("Prosessin ”New business” tavoite 2026-11 on saavutettu.");
  });

  test("of nothing ever won is 0", () => {
    const finding = findingOf("low_coverage", covered(900_000, { won: 0, lost: 20 }));
    expect(judged("low_coverage", finding)).toEqual([0, 20, "critical"]);
    expect(finding.breached("en")).toContain("; no deal has been won so far.");
  });

  test("finds each target; of one owner's there is no figure", () => {
    const targets = [
      target({ id: "tgt_2", period: "2026", firstDay: TODAY - 300 }),
      target({ id: "tgt_3", owner: "Ann" }),
    ];
    const findings = findingsOf("low_coverage", { ...covered(100_000), targets });
    expect(findings.map(({ subject, figure }) => [subject, figure.formula, figure.value])).toEqual([
      ["target:tgt_2", "coverage_of_needed", 0.5],
      ["target:tgt_3", "coverage_of_owner_unknown", null],
    ]);
    expect(findings[1]?.ended?.("en")).toContain("one owner's now");
    // Nor is it held against the deals, of which a thousand such targets would make heavy work.
    expect(findings.map(({ deals }) => deals.length > 0)).toEqual([true, false]);
    expect(findingsOf("low_coverage", { ...covered(0), targets: [] })).toEqual([]);
  });

  test("is explained by the deals that are due, those first that have most still to earn", () => {
    const due = (amount_minor: number, score_hundredths: number) =>
      deal({ stage: "b", amount_minor, score_hundredths, expected_close_day: TODAY });
    const open = [due(10_000, 9_000), due(4_000, 0), due(6_000, 5_000), deal({ stage: "a" })];
    const finding = findingOf("low_coverage", {
      ...covered(0),
      funnel: funnelOf(open, { closed: { won: 5, lost: 15 } }),
    });
    expect(finding.deals.map(({ amountMinor }) => amountMinor)).toEqual([4_000, 6_000, 10_000]);
    expect(said(finding)).toMatchInlineSnapshot(`
      {
        "breached": [
          "The pipeline of “New business” falls short of the target 2026-11: what is due in the period comes to EUR 120 weighted by score, 0.24 times the EUR 500 still to be won; a win rate of 25% needs 4.00 times.",
          "Prosessin ”New business” suppilo ei riitä tavoitteeseen 2026-11: jaksolle odotettavien kauppojen pisteillä painotettu arvo on 120 EUR, 0,24 kertaa se, mitä on vielä voitettava (500 EUR); kun kaupoista voitetaan 25 %, tarvitaan 4,00 kertaa se.",
        ],
        "cleared": [
          "The pipeline of “New business” covers the target 2026-11 again: weighted by score it is 0.24 times what is still to be won; a win rate of 25% needs 4.00 times.",
          "Prosessin ”New business” suppilo riittää taas tavoitteeseen 2026-11: pisteillä painotettu arvo on 0,24 kertaa se, mitä on vielä voitettava; kun kaupoista voitetaan 25 %, tarvitaan 4,00 kertaa se.",
        ],
        "remedy": [
          "Win what is due first: meet its next milestones. Then bring in deals that can still close in the period, or correct the target.",
          "Voittakaa ensin se, minkä päätös on lähellä: täyttäkää seuraavat välietapit. Hankkikaa sitten kauppoja, jotka ehtivät vielä jaksolle, tai korjatkaa tavoitetta.",
        ],
      }
    `);
  });

  test("says what was left out for want of a rate", () => {
    const due = deal({ stage: "b", currency: "NOK", expected_close_day: TODAY });
    const finding = findingOf("low_coverage", {
      funnel: funnelOf([due], { closed: { won: 5, lost: 15 } }),
      flows: flowsOf(new Map([[`minor:${TODAY}:SEK`, 7]])),
      targets: [target()],
    });
    expect(finding.breached("en")).toMatch(/ Left out for want of a rate: NOK, SEK\.$/);
    expect(finding.breached("fi")).toMatch(/ Ilman kurssia jäi pois: NOK, SEK\.$/);
  });
});

describe("forecast_bias", () => {
  /** Before, half of 20 deals were won; in the last year so many were won and lost. */
  const foretold = (won: number, lost: number): Observed => {
    const [entry, closing] = [Math.floor((TODAY + 3) / 7) - 10, Math.floor((TODAY + 3) / 7) - 5];
    const day = closing * 7 - 3;
    return {
      funnel: funnelOf([], { closed: { outcomesByStage: new Map([["a", { won: won + 10, lost: lost + 10 }]]) } }),
      flows: flowsOf(
        new Map([
          [`earned:a:${entry}:${closing}`, won],
          [`missed:a:${entry}:${closing}`, lost],
          [`won:${day}:`, won],
          [`lost:${day}:`, lost],
        ]),
      ),
    };
  };

  test.each([
    // 0.25 ÷ (0.5 × 0.5), ÷ (0.52 × 0.48), ÷ (0.28 × 0.72), ÷ (0.26 × 0.74)
    [25, 25, 1, undefined],
    [26, 24, 0.25 / (0.52 * 0.48), "warning"],
    [14, 36, 0.25 / (0.28 * 0.72), "warning"],
    [13, 37, 0.25 / (0.26 * 0.74), "critical"],
    [13, 36, (0.25 * 49 ** 2) / (13 * 36), undefined],
  ])("of %i won and %i lost deals", (won, lost, value, severity) => {
    const [found, n, raised] = judged("forecast_bias", findingOf("forecast_bias", foretold(won, lost))) ?? [];
    expect(found).toBeCloseTo(value, 12);
    expect([n, raised]).toEqual([won + lost, severity]);
  });

  test("is about closed deals, so no open ones explain it", () => {
    const finding = findingOf("forecast_bias", foretold(13, 37));
    expect(finding).toMatchObject({ subject: "process", deals: [] });
    expect(finding.stage).toBeUndefined();
    expect(said(finding)).toMatchInlineSnapshot(`
      {
        "breached": [
          "The win probabilities of “New business” have foretold 50 closed deals worse than the plain win rate would have: the Brier score is 1.30 times as large. On average they said 50%, and 26% were won.",
          "Prosessin ”New business” voiton todennäköisyydet ovat ennustaneet 50 päättyneen kaupan tuloksia huonommin kuin pelkkä voittoprosentti: Brier-pisteet ovat siihen verrattuna 1,30-kertaiset. Keskimäärin ennustettiin 50 %, voitettiin 26 %.",
        ],
        "cleared": [
          "The win probabilities of “New business” are better than the plain win rate again: the Brier score is 1.30 times as large, over 50 deals.",
          "Prosessin ”New business” voiton todennäköisyydet ovat taas pelkkää voittoprosenttia parempia: Brier-pisteet ovat siihen verrattuna 1,30-kertaiset (50 kauppaa).",
        ],
        "remedy": [
          "Do not plan by these probabilities for now. Find out what has changed since the deals that they rest on, and whether deals are put into stages that they have not earned.",
          "Älkää toistaiseksi suunnitelko näiden todennäköisyyksien varaan. Selvittäkää, mikä on muuttunut niiden kauppojen jälkeen, joihin ne perustuvat, ja siirretäänkö kauppoja vaiheisiin, joita ne eivät ole ansainneet.",
        ],
      }
    `);
  });
});

test("whatever has happened, every rule about flows finds figures in range and says whole sentences", () => {
  const day = fc.integer({ min: TODAY - 700, max: TODAY });
  const week = day.map((each) => Math.floor((each + 3) / 7));
  const key = fc.oneof(
    fc.tuple(fc.constantFrom("entered", "passed"), fc.constantFrom("a", "b", "c", "z"), day),
    fc.tuple(fc.constantFrom("won", "lost"), day, fc.constantFrom("", "10")),
    fc.tuple(fc.constantFrom("minor", "deals"), day, fc.constantFrom("EUR", "USD", "NOK")),
    fc.tuple(fc.constantFrom("earned", "missed"), fc.constantFrom("a", "b", "z"), week, week),
  );
  const counts = fc.array(
    fc.tuple(
      key.map((parts) => parts.join(":")),
      fc.integer({ min: -5, max: 90 }),
    ),
    { maxLength: 80 },
  );
  const total = fc.integer({ min: 0, max: 200 });
  const outcomes = fc.dictionary(fc.constantFrom("a", "b"), fc.record({ won: total, lost: total }));
  fc.assert(
    fc.property(
      counts,
      outcomes,
      total,
      total,
      fc.option(fc.integer({ min: 0, max: 200 })),
      (flows, stages, won, lost, stay) => {
        const outcomesByStage = new Map(Object.entries(stages));
        const wonDaysByStage = new Map(stay === null ? [] : [["a", new Map([[stay, 3]])]]);
        const observed: Observed = {
          funnel: funnelOf(deals(3, { stage: "a", expected_close_day: TODAY, score_hundredths: 3_300 }), {
            document: documentWith(null, 20, null),
            closed: { won, lost, outcomesByStage, wonDaysByStage },
          }),
          flows: flowsOf(new Map(flows)),
          targets: [
            { id: "tgt_1", period: "2026", firstDay: TODAY - 300, lastDay: TODAY + 65, owner: null, amountMinor: 1 },
          ],
        };
        for (const rule of ["thin_top", "conversion_drop", "low_coverage", "forecast_bias"] as const) {
          for (const finding of findingsOf(rule, observed)) {
            const { value, n, formula } = finding.figure;
            expect(value === null || (value >= 0 && Number.isFinite(value))).toBe(true);
            if (rule === "conversion_drop") expect(value ?? 0).toBeLessThanOrEqual(1);
            expect(Number.isInteger(n) && n >= 0).toBe(true);
            expect(formula).toMatch(/^[a-z_]+$/);
            for (const text of Object.values(said(finding)).flat())
              expect(text).not.toMatch(/undefined|NaN|null|Infinity/);
          }
        }
      },
    ),
  );
});
