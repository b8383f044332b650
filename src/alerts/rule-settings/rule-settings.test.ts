import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_LEVELS, RULES } from "../levels.ts";
import { faultsOfSettings, isInOrder } from "./check-settings.ts";
import { describeRule } from "./descriptions.ts";
import { longestReachDays, usualReachDays } from "./reach.ts";
import { type RuleSettings, ruleInForce } from "./rule-settings.ts";
import type { RuleSettingsRow } from "./rule-settings-store.ts";
import { RULE_TRAITS } from "./rule-traits.ts";

const row = (process_id: string, settings: RuleSettings, rule: string = "stalled"): RuleSettingsRow => ({
  rule,
  process_id,
  settings: JSON.stringify(settings),
  revision: 3,
  updated_at: 7,
});

describe("a rule in force", () => {
  test("is the default where nothing is set", () => {
    expect(ruleInForce("silent", "prc_1", [])).toEqual({
      rule: "silent",
      processId: "prc_1",
      enabled: true,
      levels: DEFAULT_LEVELS.silent,
      windowDays: 14,
      owners: null,
      mute: [],
      escalateAfterHours: null,
      source: "default",
      revision: 0,
      updatedAt: null,
    });
  });

  test("takes each field from the most specific place that sets it", () => {
    const rows = [
      row("", { warning: 0.3, critical: 0.7, owners: ["Ann"], escalate_after_hours: 4 }),
      row("prc_1", { warning: 0.4, enabled: false }),
      row("prc_2", { owners: [], escalate_after_hours: 0, mute: [] }),
      row("prc_1", { warning: 0.9 }, "past_due"),
    ];
    expect(ruleInForce("stalled", "prc_1", rows)).toMatchObject({
      enabled: false,
      levels: { warning: 0.4, critical: 0.7, minimum: 5 },
      owners: ["Ann"],
      escalateAfterHours: 4,
      source: "process",
      revision: 3,
    });
    // What is empty is said too: everybody's deals, and never.
    expect(ruleInForce("stalled", "prc_2", rows)).toMatchObject({
      levels: { warning: 0.3 },
      owners: null,
      escalateAfterHours: null,
    });
    expect(ruleInForce("stalled", "prc_3", rows)).toMatchObject({ levels: { warning: 0.3 }, source: "company" });
    expect(ruleInForce("stalled", "prc_3", rows).revision).toBe(0);
    expect(ruleInForce("stalled", null, rows)).toMatchObject({
      levels: { warning: 0.3 },
      source: "company",
      revision: 3,
    });
  });

  test("that was put back is the default again", () => {
    expect(ruleInForce("stalled", "prc_1", [row("", {}), row("prc_1", {})])).toMatchObject({ source: "default" });
  });

  const settings = fc.record(
    {
      enabled: fc.boolean(),
      warning: fc.double({ min: 0.01, max: 1, noNaN: true }),
      minimum_n: fc.integer({ min: 1, max: 99 }),
      escalate_after_hours: fc.integer({ min: 1, max: 99 }),
    },
    { requiredKeys: [] },
  );

  test("is in each field what the process says, else the company, else the default", () => {
    fc.assert(
      fc.property(settings, settings, (company, process) => {
        const rule = ruleInForce("stalled", "prc_1", [row("", company), row("prc_1", process)]);
        expect(rule.enabled).toBe(process.enabled ?? company.enabled ?? true);
        expect(rule.levels.warning).toBe(process.warning ?? company.warning ?? 0.25);
        expect(rule.levels.minimum).toBe(process.minimum_n ?? company.minimum_n ?? 5);
        expect(rule.escalateAfterHours).toBe(process.escalate_after_hours ?? company.escalate_after_hours ?? null);
      }),
    );
  });
});

describe("each rule", () => {
  test.each(RULES)("%s is right by default, and described in both languages", (rule) => {
    const { warning, critical, minimum } = DEFAULT_LEVELS[rule];
    const { windowDays } = RULE_TRAITS[rule];
    const asSet = {
      warning,
      critical,
      minimum_n: minimum,
      ...(windowDays === null ? {} : { window_days: windowDays }),
    };
    expect(faultsOfSettings(rule, asSet)).toEqual([]);
    expect(isInOrder(ruleInForce(rule, null, []))).toBe(true);
    expect(describeRule(rule, "en").length).toBeGreaterThan(60);
    expect(describeRule(rule, "fi").length).toBeGreaterThan(60);
    expect(describeRule(rule, "fi")).not.toBe(describeRule(rule, "en"));
  });
});

describe("what may be set", () => {
  test.each([
    ["stalled", { warning: 0.0001, critical: 1, minimum_n: 1 }, []],
    [
      "stalled",
      { warning: 0, critical: 1.01, minimum_n: 0 },
      ["/warning too_small", "/critical too_big", "/minimum_n too_small"],
    ],
    ["stalled", { window_days: 14 }, ["/window_days not_applicable"]],
    ["silent", { window_days: 7, owners: ["Ann"] }, []],
    ["silent", { window_days: 6 }, ["/window_days too_small"]],
    ["thin_top", { window_days: 366, owners: ["Ann"] }, ["/window_days too_big", "/owners not_applicable"]],
    ["forecast_bias", { warning: 1.5, critical: 10 }, []],
    ["low_coverage", { owners: [] }, ["/owners not_applicable"]],
    ["conversion_drop", { warning: 1.2, owners: ["Ann"] }, ["/warning too_big", "/owners not_applicable"]],
    ["rep_inverted", { owners: ["Ann"], escalate_after_hours: 8_761 }, ["/escalate_after_hours too_big"]],
  ] as const)("of %s %j has the faults %j", (rule, settings, faults) => {
    expect(faultsOfSettings(rule, settings).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults);
  });

  test("has the warning before the critical level, in the rule's direction", () => {
    const inOrder = (rule: (typeof RULES)[number], warning: number, critical: number) =>
      isInOrder(ruleInForce(rule, null, [row("", { warning, critical }, rule)]));
    expect([inOrder("stalled", 0.3, 0.4), inOrder("stalled", 0.4, 0.4), inOrder("stalled", 0.5, 0.4)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([inOrder("thin_top", 0.5, 0.4), inOrder("thin_top", 0.4, 0.4), inOrder("thin_top", 0.3, 0.4)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test("rules reach back a year, and further where a company has said so", () => {
  expect(usualReachDays()).toBe(365);
  expect(longestReachDays([row("", { window_days: 90 }, "forecast_bias")])).toBe(365);
  // Days without any event are days of deals, not of flows.
  expect(longestReachDays([row("prc_1", { window_days: 365 }, "silent")])).toBe(365);
  expect(longestReachDays([row("prc_1", { window_days: 200 }, "thin_top")])).toBe(800);
  expect(longestReachDays([row("", { window_days: 365 }, "conversion_drop")])).toBe(2 * 365 + 180);
});
