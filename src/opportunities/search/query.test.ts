import { describe, expect, test } from "vitest";
import { z } from "zod";
import { faultsOf } from "../../http/problem.ts";
import { searchQuery, toSearch } from "./query.ts";

const schema = searchQuery({ limit: z.string().optional() });

const read = (query: Readonly<Record<string, unknown>>) => toSearch(schema.parse(query));
const faults = (query: Readonly<Record<string, unknown>>) => {
  const { error } = schema.safeParse(query);
  return error ? faultsOf(error, "/query").map(({ pointer, code }) => `${pointer} ${code}`) : [];
};

describe("a query", () => {
  test("that asks for nothing finds everything, in the order of the ids", () => {
    const { filters, sort } = read({});
    expect(Object.values(filters).every((filter) => filter === undefined || String(filter) === "")).toBe(true);
    expect(sort).toEqual({ key: "id", isDescending: false });
  });

  test("is read in the units of the table", () => {
    const { filters, sort } = read({
      limit: "5",
      q: "Mäk oy",
      tag: ["a,b", "c"],
      hollow: "true",
      stalled: "false",
      min_score: "33.33",
      max_score: "100",
      amount_min: "0.5",
      updated_since: "2026-11-23T09:30:00+02:00",
      expected_close_before: "1970-02-01",
      "custom.seats": "25",
      "custom.region": "Nordics",
      sort: "-expected_close_date",
    });
    expect(filters).toMatchObject({
      terms: [" mak", " oy"],
      tags: ["a", "b", "c"],
      isHollow: true,
      isStalled: false,
      minScoreHundredths: 3_333,
      maxScoreHundredths: 10_000,
      minAmount: 0.5,
      updatedSince: Date.parse("2026-11-23T07:30:00Z"),
      closeBeforeDay: 31,
      custom: [
        { key: "region", value: "Nordics" },
        { key: "seats", value: "25" },
      ],
    });
    expect(sort).toEqual({ key: "expected_close_date", isDescending: true });
  });

  test.each([
    [{ colour: "red" }, ["/query/colour unknown_field"]],
    [{ custom: "x" }, ["/query/custom unknown_field"]],
    [
      { "custom.": "x", "custom.Region": "x", "custom.a.b": "x" },
      ["/query/custom. unknown_field", "/query/custom.Region unknown_field", "/query/custom.a.b unknown_field"],
    ],
    [{ "custom.region": ["a", "b"] }, ["/query/custom.region invalid_value"]],
    [{ "custom.region": "x".repeat(1_001) }, ["/query/custom.region invalid_value"]],
    [
      Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`custom.f${n}`, "1"])),
      ["/query too_many_custom_fields"],
    ],
    [{ q: "…" }, ["/query/q no_words"]],
    [{ q: "" }, ["/query/q no_words"]],
    [{ q: Array.from({ length: 17 }, (_, n) => `w${n}`).join(" ") }, ["/query/q too_many_words"]],
    [{ tag: "" }, ["/query/tag/0 blank"]],
    [{ tag: 'a,b"c' }, ["/query/tag/1 invalid_format"]],
    [{ hollow: "yes" }, ["/query/hollow invalid_format"]],
    [{ stalled: "" }, ["/query/stalled invalid_format"]],
    [{ min_score: "101" }, ["/query/min_score too_big"]],
    [{ min_score: "1e1" }, ["/query/min_score invalid_format"]],
    [{ min_score: "33.333" }, ["/query/min_score invalid_format"]],
    [{ amount_min: "-1" }, ["/query/amount_min invalid_format"]],
    [{ amount_max: "1000000000000.01" }, ["/query/amount_max too_big"]],
    [{ currency: "EURO" }, ["/query/currency invalid_currency"]],
    [{ updated_since: "yesterday" }, ["/query/updated_since invalid_format"]],
    [{ updated_since: "2026-11-23" }, ["/query/updated_since invalid_format"]],
    [{ expected_close_after: "2026-02-30" }, ["/query/expected_close_after invalid_date"]],
    [{ sort: "name" }, ["/query/sort invalid_value"]],
    [{ sort: "--id" }, ["/query/sort invalid_value"]],
    [{ status: ["open", "won"] }, ["/query/status invalid_value"]],
  ])("%j is refused", (query, expected) => {
    expect(faults(query)).toEqual(expected);
  });

  test("with faults in names and values has all of them named", () => {
    expect(faults({ colour: "red", status: "sleeping", hollow: "no", "custom.NO": "x" }).toSorted()).toEqual([
      "/query/colour unknown_field",
      "/query/custom.NO unknown_field",
      "/query/hollow invalid_format",
      "/query/status invalid_value",
    ]);
  });

  test("named like what every object inherits is refused like any other", () => {
    expect(faults({ toString: "x", constructor: "x" }).toSorted()).toEqual([
      "/query/constructor unknown_field",
      "/query/toString unknown_field",
    ]);
  });
});
