import type { Funnel } from "../../funnel/funnel-shape.ts";
import { LIVE_FIGURES } from "../../funnel/live-figures.ts";
import { type FunnelView, serializeFunnel } from "../../funnel/schema.ts";
import type { TenantSettings } from "../../scope.ts";
import { formatDate, formatTime } from "../../values/calendar.ts";
import type { AlertRow } from "../alert.ts";
import { liveAfter, type Step } from "../life.ts";
import { WHOLE_PROCESS } from "../rules/finding.ts";
import { serializeAlert } from "../schema.ts";
import { digestMessage } from "./message.ts";
import { type DigestView, MOST_ALERTS } from "./schema.ts";
import type { AlertCounts, PastFunnelRow } from "./store.ts";

/** What a digest is made of: the funnels and alerts of now, and what is known of the time before. */
export interface DigestInput {
  readonly tenant: TenantSettings;
  /** Ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly funnels: readonly Funnel[];
  /** The alerts that are not resolved, as they are stored. */
  readonly live: readonly AlertRow[];
  /** What became of alerts since `from`, as it is stored. */
  readonly counts: AlertCounts;
  /** What becomes of the alerts now, and is not stored yet. */
  readonly steps: readonly Step[];
  readonly past: readonly PastFunnelRow[];
}

type ProcessView = DigestView["processes"][number];

/** How the funnels stand and what became of the alerts, as partners are told. Pure. */
export function buildDigest(input: DigestInput): DigestView {
  const { tenant, from, to, funnels, past } = input;
  const pastByProcess = new Map(past.map((row) => [row.process_id, row]));
  const view = {
    period: { from: formatTime(from), to: formatTime(to) },
    processes: funnels.map((funnel) => describeProcess(funnel, pastByProcess.get(funnel.process.id))),
    alerts: describeAlerts(input),
  };
  return { ...view, message: digestMessage(view, tenant) };
}

function describeProcess(funnel: Funnel, past: PastFunnelRow | undefined): ProcessView {
  const { open, figures } = serializeFunnel(funnel);
  const { id, name } = funnel.process;
  return { process_id: id, name, open, figures, change: past ? changeSince(past, { open, figures }) : null };
}

/** What a snapshot has kept, perhaps in an earlier release, which kept less. */
interface PastFunnel {
  readonly undated?: number;
  readonly open?: Partial<FunnelView["open"]>;
  readonly inversion?: { readonly value?: number | null };
  readonly figures?: Partial<FunnelView["figures"]>;
}

function changeSince(past: PastFunnelRow, now: Pick<FunnelView, "open" | "figures">): ProcessView["change"] {
  // Written by snapshots only, and never rewritten.
  const { undated, open, figures, inversion } = JSON.parse(past.funnel) as PastFunnel;
  // Deals that nobody can place on a past day were open all the same, perhaps: what they are missing from is no measure of what came in.
  if (undated) return null;
  // Sums of another currency are no sums to compare with.
  const sums = open?.currency === now.open.currency ? open : undefined;
  const before = { inversion, ...figures };
  return {
    since: formatDate(past.day),
    count: difference(now.open.count, open?.count),
    amount: difference(now.open.amount, sums?.amount),
    weighted_amount: difference(now.open.weighted_amount, sums?.weighted_amount),
    // Every one of them by its name, which the type of entries cannot tell.
    figures: Object.fromEntries(
      LIVE_FIGURES.map((name) => [name, difference(now.figures[name]?.value, before[name]?.value)]),
    ) as NonNullable<ProcessView["change"]>["figures"],
  };
}

/** Rounded to what both are shown with at most, so that 0.3 − 0.1 is 0.2. */
function difference(now: number | null | undefined, before: number | null | undefined): number | null {
  return typeof now === "number" && typeof before === "number" ? Math.round((now - before) * 10_000) / 10_000 : null;
}

function describeAlerts({ from, live, counts, steps }: DigestInput): DigestView["alerts"] {
  let { opened, escalated, resolved } = counts;
  for (const step of steps) {
    if (step.kind === "raised") opened += 1;
    if (step.kind === "resolved") resolved += 1;
    // One that had become critical in the period before, and calmed down since, is counted already.
    if (step.kind === "escalated" && (step.before.escalated_at ?? 0) < from) escalated += 1;
  }
  const alerts = liveAfter(live, steps).sort(byUrgency);
  return {
    live: alerts.slice(0, MOST_ALERTS).map(serializeAlert),
    live_count: alerts.length,
    critical_count: alerts.filter(({ severity }) => severity === "critical").length,
    opened,
    escalated,
    resolved,
  };
}

/** The critical ones first; of these, those about a whole process; then the newest. */
function byUrgency(a: AlertRow, b: AlertRow): number {
  if (a.severity !== b.severity) return a.severity === "critical" ? -1 : 1;
  const [aWhole, bWhole] = [a, b].map(({ subject }) => subject === WHOLE_PROCESS);
  if (aWhole !== bWhole) return aWhole ? -1 : 1;
  return b.opened_at - a.opened_at || (a.id < b.id ? 1 : -1);
}
