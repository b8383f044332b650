import { newId } from "../db/ids.ts";
import { expectRows } from "../db/tenant-db.ts";
import type { Settings } from "../env.ts";
import { DomainError, invalid } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import type { TenantScope } from "../scope.ts";
import { destinationFaults } from "./destination.ts";
import { MAX_ENDPOINTS } from "./endpoint.ts";
import { sealSecret } from "./endpoint-secret.ts";
import { countEndpoints, type EndpointRow, insertEndpoint } from "./endpoint-store.ts";
import { makeWebhookSecret } from "./signature.ts";

export interface NewEndpoint {
  readonly url: string;
  readonly event_types: readonly string[];
  readonly description: string | null;
}

/** The settings of the deployment that endpoints depend on. */
export type EndpointSettings = Pick<Settings, "encryptionKey" | "webhookAllowLoopback">;

/**
 * Makes an enabled endpoint and its secret, which nobody can read again. Throws `validation_failed` for a URL that may not be sent to,
 * `too_many_webhook_endpoints` when the company has its share.
 */
export async function createEndpoint(
  scope: TenantScope,
  settings: EndpointSettings,
  input: NewEndpoint,
): Promise<Decision<{ row: EndpointRow; secret: string }>> {
  checkDestination(input.url, settings);
  const [[found]] = await scope.db.read([countEndpoints()]);
  if (found && found.count >= MAX_ENDPOINTS) {
    throw new DomainError("too_many_webhook_endpoints", `A company can have ${MAX_ENDPOINTS} webhook endpoints.`);
  }
  const id = newId("whe");
  const secret = makeWebhookSecret();
  const row: EndpointRow = {
    id,
    url: input.url,
    description: input.description,
    event_types: JSON.stringify([...new Set(input.event_types)]),
    status: "enabled",
    disabled_reason: null,
    secret: await sealSecret(settings.encryptionKey, scope.tenant.id, id, secret),
    previous_secret: null,
    previous_secret_expires_at: null,
    failing_since: null,
    revision: 1,
    created_at: scope.now,
    updated_at: scope.now,
  };
  const { url, description, event_types } = row;
  const insert = insertEndpoint(id, url, description, event_types, row.secret, scope.now, MAX_ENDPOINTS);
  return { result: { row, secret }, changes: [expectRows(1, insert)], events: [] };
}

/** Throws `validation_failed` for a URL that this deployment does not send to. */
export function checkDestination(url: string, settings: Pick<Settings, "webhookAllowLoopback">): void {
  const faults = destinationFaults(url, settings.webhookAllowLoopback);
  if (faults.length > 0) throw invalid(faults);
}
