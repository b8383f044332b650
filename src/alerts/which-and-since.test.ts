import { describe, expect, test } from "vitest";
import { deal, funnelOf } from "../../test/support/funnel.ts";
import { nameDeals, sayFirstSeen } from "./which-and-since.ts";

const named = (...names: string[]) => funnelOf(names.map((name) => deal({ stage: "a", name }))).openDeals;

describe("an alert names", () => {
  test("the three deals that tell most, in both languages", () => {
    expect(nameDeals(named("Cranes", "Winches", "Rails", "Doors"), "en")).toEqual([
      "Above all: “Cranes”, “Winches”, “Rails”.",
    ]);
    expect(nameDeals(named("Nosturit"), "fi")).toEqual(["Ennen muuta: ”Nosturit”."]);
  });

  test("no deal where none explains it", () => expect(nameDeals([], "en")).toEqual([]));

  test("a long name in part, cut between two characters", () => {
    expect(nameDeals(named("🏗".repeat(61)), "en")).toEqual([`Above all: “${"🏗".repeat(59)}…”.`]);
    expect(nameDeals(named("x".repeat(60)), "en")).toEqual([`Above all: “${"x".repeat(60)}”.`]);
  });

  test("the day on which it was first seen", () => {
    expect([sayFirstSeen(20_781, "en"), sayFirstSeen(20_781, "fi")]).toEqual([
      "First seen on 2026-11-24.",
      "Havaittu ensi kerran 2026-11-24.",
    ]);
  });
});
