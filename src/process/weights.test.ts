import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProcessDocument } from "./document.ts";
import { documentTotalHundredths, publishFaults } from "./validate.ts";
import {
  FULL_WEIGHT_HUNDREDTHS,
  formatHundredths,
  hundredthsToPercent,
  isWeight,
  weightToHundredths,
} from "./weights.ts";

/** 10,000 hundredths cut into 1 to 100 parts, some of which may be 0. */
const split = fc.array(fc.integer({ min: 0, max: FULL_WEIGHT_HUNDREDTHS }), { maxLength: 99 }).map((cuts) => {
  const edges = [0, ...cuts.toSorted((a, b) => a - b), FULL_WEIGHT_HUNDREDTHS];
  return edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
});

/** A process of one stage with these weights, as it comes off the wire. */
function documentOf(weights: readonly number[]): ProcessDocument {
  const criteria = weights.map((weight, index) => ({ key: `c${index}`, name: `Criterion ${index}`, weight }));
  return JSON.parse(JSON.stringify({ stages: [{ key: "only", name: "Only", criteria }] }));
}

describe("a weight", () => {
  test("is the same after a round trip for every hundredth of a percent", () => {
    for (let hundredths = 0; hundredths <= FULL_WEIGHT_HUNDREDTHS; hundredths += 1) {
      const wire = JSON.stringify(hundredthsToPercent(hundredths));
      expect(wire).toMatch(/^\d{1,3}(\.\d{1,2})?$/);
      expect(weightToHundredths(JSON.parse(wire))).toBe(hundredths);
      // What a person types, with its trailing zeros.
      expect(weightToHundredths(Number(formatHundredths(hundredths)))).toBe(hundredths);
    }
  });

  test.each([
    33.333,
    0.001,
    99.999,
    33.330000000000005,
    -0.01,
    -1,
    100.01,
    1e21,
    5e-324,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])("cannot be %d", (percent) => {
    expect(isWeight(percent)).toBe(false);
    expect(() => weightToHundredths(percent)).toThrow(RangeError);
  });

  test("with a third decimal is never one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (thousandths) => {
        fc.pre(thousandths % 10 !== 0);
        expect(isWeight(thousandths / 1000)).toBe(false);
      }),
    );
  });

  test("of minus zero, which JSON knows, is zero", () => {
    expect(weightToHundredths(JSON.parse("-0"))).toBe(0);
  });

  test.each([
    [0, "0.00"],
    [5, "0.05"],
    [3333, "33.33"],
    [10_000, "100.00"],
    [-5, "-0.05"],
  ])("of %d hundredths reads %s", (hundredths, text) => {
    expect(formatHundredths(hundredths)).toBe(text);
  });
});

describe("the total of a document", () => {
  test("of three thirds is 100", () => {
    expect(documentTotalHundredths(documentOf([33.33, 33.33, 33.34]))).toBe(FULL_WEIGHT_HUNDREDTHS);
    expect(publishFaults(documentOf([33.33, 33.33, 33.34]))).toEqual([]);
  });

  test("is exactly 100 however the 10,000 hundredths are split", () => {
    fc.assert(
      fc.property(split, (parts) => {
        const document = documentOf(parts.map(hundredthsToPercent));
        expect(documentTotalHundredths(document)).toBe(FULL_WEIGHT_HUNDREDTHS);
        expect(publishFaults(document)).toEqual([]);
      }),
    );
  });

  test("that is off by one hundredth is refused, and the fault says by how much", () => {
    fc.assert(
      fc.property(split, fc.nat(), fc.constantFrom(-1, 1), (parts, at, off) => {
        const place = at % parts.length;
        const changed = (parts[place] ?? 0) + off;
        fc.pre(changed >= 0 && changed <= FULL_WEIGHT_HUNDREDTHS);
        const faults = publishFaults(documentOf(parts.with(place, changed).map(hundredthsToPercent)));
        const [total, difference] = off < 0 ? ["99.99", "0.01 is missing"] : ["100.01", "0.01 is too much"];
        expect(faults).toEqual([
          {
            pointer: "/stages",
            code: "weights_total",
            detail: `The weights of all criteria total ${total}, not 100.00: ${difference}.`,
          },
        ]);
      }),
    );
  });
});
