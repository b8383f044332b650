import { seal, unseal } from "../db/seal.ts";
import type { EndpointRow } from "./endpoint-store.ts";

/** Seals a signing secret for its row: it must be readable to sign with, but not from a copy of the database. */
export function sealSecret(
  encryptionKey: string,
  tenantId: string,
  endpointId: string,
  secret: string,
): Promise<string> {
  return seal(encryptionKey, contextOf(tenantId, endpointId), secret);
}

/** The secrets that sign at this moment: the current one, and the one it replaced until that expires. Throws when one does not open. */
export async function openSecrets(
  encryptionKey: string,
  tenantId: string,
  endpoint: EndpointRow,
  now: number,
): Promise<string[]> {
  const { secret, previous_secret: previous, previous_secret_expires_at: expiresAt } = endpoint;
  const sealed = previous !== null && expiresAt !== null && expiresAt > now ? [secret, previous] : [secret];
  return Promise.all(sealed.map((text) => unseal(encryptionKey, contextOf(tenantId, endpoint.id), text)));
}

function contextOf(tenantId: string, endpointId: string): string {
  return `webhook_endpoint:${tenantId}:${endpointId}`;
}
