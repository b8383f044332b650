import type { Status } from "../transition.ts";

export const SORT_KEYS = ["id", "updated_at", "amount", "score", "expected_close_date"] as const;

/** What a list is in the order of. Ties are in the order of the ids, the same way round; what has no such value comes last either way. */
export interface Sort {
  readonly key: (typeof SORT_KEYS)[number];
  readonly isDescending: boolean;
}

/** What is looked for, in the table's units. All of it must be true of an opportunity; what is undefined or empty is not asked. */
export interface SearchFilters {
  readonly status: Status | undefined;
  readonly stage: string | undefined;
  readonly owner: string | undefined;
  readonly processId: string | undefined;
  readonly account: string | undefined;
  readonly externalId: string | undefined;
  readonly currency: string | undefined;
  /** Each of them. */
  readonly tags: readonly string[];
  /** Each must occur in the folded text of name and account (`searchTerms`). */
  readonly terms: readonly string[];
  readonly isHollow: boolean | undefined;
  readonly isStalled: boolean | undefined;
  readonly isSingleThreaded: boolean | undefined;
  readonly minScoreHundredths: number | undefined;
  readonly maxScoreHundredths: number | undefined;
  /** Major units, as they are shown; the two are among what is found. */
  readonly minAmount: number | undefined;
  readonly maxAmount: number | undefined;
  /** Milliseconds since the epoch; that time itself counts. */
  readonly updatedSince: number | undefined;
  /** Days since 1970-01-01, which do not count themselves. */
  readonly closeBeforeDay: number | undefined;
  readonly closeAfterDay: number | undefined;
  readonly stepDueBeforeDay: number | undefined;
  readonly custom: readonly CustomFilter[];
}

/** A custom field must have this value: text as it is written, a number by its worth, `true` or `false`. */
export interface CustomFilter {
  readonly key: string;
  readonly value: string;
}

export interface Search {
  readonly filters: SearchFilters;
  readonly sort: Sort;
}

/** Where one page of a search ends and the next begins: the value that it is sorted by (null also where that is the id itself), and the id. */
export interface Place {
  readonly value: number | null;
  readonly id: string;
}
