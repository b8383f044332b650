/** The most endpoints a company may have: every event is matched against each of them within its commit. */
export const MAX_ENDPOINTS = 20;

/** Who or what disabled an endpoint: a person, a person who is deleting it, the receiver's 410, five days of failure. */
export const DISABLED_REASONS = ["requested", "deleted", "gone", "failing"] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];
