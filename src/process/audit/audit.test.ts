import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDocument } from "../../../test/support/arbitrary-process.ts";
import type { ProcessDocument } from "../document.ts";
import { ProcessDocumentSchema } from "../schema.ts";
import { writeTemplates } from "../templates/templates.ts";
import { auditProcess } from "./audit.ts";
import type { DealHistory, TracedDeal } from "./deal-history.ts";
import { AUDIT_RULES, type Finding } from "./finding.ts";
import { isSellerActivity } from "./language/activity.ts";
import { isElapsedTime } from "./language/elapsed-time.ts";
import { inferTheme } from "./language/themes.ts";
import { isVague } from "./language/vague.ts";

const TEMPLATES = [...writeTemplates("en"), ...writeTemplates("fi")];

const NAMES = [
  "Called three times",
  "Tarjous lähetetty",
  "30 days since first contact",
  "Kaksi viikkoa kulunut",
  "Good fit",
  "Hyvä suhde",
  "Budget confirmed",
  "Tarve kartoitettu",
  "Ongelma tunnistettu",
  "Spoke with the decision maker",
];

const arbitraryName = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }),
  fc
    .array(fc.constantFrom(...NAMES.flatMap((name) => name.split(" ")), "the", "buyer", "asiakas", "2", "-", ":"), {
      minLength: 1,
      maxLength: 12,
    })
    .map((words) => words.join(" ")),
);

/** Anything that can be stored: keys and names may repeat, weights total anything, stages may be empty. */
const arbitraryDraft: fc.Arbitrary<ProcessDocument> = fc.record({
  stages: fc.array(
    fc.record({
      key: fc.constantFrom("a", "b", "c"),
      name: arbitraryName,
      max_days: fc.option(fc.integer({ min: 1, max: 90 })),
      criteria: fc.array(
        fc.record(
          {
            key: fc.constantFrom("x", "y", "z"),
            name: arbitraryName,
            weight: fc.nat(10_000).map((hundredths) => hundredths / 100),
            required: fc.boolean(),
            confirmed_by: fc.constantFrom("rep" as const, "buyer" as const, null),
            theme: fc.constantFrom("problem" as const, "need" as const, "funds" as const, null),
          },
          { requiredKeys: ["key", "name", "weight"] },
        ),
        { maxLength: 5 },
      ),
    }),
    { maxLength: 12 },
  ),
});

const stageKeys = fc.constantFrom("a", "b", "c", "s0", "s1", "s2", "gone");
const arbitraryTime = fc.option(fc.integer({ min: 0, max: 10 * 86_400_000 }));
const arbitraryDeal: fc.Arbitrary<TracedDeal> = fc.record({
  status: fc.constantFrom("open" as const, "won" as const, "lost" as const),
  visits: fc.array(
    fc.record({
      stage: stageKeys,
      direction: fc.constantFrom("entry" as const, "forward" as const, "backward" as const, "reopened" as const),
      entered_at: arbitraryTime,
      left_at: arbitraryTime,
    }),
    { maxLength: 5 },
  ),
  marks: fc.uniqueArray(
    fc.record({
      criterion: fc.constantFrom("x", "y", "z", "c0", "c1"),
      state: fc.constantFrom("unknown" as const, "met" as const, "not_met" as const, "not_applicable" as const),
      changed_at: fc.nat(10 * 86_400_000),
    }),
    { selector: ({ criterion }) => criterion, maxLength: 3 },
  ),
});
const arbitraryHistory: fc.Arbitrary<DealHistory | undefined> = fc.option(
  fc.record({
    timezone: fc.constantFrom("Europe/Helsinki", "America/New_York", "UTC"),
    // The same deal many times over, or habits would never come about.
    deals: fc
      .array(fc.tuple(arbitraryDeal, fc.nat(15)), { maxLength: 3 })
      .map((drawn) => drawn.flatMap(([deal, count]) => Array.from({ length: count }, () => deal))),
    known: fc.constant({
      stages: new Set(["a", "b", "c", "s0", "s1", "s2"]),
      criteria: new Set(["x", "y", "z", "c0", "c1"]),
    }),
  }),
  { nil: undefined },
);
const arbitraryDocuments = fc.oneof(arbitraryDocument, arbitraryDraft);

/** What a JSON pointer names in a document; undefined where there is nothing. */
function pointedAt(document: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);
}

const withoutWords = (findings: readonly Finding[]) =>
  findings.map(({ rule, severity, pointer }) => ({ rule, severity, pointer }));

describe("of any document with any history", () => {
  test("the audit is pure, points into the document and differs by language in its words only", () => {
    fc.assert(
      fc.property(arbitraryDocuments, arbitraryHistory, (document, history) => {
        const before = structuredClone({ document, history });
        const [english, finnish] = [auditProcess(document, "en", history), auditProcess(document, "fi", history)];
        expect({ document, history }).toEqual(before);
        expect(auditProcess(document, "en", history)).toEqual(english);
        expect(finnish.kind).toBe(english.kind);
        expect(finnish.explanation).not.toBe(english.explanation);
        expect(withoutWords(finnish.findings)).toEqual(withoutWords(english.findings));
        for (const [index, finding] of english.findings.entries()) {
          expect(pointedAt(document, finding.pointer)).toBeDefined();
          expect(finnish.findings[index]?.why).not.toBe(finding.why);
          expect(finnish.findings[index]?.remedy).not.toBe(finding.remedy);
        }
        const order = english.findings.map(({ rule }) => AUDIT_RULES.indexOf(rule));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });

  test("no name makes a rule throw", () => {
    const repeated = fc
      .tuple(
        fc.constantFrom("a ", "30 days ", "ei vastausta ", "sent ", "tarjouksesta ", "ä", "deal over "),
        fc.nat(200),
      )
      .map(([unit, length]) => unit.repeat(200).slice(0, length));
    fc.assert(
      fc.property(fc.oneof(arbitraryName, repeated), (name) => {
        for (const read of [isSellerActivity, isElapsedTime, isVague, inferTheme]) read(name);
      }),
      { numRuns: 500 },
    );
  });
});

describe("every rule", () => {
  /** Has everything wrong with it at once. */
  const worst: ProcessDocument = {
    stages: [
      {
        key: "a",
        name: "New",
        criteria: [
          { key: "a1", name: "Called three times", weight: 1 },
          { key: "a2", name: "30 päivää ensikontaktista", weight: 1 },
          { key: "a3", name: "Budget confirmed", weight: 1, required: false },
        ],
      },
      { key: "b", name: "new", criteria: [] },
      {
        key: "c",
        name: "Close",
        criteria: [
          { key: "c1", name: "Interested", weight: 60 },
          { key: "c2", name: "Confirmed budget", weight: 10 },
          { key: "c3", name: "Need identified", weight: 10 },
        ],
      },
      ...Array.from({ length: 6 }, (_, index) => ({ key: `d${index}`, name: `Stage ${index}`, criteria: [] })),
      { key: "z", name: "Last", criteria: [{ key: "z1", name: "Agreement signed", weight: 99, required: true }] },
    ],
  };
  const habits: DealHistory = {
    timezone: "UTC",
    deals: Array.from({ length: 10 }, () => ({
      status: "won" as const,
      visits: [
        { stage: "a", direction: "entry" as const, entered_at: 0, left_at: 3 * 86_400_000 },
        { stage: "c", direction: "forward" as const, entered_at: 3 * 86_400_000, left_at: null },
        { stage: "z", direction: "forward" as const, entered_at: null, left_at: null },
      ],
      marks: [{ criterion: "a1", state: "met" as const, changed_at: 3 * 86_400_000 }],
    })),
    known: { stages: new Set(["a", "b", "c", "z"]), criteria: new Set(["a1", "c1", "c2", "c3", "z1"]) },
  };
  const unmarked: ProcessDocument = {
    stages: worst.stages.map((stage) =>
      stage.key === "c"
        ? { ...stage, criteria: stage.criteria.map((each) => ({ ...each, required: each.key === "c3" })) }
        : stage,
    ),
  };
  const findings = [worst, unmarked].map((document) => ({
    en: auditProcess(document, "en", habits).findings,
    fi: auditProcess(document, "fi", habits).findings,
  }));

  test.each(AUDIT_RULES)("%s has something to say, in two languages that differ", (rule) => {
    const told = findings.flatMap(({ en, fi }) =>
      en.flatMap((finding, index) => (finding.rule === rule ? [[finding, fi[index]] as const] : [])),
    );
    expect(told.length).toBeGreaterThan(0);
    for (const [english, finnish] of told) {
      expect(finnish?.why).not.toBe(english.why);
      expect(finnish?.remedy).not.toBe(english.remedy);
      for (const text of [english.why, english.remedy, finnish?.why, finnish?.remedy]) {
        expect(text).toMatch(/^\S.*[.?!”]$/u);
        expect(text).not.toMatch(/undefined|NaN|null|\[object| {2}/u);
      }
    }
  });
});

describe.each(TEMPLATES)("the template $key in $locale", ({ document }) => {
  test("is optimised, with nothing to say about it", () => {
    expect(ProcessDocumentSchema.safeParse(document).success).toBe(true);
    for (const locale of ["en", "fi"] as const) {
      expect(auditProcess(document, locale)).toMatchObject({ kind: "optimised", findings: [] });
    }
  });

  test("has no name that reads as activity, time or a feeling", () => {
    for (const { name } of document.stages.flatMap(({ criteria }) => criteria)) {
      expect([isSellerActivity(name), isElapsedTime(name), isVague(name)], name).toEqual([false, false, false]);
    }
  });
});
