import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyDiff } from "../../../test/support/apply-diff.ts";
import { documentPair } from "../../../test/support/related-documents.ts";
import type { ProcessDocument } from "../document.ts";
import { hundredthsToPercent, weightToHundredths } from "../weights.ts";
import { type CompleteDocument, completeDocument } from "./complete-document.ts";
import { diffDocuments } from "./diff-documents.ts";
import { type ProcessDiff, ProcessDiffSchema } from "./schema.ts";

const RUNS = { numRuns: 500 };

function holds(law: (before: ProcessDocument, after: ProcessDocument, diff: ProcessDiff) => void): void {
  const property = fc.property(documentPair, ([before, after]) => {
    law(before, after, diffDocuments(before, after));
  });
  fc.assert(property, RUNS);
}

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : Number(a.key > b.key));

/** What can be said of both directions: keys, and what was there before and after. */
function turns<Value>(entries: readonly { key: string; from: Value; to: Value; field?: string }[], back = false) {
  return entries
    .map(({ key, field, from, to }) => ({ key: `${key} ${field}`, from: back ? to : from, to: back ? from : to }))
    .toSorted(byKey);
}

/** Where everything stands and what it is called and worth, by key. */
function placesIn(document: CompleteDocument) {
  const stages = document.stages.map(({ key, name, criteria }, position) => {
    const hundredths = criteria.reduce((sum, { weight }) => sum + weightToHundredths(weight), 0);
    return [key, { key, name, position, weight: hundredthsToPercent(hundredths) }] as const;
  });
  const criteria = document.stages.flatMap((stage) =>
    stage.criteria.map(({ key, name, weight }, position) => {
      return [key, { key, name, stage: stage.key, position, weight }] as const;
    }),
  );
  return { stages: new Map(stages), criteria: new Map(criteria) };
}

describe("a diff", () => {
  test("makes the later document of the earlier one", () => {
    holds((before, after, diff) => {
      expect(applyDiff(before, diff)).toEqual(completeDocument(after));
    });
  });

  test("of a document and itself is identical, however its defaults are written", () => {
    holds((document) => {
      expect(diffDocuments(document, document).identical).toBe(true);
      expect(diffDocuments(document, completeDocument(document)).identical).toBe(true);
    });
  });

  test("is identical exactly when the complete documents are equal", () => {
    holds((before, after, diff) => {
      const [was, is] = [completeDocument(before), completeDocument(after)].map((document) => JSON.stringify(document));
      expect(diff.identical).toBe(was === is);
    });
  });

  test("has its mirror image in the diff the other way", () => {
    holds((before, after, { gate_policy, stages, criteria }) => {
      const back = diffDocuments(after, before);
      expect(back.gate_policy).toEqual(gate_policy && { from: gate_policy.to, to: gate_policy.from });
      for (const [there, here] of [
        [stages, back.stages],
        [criteria, back.criteria],
      ] as const) {
        const keys = (entries: readonly { key: string }[]) => entries.map(({ key }) => key);
        expect(keys(here.removed)).toEqual(keys(there.added));
        expect(keys(here.added)).toEqual(keys(there.removed));
        expect(turns(here.renamed, true)).toEqual(turns(there.renamed));
        expect(turns(here.reweighted, true)).toEqual(turns(there.reweighted));
        expect(turns<unknown>(here.edited, true)).toEqual(turns<unknown>(there.edited));
        expect(here.reordered).toHaveLength(there.reordered.length);
      }
      expect(turns(back.criteria.moved, true)).toEqual(turns(criteria.moved));
    });
  });

  test("says of everything what it is called, where it stands and what it is worth", () => {
    holds((before, after, { stages, criteria }) => {
      const [was, is] = [placesIn(completeDocument(before)), placesIn(completeDocument(after))];
      for (const { stage: _, ...place } of stages.added) expect(is.stages.get(place.key)).toMatchObject(place);
      for (const removed of stages.removed) expect(was.stages.get(removed.key)).toEqual(removed);
      for (const { key, from, to } of stages.reweighted) {
        expect([was.stages.get(key)?.weight, is.stages.get(key)?.weight]).toEqual([from, to]);
      }
      for (const { key, from, to } of stages.reordered) {
        expect([was.stages.get(key)?.position, is.stages.get(key)?.position]).toEqual([from, to]);
      }
      for (const { key, name } of [...stages.reweighted, ...stages.reordered, ...stages.edited]) {
        expect(is.stages.get(key)?.name).toBe(name);
      }

      for (const { criterion: _, ...place } of criteria.added) expect(is.criteria.get(place.key)).toMatchObject(place);
      for (const removed of criteria.removed) expect(was.criteria.get(removed.key)).toEqual(removed);
      for (const { key, stage, from, to } of criteria.reordered) {
        expect(was.criteria.get(key)).toMatchObject({ stage, position: from });
        expect(is.criteria.get(key)).toMatchObject({ stage, position: to });
      }
      for (const { key, from, to } of criteria.moved) {
        expect(was.criteria.get(key)).toMatchObject(from);
        expect(is.criteria.get(key)).toMatchObject(to);
      }
      for (const { key, name, stage } of [...criteria.reweighted, ...criteria.reordered, ...criteria.edited]) {
        expect(is.criteria.get(key)).toMatchObject({ name, stage });
      }
      for (const { key, stage } of criteria.renamed) expect(is.criteria.get(key)?.stage).toBe(stage);
    });
  });

  test("follows the later document, and the earlier one in what was removed", () => {
    holds((before, after, { stages, criteria }) => {
      const [was, is] = [placesIn(completeDocument(before)), placesIn(completeDocument(after))];
      for (const [lists, earlier, later] of [
        [stages, [...was.stages.keys()], [...is.stages.keys()]],
        [criteria, [...was.criteria.keys()], [...is.criteria.keys()]],
      ] as const) {
        for (const [kind, entries] of Object.entries<readonly { key: string }[]>(lists)) {
          const ranks = entries.map(({ key }) => (kind === "removed" ? earlier : later).indexOf(key));
          expect(ranks, kind).toEqual(ranks.toSorted((a, b) => a - b));
        }
      }
    });
  });

  test("leaves both documents as they were", () => {
    holds((before, after) => {
      const [was, is] = [structuredClone(before), structuredClone(after)];
      diffDocuments(deepFreeze(before), deepFreeze(after));
      expect([before, after]).toEqual([was, is]);
    });
  });

  test("has the declared shape, and the same after a journey as JSON", () => {
    holds((_before, _after, diff) => {
      expect(ProcessDiffSchema.parse(JSON.parse(JSON.stringify(diff)))).toEqual(diff);
    });
  });
});

test("the pairs bring about every kind of change, and none at all", () => {
  const diffs = fc.sample(documentPair, { numRuns: 1_000, seed: 1 }).map((pair) => diffDocuments(...pair));
  const kinds = diffs.flatMap(({ stages, criteria }) =>
    [stages, criteria].flatMap((lists, index) =>
      Object.entries<readonly object[]>(lists).flatMap(([kind, entries]) =>
        entries.map((entry) => `${index} ${kind} ${"field" in entry ? entry.field : ""}`),
      ),
    ),
  );
  // Five kinds and three fields of stages, six kinds and nine fields of criteria.
  expect(new Set(kinds).size).toBe(5 + 3 + 6 + 9);
  expect(diffs.filter(({ identical }) => identical).length).toBeGreaterThan(20);
  expect(diffs.some(({ gate_policy }) => gate_policy !== null)).toBe(true);
});

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
