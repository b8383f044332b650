import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arbitraryDeals,
  type DealFields,
  deal,
  deals,
  documentWith,
  funnelOf,
  NOW,
  TODAY,
} from "../../../test/support/funnel.ts";
import { findingOf, findingsOf, raisedAs } from "../../../test/support/rule-context.ts";
import type { OpenDeal } from "../../funnel/assess-deal.ts";
import { readFlows } from "../../opportunities/flows.ts";
import { compileProcess } from "../../process/compile.ts";
import { judgeFunnel } from "../judge.ts";
import { RULES, type Rule } from "../levels.ts";
import { ruleInForce } from "../rule-settings/rule-settings.ts";
import type { Finding } from "./finding.ts";

const measure = (rule: Rule, open: readonly OpenDeal[]) => findingOf(rule, { funnel: funnelOf(open) });

function levelOf(rule: Rule, open: readonly OpenDeal[]) {
  const finding = measure(rule, open);
  return [finding.figure.value, raisedAs(rule, finding)];
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
    const finding = findingOf("inverted_funnel", { funnel: funnelOf(open, RENAMED) });
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
    const finding = findingOf("closing_jam", { funnel: funnelOf(open, RENAMED) });
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

  test("is remedied in the stage before the one where most of the hollow deals stand", () => {
    const hollow = (stage: string, count: number) => deals(count, { stage, hollow: 1 });
    expect(measure("hollow_pipeline", [...hollow("c", 3), ...hollow("b", 2)]).stage?.key).toBe("b");
    expect(measure("hollow_pipeline", deals(5, { stage: "c" })).stage).toBeUndefined();
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

describe("slipping", () => {
  const pushed = (count: number, total: number) =>
    mixed(count, total, { stage: "b", pushes: 2 }, { stage: "a", pushes: 1 });

  test.each([
    [3, 20, 0.15, undefined],
    [4, 20, 0.2, "warning"],
    [7, 20, 0.35, "warning"],
    [8, 20, 0.4, "critical"],
    [4, 4, 1, undefined],
    [5, 5, 1, "critical"],
  ])("of %i deals pushed twice among %i", (count, total, value, severity) => {
    expect(levelOf("slipping", pushed(count, total))).toEqual([value, severity]);
  });

  test("is explained by the deals that were pushed twice or more, the most often first", () => {
    const worst = deal({ stage: "c", pushes: 7 });
    expect(idsOf("slipping", [...pushed(2, 6), worst])).toHaveLength(3);
    expect(idsOf("slipping", [...pushed(2, 6), worst])[0]).toBe(worst.id);
    expect(measure("slipping", [...pushed(2, 6), worst]).stage?.key).toBe("b");
  });
});

describe("silent", () => {
  const DAY_MS = 86_400_000;
  const silent = (count: number, total: number) =>
    mixed(
      count,
      total,
      { stage: "b", last_event_at: NOW - 14 * DAY_MS },
      { stage: "a", last_event_at: NOW - 13 * DAY_MS },
    );

  test.each([
    [5, 20, 0.25, undefined],
    [6, 20, 0.3, "warning"],
    [11, 20, 0.55, "warning"],
    [12, 20, 0.6, "critical"],
    [4, 4, 1, undefined],
    [5, 5, 1, "critical"],
  ])("of %i silent deals among %i", (count, total, value, severity) => {
    const unknown = deals(30, { stage: "a", last_event_at: null });
    expect(levelOf("silent", [...silent(count, total), ...unknown])).toEqual([value, severity]);
  });

  test("takes the days that it is set to", () => {
    const funnel = funnelOf(silent(6, 20));
    expect(findingOf("silent", { funnel, windowDays: 15 }).figure.value).toBe(0);
    expect(findingOf("silent", { funnel, windowDays: 13 }).figure.value).toBe(1);
  });

  test("is explained by the silent deals, the longest silent first", () => {
    const quietest = deal({ stage: "c", last_event_at: NOW - 99 * DAY_MS });
    expect(idsOf("silent", [...silent(2, 6), quietest])).toHaveLength(3);
    expect(idsOf("silent", [...silent(2, 6), quietest])[0]).toBe(quietest.id);
  });
});

describe("concentration", () => {
  /** One deal of so much among others that come to so much together. */
  const oneOf = (largest: number, others: number, count: number) => [
    deal({ stage: "b", amount_minor: largest }),
    ...deals(count, { stage: "a", amount_minor: others / count }),
  ];

  test.each([
    [2_990, 7_010, 10, 0.299, undefined],
    [3_000, 7_000, 10, 0.3, "warning"],
    [4_990, 5_010, 10, 0.499, "warning"],
    [5_000, 5_000, 10, 0.5, "critical"],
    [900, 99, 3, 900 / 999, undefined],
    [900, 100, 4, 0.9, "critical"],
  ])("of a deal of %i beside %i in %i others", (largest, others, count, value, severity) => {
    const without = deals(9, { stage: "a", amount_minor: null });
    expect(levelOf("concentration", [...oneOf(largest, others, count), ...without])).toEqual([value, severity]);
  });

  test("is explained by the largest deal, or by those that are as large", () => {
    const [large, small] = [deal({ stage: "c", amount_minor: 900 }), deal({ stage: "a", amount_minor: 1 })];
    const asLarge = deal({ stage: "a", amount_minor: 900 });
    expect(idsOf("concentration", [small, large])).toEqual([large.id]);
    expect(idsOf("concentration", [asLarge, small, large])).toEqual([large.id, asLarge.id]);
    expect(measure("concentration", [small, large]).stage?.key).toBe("c");
    expect(idsOf("concentration", deals(3, { stage: "a", amount_minor: null }))).toEqual([]);
    expect(idsOf("concentration", deals(3, { stage: "a", amount_minor: 0 }))).toEqual([]);
  });
});

describe("unqualified_load", () => {
  const closed = { wonCycleDays: new Map([[57, 3]]) };
  const load = (count: number, total: number) =>
    mixed(
      count,
      total,
      { stage: "b", opened_day: TODAY - 58, score_hundredths: 2_499 },
      { stage: "a", opened_day: TODAY - 57, score_hundredths: 2_499 },
    );
  const find = (open: readonly OpenDeal[]) => findingOf("unqualified_load", { funnel: funnelOf(open, { closed }) });

  test.each([
    [5, 20, 0.25, undefined],
    [6, 20, 0.3, "warning"],
    [9, 20, 0.45, "warning"],
    [10, 20, 0.5, "critical"],
    [4, 4, 1, undefined],
    [5, 5, 1, "critical"],
  ])("of %i old deals without a score among %i", (count, total, value, severity) => {
    const finding = find([...load(count, total), ...deals(30, { stage: "a", opened_day: null })]);
    expect([finding.figure.value, raisedAs("unqualified_load", finding)]).toEqual([value, severity]);
  });

  test("spares those that score 25, and is no figure without a won cycle", () => {
    const qualified = deals(5, { stage: "c", opened_day: TODAY - 99, score_hundredths: 2_500 });
    expect(find(qualified).figure).toMatchObject({ value: 0, n: 5 });
    expect(levelOf("unqualified_load", load(9, 9))).toEqual([null, undefined]);
  });

  test("is explained by those deals, the oldest first", () => {
    const oldest = deal({ stage: "a", opened_day: TODAY - 400 });
    const ids = find([...load(2, 9), oldest]).deals.map((each) => each.deal.id);
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe(oldest.id);
  });
});

describe("rep_inverted", () => {
  const ofOwner = (owner: string | null, a: number, b: number, c: number) => [
    ...deals(a, { stage: "a", owner }),
    ...deals(b, { stage: "b", owner }),
    ...deals(c, { stage: "c", owner }),
  ];

  test.each([
    // (0 + 3) / 10, (0 + 2) / 10 …
    [4, 2, 4, 0.2, undefined],
    [4, 1, 5, 0.4, "warning"],
    [7, 0, 3, 0.3, "warning"],
    [9, 0, 6, 0.4, "warning"],
    [2, 2, 8, 0.5, "warning"],
    [2, 0, 8, 0.8, "critical"],
    [4, 0, 6, 0.6, "critical"],
    [0, 0, 9, 1, undefined],
    [0, 0, 10, 1, "critical"],
  ])("of an owner with %i, %i and %i deals", (a, b, c, value, severity) => {
    const finding = measure("rep_inverted", [...ofOwner("Ann", a, b, c), ...ofOwner(null, 0, 0, 30)]);
    expect(finding.subject).toBe("owner:Ann");
    expect([finding.figure.value, raisedAs("rep_inverted", finding)]).toEqual([value, severity]);
  });

  test("finds each owner by themselves, in the order of their names", () => {
    const [open, worst] = [
      [...ofOwner("Bo", 5, 3, 2), ...ofOwner("Ann", 1, 2, 8)],
      deal({ stage: "c", owner: "Ann", ageDays: 9 }),
    ];
    const findings = findingsOf("rep_inverted", { funnel: funnelOf([...open, worst]) });
    expect(findings.map(({ subject, figure }) => [subject, figure.value, figure.n])).toEqual([
      ["owner:Ann", 8 / 12, 12],
      ["owner:Bo", 0, 10],
    ]);
    const [ann, bo] = findings;
    expect(ann?.deals).toHaveLength(9);
    expect(ann?.deals.every(({ deal: { owner, stage } }) => owner === "Ann" && stage === "c")).toBe(true);
    expect(ann?.deals[0]?.deal.id).toBe(worst.id);
    expect(bo?.deals).toEqual([]);
  });
});

/** The others are about flows and targets: see flow-rules.test.ts. */
function isAboutOpenDeals(rule: Rule): boolean {
  return !["thin_top", "conversion_drop", "low_coverage", "forecast_bias"].includes(rule);
}

describe("what a manager reads", () => {
  const late: DealFields = {
    stage: "c",
    ageDays: 42,
    hollow: 1,
    expected_close_day: TODAY - 3,
    pushes: 3,
    owner: "Ann",
    last_event_at: NOW - 20 * 86_400_000,
  };
  const open = [deal({ stage: "a", amount_minor: 5_000_000 }), ...deals(9, late)];
  const funnel = funnelOf(open, { closed: { wonCycleDays: new Map([[30, 1]]) } });
  const texts = (tell: (finding: Finding) => string) =>
    Object.fromEntries(RULES.filter(isAboutOpenDeals).map((rule) => [rule, tell(findingOf(rule, { funnel }))]));

  test("names the process, the numbers and the stages", () => {
    expect(texts(({ breached }) => breached("en"))).toMatchInlineSnapshot(`
      {
        "closing_jam": "“Stage C”, the last stage of “New business”, is jammed: 9 of its 9 deals (100%) stand there past the limit of 30 days, the longest for 42 days.",
        "concentration": "85% of the open amount of “New business” hangs on one deal: EUR 50,000, where all 10 deals come to EUR 59,000.",
        "hollow_pipeline": "15% of the open amount of “New business” is hollow: 9 of 10 deals stand beyond milestones that were never met, most in “Stage C” (9).",
        "inverted_funnel": "The funnel of “New business” is upside down: inversion 90% of 10 open deals. “Stage C” holds 9, “Stage B” before it only 0.",
        "past_due": "9 of 10 open deals of “New business” (90%) are past their expected close date; the oldest date is 2026-11-21.",
        "rep_inverted": "The funnel of “Ann” in “New business” is upside down: inversion 100% of 9 open deals. “Stage C” holds 9, “Stage B” before it only 0.",
        "silent": "Nothing has happened in 9 of 10 open deals of “New business” (90%) for 14 days or more, most in “Stage C” (9); in the quietest for 20 days.",
        "slipping": "9 of 10 open deals of “New business” (90%) have had their expected close date pushed twice or more, most in “Stage C” (9); the worst 3 times.",
        "stalled": "9 of 10 open deals of “New business” (90%) have stood still past the limit of their stage, most in “Stage C” (9); the longest for 42 days.",
        "unqualified_load": "9 of 10 open deals of “New business” (90%) have been open for longer than a deal usually takes to be won (30 days) and still score below 25, most in “Stage C” (9).",
      }
    `);
  });

  test("in Finnish too", () => {
    expect(texts(({ breached }) => breached("fi"))).toMatchInlineSnapshot(`
      {
        "closing_jam": "Prosessin ”New business” viimeinen vaihe ”Stage C” on tukossa: sen kaupoista 9/9 (100 %) on ollut siinä yli aikarajan (30 päivää), pisimpään 42 päivää.",
        "concentration": "Prosessin ”New business” avoimesta arvosta 85 % on yhden kaupan varassa: 50 000 EUR, kun kaikkiaan 10 kaupan arvo on 59 000 EUR.",
        "hollow_pipeline": "Prosessin ”New business” avoimesta arvosta 15 % on onttoa: 9/10 kaupasta on vaiheessa, jonka aiempia välietappeja ei ole saavutettu, eniten vaiheessa ”Stage C” (9).",
        "inverted_funnel": "Prosessin ”New business” suppilo on ylösalaisin: käänteisyys 90 %, avoimia kauppoja 10. Vaiheessa ”Stage C” kauppoja on 9, sitä ennen vaiheessa ”Stage B” vain 0.",
        "past_due": "Prosessin ”New business” avoimista kaupoista 9/10 (90 %) on yli odotetun päätöspäivänsä; vanhin päivä on 2026-11-21.",
        "rep_inverted": "Myyjän ”Ann” suppilo prosessissa ”New business” on ylösalaisin: käänteisyys 100 %, avoimia kauppoja 9. Vaiheessa ”Stage C” kauppoja on 9, sitä ennen vaiheessa ”Stage B” vain 0.",
        "silent": "Prosessin ”New business” avoimista kaupoista 9/10 (90 %) on sellaisia, joissa ei ole tapahtunut mitään vähintään 14 päivään, eniten vaiheessa ”Stage C” (9); hiljaisimmassa ei 20 päivään.",
        "slipping": "Prosessin ”New business” avoimista kaupoista 9/10 (90 %) on sellaisia, joiden odotettua päätöspäivää on lykätty vähintään kahdesti, eniten vaiheessa ”Stage C” (9); enimmillään 3 kertaa.",
        "stalled": "Prosessin ”New business” avoimista kaupoista 9/10 (90 %) on pysähtynyt vaiheensa aikarajaa pidemmäksi ajaksi, eniten vaiheessa ”Stage C” (9); pisimpään paikallaan on oltu 42 päivää.",
        "unqualified_load": "Prosessin ”New business” avoimista kaupoista 9/10 (90 %) on ollut auki pidempään kuin voitettu kauppa tavallisesti (30 päivää), ja niiden pistemäärä on yhä alle 25, eniten vaiheessa ”Stage C” (9).",
      }
    `);
  });

  test("what to do", () => {
    expect(texts(({ remedy }) => remedy("en"))).toMatchInlineSnapshot(`
      {
        "closing_jam": "Ask for the decision, or go back to what the buyer still lacks; a deal that cannot be decided does not belong here.",
        "concentration": "Do not let the forecast rest on it: have its buyer confirm every milestone that it claims, and build up others that can take its place.",
        "hollow_pipeline": "Go through what is missing with the reps, and move back the deals that have not earned their stage.",
        "inverted_funnel": "Check which of these deals have earned their stage, move the others back, and bring new ones in at the start.",
        "past_due": "Ask the buyers for a new date, or close what will not be bought: no forecast holds until the dates do.",
        "rep_inverted": "Go through these deals with the rep: which have earned their stage, which go back, and where new ones come from.",
        "silent": "Get in touch with these buyers this week and record what comes of it; close the deals that nobody answers for.",
        "slipping": "Agree with each buyer the steps to the decision and their dates; where the buyer has no reason to decide by a date, take the deal out of the forecast.",
        "stalled": "Agree the next step of each with the buyer, or close it as lost.",
        "unqualified_load": "Find out now whether each of these buyers has a problem, money and somebody who decides; close the deals where not, and give the time to the others.",
      }
    `);
    expect(texts(({ remedy }) => remedy("fi"))).toMatchInlineSnapshot(`
      {
        "closing_jam": "Pyytäkää päätöstä tai palatkaa siihen, mitä ostajalta vielä puuttuu; kauppa, josta ei voi päättää, ei kuulu tähän vaiheeseen.",
        "concentration": "Älkää laskeko ennustetta sen varaan: varmistakaa ostajalta sen jokainen välietappi ja kasvattakaa rinnalle kauppoja, jotka voivat korvata sen.",
        "hollow_pipeline": "Käykää puuttuvat asiat läpi myyjien kanssa ja siirtäkää takaisin kaupat, jotka eivät ole ansainneet vaihettaan.",
        "inverted_funnel": "Tarkistakaa, ovatko kaupat ansainneet vaiheensa, siirtäkää muut takaisin ja hankkikaa uusia suppilon alkuun.",
        "past_due": "Kysykää ostajilta uusi päivä tai sulkekaa kaupat, joita ei osteta: ennuste ei pidä paikkaansa, ennen kuin päivät pitävät.",
        "rep_inverted": "Käykää kaupat läpi myyjän kanssa: mitkä ovat ansainneet vaiheensa, mitkä siirretään takaisin ja mistä tulee uusia.",
        "silent": "Ottakaa näihin ostajiin yhteyttä tällä viikolla ja kirjatkaa, mitä siitä seuraa; sulkekaa kaupat, joista kukaan ei vastaa.",
        "slipping": "Sopikaa kunkin ostajan kanssa askeleet päätökseen ja niiden päivät; jos ostajalla ei ole syytä päättää mihinkään päivään mennessä, jättäkää kauppa pois ennusteesta.",
        "stalled": "Sopikaa ostajan kanssa jokaisen seuraava askel tai merkitkää kauppa hävityksi.",
        "unqualified_load": "Selvittäkää nyt, onko näillä ostajilla ongelma, rahat ja päättäjä; sulkekaa kaupat, joissa ei ole, ja käyttäkää aika muihin.",
      }
    `);
  });

  test("that it is well again", () => {
    expect(texts(({ cleared }) => cleared("en"))).toMatchInlineSnapshot(`
      {
        "closing_jam": "“Stage C”, the last stage of “New business”, moves again: 9 of its 9 deals (100%) past the limit.",
        "concentration": "The open amount of “New business” no longer hangs on one deal: the largest of 10 is 85% of it.",
        "hollow_pipeline": "The pipeline of “New business” is sound again: 15% hollow, 9 of 10 deals.",
        "inverted_funnel": "The funnel of “New business” is the right way up again: inversion 90% of 10 open deals.",
        "past_due": "The expected close dates of “New business” hold again: 9 of 10 deals (90%) are past theirs.",
        "rep_inverted": "The funnel of “Ann” in “New business” is the right way up again: inversion 100% of 9 open deals.",
        "silent": "The deals of “New business” are looked after again: 9 of 10 (90%) silent for 14 days or more.",
        "slipping": "The close dates of “New business” hold better again: 9 of 10 deals (90%) were pushed twice or more.",
        "stalled": "The deals of “New business” move again: 9 of 10 (90%) past the limit of their stage.",
        "unqualified_load": "The old deals of “New business” have been sorted out: 9 of 10 open deals (90%) are old and score below 25.",
      }
    `);
    expect(texts(({ cleared }) => cleared("fi"))).toMatchInlineSnapshot(`
      {
        "closing_jam": "Prosessin ”New business” viimeinen vaihe ”Stage C” liikkuu taas: yli aikarajan on 9/9 kaupasta (100 %).",
        "concentration": "Prosessin ”New business” avoin arvo ei ole enää yhden kaupan varassa: suurimman osuus on 85 %, kauppoja 10.",
        "hollow_pipeline": "Prosessin ”New business” suppilo on taas pitävä: onttoa on 15 %, 9/10 kaupasta.",
        "inverted_funnel": "Prosessin ”New business” suppilo on taas oikein päin: käänteisyys 90 %, avoimia kauppoja 10.",
        "past_due": "Prosessin ”New business” odotetut päätöspäivät ovat taas kunnossa: yli päivänsä on 9/10 (90 %).",
        "rep_inverted": "Myyjän ”Ann” suppilo prosessissa ”New business” on taas oikein päin: käänteisyys 100 %, avoimia kauppoja 9.",
        "silent": "Prosessin ”New business” kauppoja hoidetaan taas: vähintään 14 päivää hiljaa on ollut 9/10 (90 %).",
        "slipping": "Prosessin ”New business” päätöspäivät pitävät taas paremmin: vähintään kahdesti lykättyjä on 9/10 (90 %).",
        "stalled": "Prosessin ”New business” kaupat liikkuvat taas: yli vaiheensa aikarajan on 9/10 (90 %).",
        "unqualified_load": "Prosessin ”New business” vanhat kaupat on käyty läpi: pistemäärältään alle 25 on niistä enää 9, kun avoimia on 10 (90 %).",
      }
    `);
  });

  test("says so where not every open deal is of a known age", () => {
    const unknown = deal({ stage: "c", ageDays: null, opened_day: null });
    const some = funnelOf([...open, unknown], { closed: { wonCycleDays: new Map([[30, 1]]) } });
    const [known, tiedossa] = [" whose age is known (", ", joiden ikä tiedetään, "];
    for (const rule of ["stalled", "closing_jam", "unqualified_load"] as const) {
      const [all, aged] = [funnel, some].map((each) => findingOf(rule, { funnel: each }).breached);
      expect(all?.("en")).not.toContain(known);
      expect(aged?.("en")).toContain(known);
      expect(aged?.("fi")).toContain(tiedossa);
    }
  });

  test("of one deal is in the singular", () => {
    const one = funnelOf([...deals(9, { stage: "a" }), ...deals(1, late)], {
      closed: { wonCycleDays: new Map([[30, 1]]) },
    });
    const about = ["closing_jam", "hollow_pipeline", "past_due", "slipping", "stalled", "unqualified_load"] as const;
    const findings = about.map((rule) => findingOf(rule, { funnel: one }));
    expect(findings.flatMap(({ breached, cleared }) => [breached("en"), cleared("en")])).toMatchInlineSnapshot(`
      [
        "“Stage C”, the last stage of “New business”, is jammed: 1 of its 1 deals (100%) stands there past the limit of 30 days, the longest for 42 days.",
        "“Stage C”, the last stage of “New business”, moves again: 1 of its 1 deals (100%) past the limit.",
        "10% of the open amount of “New business” is hollow: 1 of 10 deals stands beyond milestones that were never met, in “Stage C”.",
        "The pipeline of “New business” is sound again: 10% hollow, 1 of 10 deals.",
        "1 of 10 open deals of “New business” (10%) is past its expected close date; the oldest date is 2026-11-21.",
        "The expected close dates of “New business” hold again: 1 of 10 deals (10%) is past its date.",
        "1 of 10 open deals of “New business” (10%) has had its expected close date pushed twice or more, in “Stage C”; the worst 3 times.",
        "The close dates of “New business” hold better again: 1 of 10 deals (10%) was pushed twice or more.",
        "1 of 10 open deals of “New business” (10%) has stood still past the limit of its stage, in “Stage C”; the longest for 42 days.",
        "The deals of “New business” move again: 1 of 10 (10%) past the limit of their stage.",
        "1 of 10 open deals of “New business” (10%) has been open for longer than a deal usually takes to be won (30 days) and still scores below 25, in “Stage C”.",
        "The old deals of “New business” have been sorted out: 1 of 10 open deals (10%) is old and scores below 25.",
      ]
    `);
  });

  test("names no stage as that of most where each deal is in one of its own, and leaves the number of one to itself", () => {
    const stalledIn = (...stages: readonly string[]) =>
      measure("stalled", [
        ...stages.map((stage) => deal({ stage, ageDays: 99 })),
        ...deals(5, { stage: "a", ageDays: 0 }),
      ]);
    expect(stalledIn("b", "c").breached("en")).toContain("past the limit of their stage; the longest");
    expect(stalledIn("c").breached("en")).toContain("past the limit of its stage, in “Stage C”; the longest");
    expect(stalledIn("c").breached("fi")).toContain("pidemmäksi ajaksi, vaiheessa ”Stage C”; pisimpään");
    expect(stalledIn("b", "c", "c").breached("en")).toContain("stage, most in “Stage C” (2); the longest");
  });

  test("counts hollow deals where there are no amounts", () => {
    const { breached } = measure("hollow_pipeline", deals(5, { stage: "c", hollow: 1, amount_minor: null }));
    expect(breached("en")).toMatch(/^100% of the open deals of “New business” are hollow: 5 of 5/);
    expect(breached("fi")).toMatch(/avoimista kaupoista 100 % on onttoja: 5\/5/);
  });

  test("tells the days of a limit that won deals set", () => {
    const closed = { wonDaysByStage: new Map([["a", new Map([[5, 1]])]]) };
    const funnel = funnelOf(deals(5, { stage: "a", ageDays: 8 }), { document: documentWith(null), closed });
    const { breached } = findingOf("closing_jam", { funnel });
    expect(breached("en")).toContain("past the limit of 7.5 days");
    expect(breached("fi")).toContain("7,5 päivää");
  });
});

test("an alert names the 20 most telling deals, however many there are", () => {
  const open = [...deals(30, { stage: "b", ageDays: 21 }), deal({ stage: "b", ageDays: 99 })];
  const observed = { funnel: funnelOf(open), flows: readFlows([]), targets: [] };
  const verdict = judgeFunnel(observed, (rule) => ruleInForce(rule, null, []), "en").find(
    ({ rule }) => rule === "stalled",
  )?.verdict;
  expect(verdict?.opportunityIds).toHaveLength(20);
  expect(verdict?.opportunityIds[0]).toBe(open.at(-1)?.id);
});

/** What a rule says of open deals, to be compared. */
function told(rule: Rule, open: readonly OpenDeal[]) {
  const funnel = funnelOf(open, { closed: { wonCycleDays: new Map([[20, 1]]) } });
  return findingsOf(rule, { funnel }).map(({ subject, figure, deals: explaining, stage, ...finding }) => ({
    subject,
    figure,
    stage: stage?.key,
    ids: explaining.map((each) => each.deal.id),
    texts: [finding.breached, finding.remedy, finding.cleared].flatMap((text) => [text("en"), text("fi")]),
  }));
}

test.each(RULES)(
  "on any funnel %s has something to say, of deals that are there, in any order of the deals the same",
  (rule) => {
    fc.assert(
      fc.property(arbitraryDeals, (open) => {
        const known = open.filter(({ stage }) => stage !== "z");
        const ids = new Set(known.map(({ id }) => id));
        const findings = told(rule, known);
        for (const { figure, ids: explaining, texts } of findings) {
          expect(figure.value === null || (figure.value >= 0 && figure.value <= 1)).toBe(true);
          expect(explaining.every((id) => ids.has(id))).toBe(true);
          expect(new Set(explaining).size).toBe(explaining.length);
          for (const text of texts) expect(text).not.toMatch(/undefined|NaN|null|Infinity/);
        }
        expect(new Set(findings.map(({ subject }) => subject)).size).toBe(findings.length);
        expect(told(rule, known.toReversed())).toEqual(findings);
      }),
      { numRuns: 50 },
    );
  },
);
