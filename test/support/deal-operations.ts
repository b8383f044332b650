import fc from "fast-check";

/** What somebody does to a deal. */
export type Operation =
  | { readonly kind: "criterion"; readonly key: string; readonly state: string; readonly level: number | null }
  | { readonly kind: "patch"; readonly closeDate: string | null }
  | { readonly kind: "move"; readonly to: string; readonly reason: string | null; readonly override: boolean };

export function hasReason({ reason }: Extract<Operation, { kind: "move" }>): boolean {
  return reason !== null;
}

interface Vocabulary {
  readonly criteria: readonly string[];
  readonly stages: readonly string[];
}

/** Operations as people send them: most make sense, some do not. */
export function operationsOf({ criteria, stages }: Vocabulary): fc.Arbitrary<Operation> {
  const criterion = fc.record({
    kind: fc.constant("criterion" as const),
    key: fc.constantFrom(...criteria, ...criteria, "nobody_knows_it"),
    state: fc.constantFrom("met", "met", "met", "not_met", "unknown", "not_applicable"),
    level: fc.constantFrom(null, null, null, 0, 50, 100, 33),
  });
  const patch = fc.record({
    kind: fc.constant("patch" as const),
    closeDate: fc.constantFrom(null, "2027-01-31", "2027-02-28", "2027-03-31"),
  });
  const move = fc.record({
    kind: fc.constant("move" as const),
    to: fc.constantFrom(...stages, ...stages, "won", "lost", "reopened", "reopened", "nowhere"),
    reason: fc.constantFrom(null, "As agreed"),
    override: fc.boolean(),
  });
  return fc.oneof({ weight: 5, arbitrary: criterion }, { weight: 1, arbitrary: patch }, { weight: 5, arbitrary: move });
}
