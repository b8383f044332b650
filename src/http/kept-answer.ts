import { seal, unseal, unsealBytes } from "../db/seal.ts";
import { DomainError } from "../errors.ts";
import type { Answer } from "./answer.ts";

/** Answers that are longer than this are kept compressed, which is not worth it for what is short. */
const COMPRESS_FROM = 16_384;
/** D1 takes a text of 2 MB at most. */
const MAX_SEALED = 1_900_000;
/** Told apart by a character that base64url does not have. */
const COMPRESSED = "gzip.";

/** An answer as it is kept for a repeated request. Throws `payload_too_large` for one that is too long to be kept. */
export async function sealAnswer(encryptionKey: string, context: string, answer: Answer): Promise<string> {
  const plain = JSON.stringify(answer);
  if (plain.length < COMPRESS_FROM) return seal(encryptionKey, context, plain);
  const compressed = await through(new Blob([plain]), new CompressionStream("gzip"));
  const sealed = COMPRESSED + (await seal(encryptionKey, context, new Uint8Array(compressed)));
  if (sealed.length <= MAX_SEALED) return sealed;
  const detail = "The answer would be too long to be kept for the Idempotency-Key. Ask for less at a time.";
  throw new DomainError("payload_too_large", detail);
}

/** Opens what `sealAnswer` has made. */
export async function unsealAnswer(encryptionKey: string, context: string, sealed: string): Promise<Answer> {
  return JSON.parse(await open(encryptionKey, context, sealed)) as Answer; // sealed by `sealAnswer`
}

async function open(encryptionKey: string, context: string, sealed: string): Promise<string> {
  if (!sealed.startsWith(COMPRESSED)) return unseal(encryptionKey, context, sealed);
  const bytes = await unsealBytes(encryptionKey, context, sealed.slice(COMPRESSED.length));
  return new TextDecoder().decode(await through(new Blob([bytes]), new DecompressionStream("gzip")));
}

function through(blob: Blob, stream: CompressionStream | DecompressionStream): Promise<ArrayBuffer> {
  return new Response(blob.stream().pipeThrough(stream)).arrayBuffer();
}
