import { describe, expect, test } from "vitest";
import { deals, funnelOf } from "../../test/support/funnel.ts";
import { readFlows } from "../opportunities/flows.ts";
import type { Locale } from "../values/words.ts";
import { judgeFunnel } from "./judge.ts";
import type { Rule } from "./levels.ts";
import { ruleInForce } from "./rule-settings/rule-settings.ts";

/** What is said of a rule that looks at the deals of these owners (null: of everybody), of whom Ann has so many. */
function verdictOf(rule: Rule, count: number, locale: Locale, owners: readonly string[] | null = null) {
  const funnel = funnelOf(deals(count, { stage: "b", owner: "Ann", amount_minor: null }));
  const rules = (id: Rule) => ({ ...ruleInForce(id, "prc_1", []), owners });
  const observed = { funnel, flows: readFlows([]), targets: [] };
  const judgement = judgeFunnel(observed, rules, locale).find((each) => each.rule === rule);
  if (!judgement) throw new Error(`${rule} was not judged`);
  return judgement.verdict;
}

describe("an alert that ends since its figure no longer stands says", () => {
  test.each([
    [0, "No deals are left to reckon with. The alert is closed."],
    [1, "Only 1 deal is left to reckon with, too few for the figure to mean anything. The alert is closed."],
    [4, "Only 4 deals are left to reckon with, too few for the figure to mean anything. The alert is closed."],
  ])("that %i deals are too few", (count, message) => {
    expect(verdictOf("past_due", count, "en").tooFewMessage).toBe(message);
  });

  test.each([
    [0, "Luvun pohjaksi ei ole enää yhtään kauppaa. Hälytys on suljettu."],
    [1, "Luvun pohjaksi on enää 1 kauppa, liian vähän, jotta se kertoisi mitään. Hälytys on suljettu."],
    [4, "Luvun pohjaksi on enää 4 kauppaa, liian vähän, jotta se kertoisi mitään. Hälytys on suljettu."],
  ])("in Finnish that %i are", (count, message) => {
    expect(verdictOf("past_due", count, "fi").tooFewMessage).toBe(message);
  });

  test("where there are enough, that something else is missing", () => {
    // No deal was ever won, so there is no usual cycle to be older than.
    const verdict = verdictOf("unqualified_load", 40, "en");
    expect(verdict).toMatchObject({ value: null, n: 40 });
    expect(verdict.tooFewMessage).toBe(
      "The figure can no longer be reckoned, since what it rests on is not there. The alert is closed.",
    );
    expect(verdictOf("unqualified_load", 40, "fi").tooFewMessage).toMatch(/^Lukua ei voi enää laskea/);
  });
});

describe("a rule of some owners says whose deals count", () => {
  test.each([
    [null, /\.$/, /\.$/],
    [["Ann"], / Only the deals of this owner count: “Ann”\.$/, / Mukana ovat vain tämän myyjän kaupat: ”Ann”\.$/],
    [["Ann", "Bo"], / of these owners count: “Ann”, “Bo”\.$/, / vain näiden myyjien kaupat: ”Ann”, ”Bo”\.$/],
    [["Ann", "B", "C", "D"], /: “Ann”, “B”, “C” and 1 more\.$/, /: ”Ann”, ”B”, ”C” ja 1 muu\.$/],
    [["Ann", "B", "C", "D", "E"], / and 2 more\.$/, / ja 2 muuta\.$/],
  ])("%j", (owners, english, finnish) => {
    expect(verdictOf("past_due", 5, "en", owners).clearedMessage).toMatch(english);
    expect(verdictOf("past_due", 5, "fi", owners).clearedMessage).toMatch(finnish);
  });
});
