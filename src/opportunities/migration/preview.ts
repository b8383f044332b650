import type { z } from "@hono/zod-openapi";
import { jsonBytes } from "../../db/packs.ts";
import type { TenantScope } from "../../scope.ts";
import { migrateDeals, planMigration } from "./migrate-deal.ts";
import { listOpenOfVersion, readDeals } from "./migration-store.ts";
import { countOutcome, EFFECTS, type Effect, effectsOf, NO_OUTCOME } from "./outcome.ts";
import type { CheckedMigration } from "./request.ts";
import { type AffectedSchema, type MigrationPreviewSchema, serializeAffected, serializeOutcome } from "./schema.ts";

/** Deals that are read at once, and how often: 34,000 deals in as many statements as a request may take. */
const READ_AT_ONCE = 2_000;
const MOST_READS = 17;
/** What the list of those affected may come to, so that the answer stays one that can be kept for a repeated request. */
const MOST_LISTED = 2_000;
const MOST_BYTES = 900_000;

type Affected = z.infer<typeof AffectedSchema>;

/** What a migration would do, by the rules that carry it out. Writes nothing. */
export async function previewMigration(
  scope: TenantScope,
  { processId, from, to, target, mapping, opportunities }: CheckedMigration,
): Promise<z.infer<typeof MigrationPreviewSchema>> {
  const plan = planMigration(to, target, mapping);
  const [open] = await scope.db.read([listOpenOfVersion(processId, from, READ_AT_ONCE * MOST_READS)]);
  const ids = open.map(({ id }) => id);
  const affected = new AffectedList();
  let outcome = NO_OUTCOME;
  for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
    const [deals, said] = await scope.db.read(readDeals(ids.slice(start, start + READ_AT_ONCE), from));
    const migrated = migrateDeals(plan, deals, said);
    outcome = countOutcome(outcome, migrated);
    for (const deal of migrated) {
      const [worst] = effectsOf(deal);
      if (worst) affected.add(worst, () => serializeAffected(deal));
    }
  }
  const listed = affected.worstFirst();
  return {
    process_id: processId,
    from,
    to,
    mapping: { stages: { ...mapping.stages }, criteria: { ...mapping.criteria } },
    dry_run: true,
    opportunities: Math.max(opportunities, ids.length),
    previewed: ids.length,
    ...serializeOutcome(outcome),
    affected: listed,
    affected_left_out: affected.count - listed.length,
  };
}

/** Those affected, by the worst of what happens to them; no more of any kind than could be listed. */
class AffectedList {
  readonly #byEffect = new Map<Effect, Affected[]>(EFFECTS.map((effect) => [effect, []]));
  count = 0;

  add(worst: Effect, entry: () => Affected): void {
    this.count += 1;
    const alike = this.#byEffect.get(worst);
    if (alike && alike.length < MOST_LISTED) alike.push(entry());
  }

  /** Those that become hollow first, then those that change stage, and so on; in the order of ids within. As many as the answer can hold. */
  worstFirst(): Affected[] {
    const listed: Affected[] = [];
    let bytes = 0;
    for (const entry of [...this.#byEffect.values()].flat().slice(0, MOST_LISTED)) {
      // A kept answer is JSON within JSON.
      bytes += jsonBytes(JSON.stringify(entry));
      if (bytes > MOST_BYTES) break;
      listed.push(entry);
    }
    return listed;
  }
}
