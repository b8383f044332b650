import { describe, expect, test } from "vitest";
import type { TeamRow } from "../tenancy/teams-store.ts";
import { fitsOf, isFiltered } from "./filter.ts";

const team = (owners: readonly string[]): TeamRow => ({
  key: "north",
  name: "North",
  owners: JSON.stringify(owners),
  revision: 1,
  created_at: 0,
  updated_at: 0,
});
const deal = (owner: string | null, ...tags: readonly string[]) => ({ owner, tags: JSON.stringify(tags) });

describe("a filter", () => {
  test("lets through what fits all that it names", () => {
    const all = fitsOf({ owner: "Aino", team: "north", tag: "ev" }, team(["Aino", "Eero"]));
    expect(all(deal("Aino", "ev", "x"))).toBe(true);
    expect([deal("Eero", "ev"), deal("Aino", "x"), deal("aino", "ev"), deal(null, "ev")].some(all)).toBe(false);
    expect(fitsOf({ owner: "Aino", team: "north" }, team(["Eero"]))(deal("Aino"))).toBe(false);
    expect(fitsOf({ team: "north" }, team([]))(deal(null))).toBe(false);
    expect(fitsOf({}, undefined)(deal(null))).toBe(true);
  });

  test("knows a tag as a whole, in any script", () => {
    const fits = fitsOf({ tag: "ev" }, undefined);
    expect([deal("A", "every"), deal("A", "e", "v"), deal("A")].some(fits)).toBe(false);
    expect(fitsOf({ tag: "päätös 🎯" }, undefined)(deal("A", "päätös 🎯"))).toBe(true);
  });

  test("refuses a team that is not there", () => {
    expect(() => fitsOf({ team: "south" }, undefined)).toThrow("There is no such team.");
    expect([isFiltered({}), isFiltered({ owner: "" }), isFiltered({ team: "n" }), isFiltered({ tag: "t" })]).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});
