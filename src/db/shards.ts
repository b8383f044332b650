import type { Env } from "../env.ts";

/**
 * The shards of this deployment in order: DB, DB_1, DB_2 … A shard is one D1 database; credentials and jobs carry its number, so finding a
 * tenant's database needs no look-up.
 */
export function listShards(env: Env): readonly D1Database[] {
  const bindings = env as unknown as Record<string, D1Database | undefined>; // further shards are bound by name
  const shards: D1Database[] = [env.DB];
  for (let number = 1; ; number++) {
    const shard = bindings[`DB_${number}`];
    if (!shard) return shards;
    shards.push(shard);
  }
}

/** The database of a shard; undefined when the deployment has no such shard. */
export function findShard(env: Env, shard: number): D1Database | undefined {
  return listShards(env)[shard];
}
