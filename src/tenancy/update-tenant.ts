import type { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { definedOf } from "../values/patch.ts";
import { nextDigestAt } from "./next-digest.ts";
import { readDigest, type TenantPatchSchema } from "./schema.ts";
import { evaluateSoon, readOwnTenant, type TenantRow, updateOwnTenant } from "./store.ts";

type TenantPatch = z.infer<typeof TenantPatchSchema>;

/** What decides when the company is evaluated next. */
const SCHEDULE = ["timezone", "evaluation_interval_seconds", "digest"] as const;
const SETTINGS = ["name", "locale", "currency", "snapshot_retention_days", ...SCHEDULE] as const;

/**
 * Changes the company's settings. Nothing is written when nothing differs. Where the change bears on when it is evaluated, it is soon, and from
 * then on by the settings as they are then: an evaluation that is under way has not seen them.
 */
export async function updateTenant(
  scope: TenantScope,
  patch: TenantPatch,
  ifMatch: IfMatch,
): Promise<Decision<TenantRow>> {
  const [[before]] = await scope.db.read([readOwnTenant()]);
  if (!before) throw notFound("tenant");
  checkIfMatch(ifMatch, before.revision);
  const wanted = { ...before, ...columnsOf(patch) };
  const differs = (setting: (typeof SETTINGS)[number]) => wanted[setting] !== before[setting];
  if (!SETTINGS.some(differs)) return unchanged(before);
  const after: TenantRow = { ...wanted, updated_at: scope.now, revision: before.revision + 1 };
  const change = updateOwnTenant(after, dueAt(before, after, scope.now));
  return { result: after, changes: [change, ...(SCHEDULE.some(differs) ? [evaluateSoon(scope.now)] : [])], events: [] };
}

function columnsOf({ evaluation_interval_minutes: minutes, digest, ...patch }: TenantPatch): Partial<TenantRow> {
  return definedOf({
    ...patch,
    evaluation_interval_seconds: minutes === undefined ? undefined : minutes * 60,
    digest: digest ? JSON.stringify({ every: digest.every, weekday: digest.weekday, at: digest.at }) : digest,
  });
}

/** When a digest is due after a change; undefined where that is as it was. */
function dueAt(before: TenantRow, after: TenantRow, now: number): number | null | undefined {
  if (after.digest === before.digest && after.timezone === before.timezone) return undefined;
  const digest = readDigest(after);
  return digest && nextDigestAt(digest, now, after.timezone);
}
