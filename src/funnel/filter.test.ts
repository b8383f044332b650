import { describe, expect, test } from "vitest";
import type { TeamRow } from "../tenancy/teams-store.ts";
import { fitsOf, isFiltered } from "./filter.ts";
import { windowOf } from "./window.ts";

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

describe("a window", () => {
  const TODAY = 20_781; // 2026-11-24

  test("is the last 90 days where nothing is said, and as many before an end", () => {
    expect(windowOf({}, TODAY)).toEqual({ firstDay: TODAY - 89, lastDay: TODAY });
    expect(windowOf({ to: "2026-11-20" }, TODAY)).toEqual({ firstDay: TODAY - 93, lastDay: TODAY - 4 });
    expect(windowOf({ from: "2026-11-24" }, TODAY)).toEqual({ firstDay: TODAY, lastDay: TODAY });
    expect(windowOf({ from: "2026-11-20", to: "2026-11-20" }, TODAY)).toEqual({
      firstDay: TODAY - 4,
      lastDay: TODAY - 4,
    });
  });

  test.each([
    [{ to: "2026-11-25" }, ["/query/to date_in_future"]],
    [{ from: "2026-11-25" }, ["/query/from date_in_future"]],
    [{ from: "2026-11-26", to: "2026-11-25" }, ["/query/to date_in_future", "/query/from date_in_future"]],
    [{ from: "2026-11-21", to: "2026-11-20" }, ["/query/from after_end"]],
  ])("of %j is refused", (asked, faults) => {
    const refusal = expect.objectContaining({
      faults: faults.map((fault) => {
        const [pointer, code] = fault.split(" ");
        return expect.objectContaining({ pointer, code });
      }),
    });
    expect(() => windowOf(asked, TODAY)).toThrow(refusal);
  });
});
