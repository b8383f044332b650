import type { Random } from "./random.ts";

/** What a criterion of a process document says about its proof. */
export interface ProvableCriterion {
  readonly key: string;
  readonly evidence: string | null;
  readonly confirmed_by: string | null;
}

const QUOTES = [
  "Said so in the meeting; the notes are in the account folder.",
  "Confirmed by e-mail after the call.",
  "The head of maintenance put it in her own words.",
  "On the whiteboard photo from the workshop.",
] as const;

/** The body of `PUT …/criteria/{key}` for a criterion that is met, with the kind of evidence that it asks for. */
export function metCriterion(criterion: ProvableCriterion, random: Random, currency: string, today: string): object {
  return {
    state: "met",
    evidence: evidenceOf(criterion.evidence, random, currency, today),
    confirmed_by: criterion.confirmed_by ?? "rep",
  };
}

function evidenceOf(kind: string | null, random: Random, currency: string, today: string): object {
  switch (kind) {
    case "date":
      return { date: today };
    case "amount":
      return { amount: 10_000 * random.int(1, 30), currency };
    case "link":
      return { link: "https://example.com/notes" };
    default:
      return { text: random.pick(QUOTES) };
  }
}
