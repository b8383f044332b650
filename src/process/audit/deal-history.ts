/** What deals have made of a process. Deals may have been pinned to other versions: keys are what they share with the document. */
export interface DealHistory {
  /** IANA name; day boundaries are this zone's. */
  readonly timezone: string;
  readonly deals: readonly TracedDeal[];
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
