import { base64url } from "jose";

const PATTERN = /^infk_(\d{1,4})_[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;

/** A new API key's secret: `infk_<shard>_<256 random bits>`. Shown once; only its digest is kept. */
export function makeSecret(shard: number): string {
  return `infk_${shard}_${base64url.encode(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))}`;
}

/** The shard a key names; undefined for what is not a key of ours. */
export function shardOfSecret(secret: string): number | undefined {
  const match = PATTERN.exec(secret);
  return match ? Number(match[1]) : undefined;
}
