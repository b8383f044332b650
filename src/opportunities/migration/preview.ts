import type { z } from "@hono/zod-openapi";
import { jsonBytes } from "../../db/packs.ts";
import type { TenantScope } from "../../scope.ts";
import { bindMapping } from "./mapping.ts";
import type { MigratedDeal } from "./migrate-deal.ts";
import { listCriteriaOfVersion, listOpenOfVersion } from "./migration-store.ts";
import { countOutcome, EFFECTS, effectsOf, NO_OUTCOME } from "./outcome.ts";
import type { CheckedMigration } from "./request.ts";
import { migrateAll } from "./run.ts";
import { type AffectedSchema, type MigrationPreviewSchema, serializeAffected, serializeOutcome } from "./schema.ts";

/** Deals that are read at once, and how often: 60,000 deals in 30 statements, of the 40 that a request may take. */
const READ_AT_ONCE = 4_000;
const MOST_READS = 15;
/** What the list of those affected may come to, so that the answer stays one that can be kept for a repeated request. */
const MOST_LISTED = 2_000;
const MOST_BYTES = 1_000_000;

type Affected = z.infer<typeof AffectedSchema>;

/** What a migration would do, by the rules that carry it out. Writes nothing. */
export async function previewMigration(
  scope: TenantScope,
  { processId, from, to, target, mapping, opportunities }: CheckedMigration,
): Promise<z.infer<typeof MigrationPreviewSchema>> {
  const plan = { toVersion: to, to: target, mapping: bindMapping(target, mapping) };
  const affected: MigratedDeal[] = [];
  let outcome = NO_OUTCOME;
  let previewed = 0;
  let after = "";
  for (let read = 1; read <= MOST_READS; read++) {
    const place = [processId, from, after, READ_AT_ONCE] as const;
    const [deals, criteria] = await scope.db.read([listOpenOfVersion(...place), listCriteriaOfVersion(...place)]);
    const migrated = migrateAll(plan, deals, criteria);
    outcome = countOutcome(outcome, migrated);
    affected.push(...migrated.filter((deal) => effectsOf(deal).length > 0));
    previewed += deals.length;
    after = deals.at(-1)?.id ?? after;
    if (deals.length < READ_AT_ONCE) break;
  }
  const listed = listWorstFirst(affected);
  return {
    process_id: processId,
    from,
    to,
    mapping: { stages: { ...mapping.stages }, criteria: { ...mapping.criteria } },
    dry_run: true,
    opportunities: Math.max(opportunities, previewed),
    previewed,
    ...serializeOutcome(outcome),
    affected: listed,
    affected_left_out: affected.length - listed.length,
  };
}

/** Those that become hollow first, then those that change stage, and so on; in the order of ids within. As many as the answer can hold. */
function listWorstFirst(affected: readonly MigratedDeal[]): Affected[] {
  const rank = (deal: MigratedDeal) => EFFECTS.findIndex((effect) => effectsOf(deal).includes(effect));
  const ranked = affected.map((deal) => ({ deal, rank: rank(deal) })).sort((a, b) => a.rank - b.rank);
  const listed: Affected[] = [];
  let bytes = 0;
  for (const { deal } of ranked.slice(0, MOST_LISTED)) {
    const entry = serializeAffected(deal);
    bytes += jsonBytes(entry);
    if (bytes > MOST_BYTES) break;
    listed.push(entry);
  }
  return listed;
}
