/**
 * What deals have made of a version of a process, since it was published. The document that is looked at may be a later one: keys are what they
 * share.
 */
export interface DealHistory {
  /** IANA name; day boundaries are this zone's. */
  readonly timezone: string;
  readonly deals: readonly TracedDeal[];
  /** The keys of that version. Of what has come since, deals say nothing. */
  readonly known: { readonly stages: ReadonlySet<string>; readonly criteria: ReadonlySet<string> };
}

export interface TracedDeal {
  readonly status: "open" | "won" | "lost";
  /** In the order in which they happened. */
  readonly visits: readonly TracedVisit[];
  /** At most one a criterion. */
  readonly marks: readonly TracedMark[];
}

/** Times are milliseconds since the epoch, null where unknown. An imported deal's first visit says nothing of earlier stages. */
export interface TracedVisit {
  readonly stage: string;
  readonly direction: "entry" | "forward" | "backward" | "reopened";
  readonly entered_at: number | null;
  readonly left_at: number | null;
}

export interface TracedMark {
  readonly criterion: string;
  readonly state: "unknown" | "met" | "not_met" | "not_applicable";
  readonly changed_at: number;
}
