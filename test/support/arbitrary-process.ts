import fc from "fast-check";
import type { Standing, Standings } from "../../src/opportunities/criteria.ts";
import { type CompiledProcess, compileProcess } from "../../src/process/compile.ts";
import type { CriterionDocument, GatePolicy, ProcessDocument } from "../../src/process/document.ts";

/** Splits 10,000 hundredths over n criteria in any way, zero included. */
function weights(count: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(10_000), { minLength: count - 1, maxLength: count - 1 }).map((cuts) => {
    const edges = [0, ...cuts.toSorted((a, b) => a - b), 10_000];
    return edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
  });
}

const shape = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 })
  .filter((counts) => counts.some((n) => n > 0));

/** Any publishable process: 1–6 stages, some of them empty, weights that total 100.00. */
export const arbitraryDocument: fc.Arbitrary<ProcessDocument> = shape.chain((counts) => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return fc
    .record({
      gate_policy: fc.constantFrom<GatePolicy>("strict", "advisory"),
      weights: weights(total),
      required: fc.array(fc.boolean(), { minLength: total, maxLength: total }),
      graded: fc.array(fc.boolean(), { minLength: total, maxLength: total }),
    })
    .map((drawn) => {
      let next = 0;
      const criterion = (): CriterionDocument => {
        const index = next++;
        return {
          key: `c${index}`,
          name: `Criterion ${index}`,
          weight: (drawn.weights[index] ?? 0) / 100,
          required: drawn.required[index],
          allow_not_applicable: true,
          levels: drawn.graded[index] ? [0, 25, 50, 100] : null,
        };
      };
      return {
        gate_policy: drawn.gate_policy,
        stages: counts.map((count, index) => ({
          key: `s${index}`,
          name: `Stage ${index}`,
          criteria: Array.from({ length: count }, criterion),
        })),
      };
    });
});

const arbitraryStanding: fc.Arbitrary<Standing> = fc.oneof(
  fc.constantFrom<Standing>(
    { state: "unknown", levelPercent: null },
    { state: "not_met", levelPercent: null },
    { state: "met", levelPercent: null },
    { state: "not_applicable", levelPercent: null },
  ),
  fc.constantFrom(0, 25, 50, 100).map((levelPercent): Standing => ({ state: "met", levelPercent })),
);

/** A process, and anything that may be known of a deal in it. */
export const arbitraryCase: fc.Arbitrary<{ process: CompiledProcess; standings: Standings }> = arbitraryDocument
  .map(compileProcess)
  .chain((process) =>
    fc
      .array(arbitraryStanding, { minLength: process.criteria.length, maxLength: process.criteria.length })
      .map((drawn) => ({
        process,
        standings: new Map(
          process.criteria.map((criterion, index) => [
            criterion.key,
            drawn[index] ?? { state: "unknown", levelPercent: null },
          ]),
        ),
      })),
  );

/** Everything met, except these keys. */
export function allMetBut(process: CompiledProcess, ...keys: readonly string[]): Standings {
  return new Map(
    process.criteria
      .filter((criterion) => !keys.includes(criterion.key))
      .map((criterion) => [criterion.key, { state: "met", levelPercent: null }]),
  );
}
