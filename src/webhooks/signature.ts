/** What every webhook secret begins with (Standard Webhooks 1.0). */
const SECRET_PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A new secret to sign webhooks with: `whsec_` and base64 of 32 random bytes. */
export function makeWebhookSecret(): string {
  return SECRET_PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/** What is sent. The id is the event's, so a receiver can tell a repetition from news. */
export interface SignedMessage {
  readonly id: string;
  /** When this attempt is made, in seconds since the epoch: receivers refuse what is older than some minutes. */
  readonly timestampSeconds: number;
  /** The bytes that are signed are the bytes that are sent. */
  readonly body: string;
}

/**
 * The headers of Standard Webhooks 1.0. `webhook-signature` lists one signature a secret, separated by blanks: while a secret is being
 * replaced both sign, and the receiver accepts either. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function signatureHeaders(
  secrets: readonly string[],
  message: SignedMessage,
): Promise<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  const signatures = await Promise.all(secrets.map((secret) => sign(secret, message)));
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestampSeconds),
    "webhook-signature": signatures.join(" "),
  };
}

async function sign(secret: string, { id, timestampSeconds, body }: SignedMessage): Promise<string> {
  const bytes = fromBase64(secret.slice(SECRET_PREFIX.length));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const content = new TextEncoder().encode(`${id}.${timestampSeconds}.${body}`);
  return `v1,${toBase64(new Uint8Array(await crypto.subtle.sign("HMAC", key, content)))}`;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
