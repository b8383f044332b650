import type { Change } from "../../db/tenant-db.ts";
import type { NewEvent } from "../../events/catalogue.ts";
import type { Funnel } from "../../funnel/funnel-shape.ts";
import { shapeFunnels } from "../../funnel/read-funnel.ts";
import { listAllOpenDeals, listProcessHeads } from "../../funnel/store.ts";
import { listRollups } from "../../opportunities/rollup-store.ts";
import type { TenantScope } from "../../scope.ts";
import { listCurrencyRates } from "../../tenancy/currency-rates-store.ts";
import { nextDigestAt } from "../../tenancy/next-digest.ts";
import { readDigest } from "../../tenancy/schema.ts";
import { localDay } from "../../values/calendar.ts";
import type { AlertRow } from "../alert.ts";
import type { Step } from "../life.ts";
import { listLiveAlerts } from "../store.ts";
import { buildDigest } from "./build-digest.ts";
import { periodBegins } from "./period.ts";
import type { DigestView } from "./schema.ts";
import { countAlertsSince, type DigestRow, findDigest, listSnapshotsBefore, moveDigestOn } from "./store.ts";

/** What an evaluation of all processes has at hand. */
export interface DigestSource {
  readonly row: DigestRow;
  readonly funnels: readonly Funnel[];
  /** As they were read; what becomes of them are the steps. */
  readonly live: readonly AlertRow[];
  readonly steps: readonly Step[];
}

export interface DecidedDigest {
  readonly changes: readonly Change[];
  readonly events: readonly NewEvent[];
  /** When the next one is due after this commit, in ms since the epoch; null for never. */
  readonly dueAt: number | null;
}

/**
 * The digest of a company that is due one, for the commit of the evaluation that finds it so: the event, and the next one due in the future.
 * Slots that were missed are not made up for: one digest tells of all the time since. Nothing where none is due. Of two evaluations at once one
 * sends it, the other fails with `conflict`. One round trip when it is due.
 */
export async function digestOf(scope: TenantScope, source: DigestSource): Promise<DecidedDigest> {
  const { digest_due_at: dueAt } = source.row;
  const setting = readDigest(source.row);
  if (!setting || dueAt === null || dueAt > scope.now) return { changes: [], events: [], dueAt };
  const digest = await makeDigest(scope, source);
  const next = nextDigestAt(setting, scope.now, scope.tenant.timezone);
  return { changes: [moveDigestOn(next, dueAt)], events: [{ type: "funnel.digest", data: { digest } }], dueAt: next };
}

/** The digest as it would be sent now, with the alerts as the last evaluation left them. */
export async function readDigestOfNow(scope: TenantScope): Promise<DigestView> {
  const [[row], live, rates, processes, rollups, deals] = await scope.db.read([
    findDigest(),
    listLiveAlerts(),
    listCurrencyRates(scope.tenant.currency),
    listProcessHeads(),
    listRollups(),
    listAllOpenDeals(),
  ]);
  const inUse = processes.filter(({ archived_at }) => archived_at === null);
  const funnels = await shapeFunnels(scope, { processes: inUse, rates, rollups, deals });
  return makeDigest(scope, { row: row ?? { digest: null, digest_due_at: null }, funnels, live, steps: [] });
}

async function makeDigest(scope: TenantScope, { row, ...source }: DigestSource): Promise<DigestView> {
  const { tenant, now } = scope;
  const from = periodBegins(readDigest(row), row.digest_due_at, now, tenant.timezone);
  const [[counts], past] = await scope.db.read([
    countAlertsSince(from),
    listSnapshotsBefore(localDay(from, tenant.timezone)),
  ]);
  return buildDigest({
    ...source,
    tenant,
    from,
    to: now,
    counts: counts ?? { opened: 0, escalated: 0, resolved: 0 },
    past,
  });
}
