import { base64url } from "jose";

const IV_BYTES = 12;
const keysByText = new Map<string, Promise<CryptoKey>>();

function importKey(encryptionKey: string): Promise<CryptoKey> {
  let key = keysByText.get(encryptionKey);
  if (!key) {
    const bytes = Uint8Array.from(atob(encryptionKey), (character) => character.charCodeAt(0));
    key = crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    keysByText.set(encryptionKey, key);
  }
  return key;
}

/**
 * Encrypts what must be readable again but not from a copy of the database: AES-256-GCM under the deployment's ENCRYPTION_KEY. `context`
 * (which row it belongs to) is authenticated, so a sealed value moved to another row does not open.
 */
export async function seal(encryptionKey: string, context: string, plain: string | Uint8Array): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const encoder = new TextEncoder();
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: encoder.encode(context) },
    await importKey(encryptionKey),
    typeof plain === "string" ? encoder.encode(plain) : plain,
  );
  const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), IV_BYTES);
  return base64url.encode(bytes);
}

/** Opens what `seal` made with the same key and context. Throws when either differs. */
export async function unseal(encryptionKey: string, context: string, sealed: string): Promise<string> {
  return new TextDecoder().decode(await unsealBytes(encryptionKey, context, sealed));
}

/** As `unseal`, of bytes. */
export async function unsealBytes(encryptionKey: string, context: string, sealed: string): Promise<Uint8Array> {
  const bytes = base64url.decode(sealed);
  const plain = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: bytes.subarray(0, IV_BYTES), additionalData: new TextEncoder().encode(context) },
    await importKey(encryptionKey),
    bytes.subarray(IV_BYTES),
  );
  return new Uint8Array(plain);
}

/** SHA-256 as base64url: how credentials and request fingerprints are stored. */
export async function digest(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return base64url.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
