import { z } from "@hono/zod-openapi";
import { CurrencyField, line, TimeField } from "../http/fields.ts";
import { SCOPES } from "../scope.ts";
import { formatTime, isTimezone } from "../values/calendar.ts";
import type { ApiKeyRow, TenantRow } from "./store.ts";

const settings = {
  name: line(200),
  locale: z.enum(["en", "fi"]).openapi({ description: "Language of messages and templates" }),
  timezone: z
    .string()
    .refine(isTimezone, {
      error: "must be an IANA time zone such as Europe/Helsinki",
      params: { code: "invalid_timezone" },
    })
    .openapi({ description: "Day boundaries are this zone's", example: "Europe/Helsinki" }),
  currency: CurrencyField.openapi({ description: "What sums are reported in" }),
};

export const NewTenantSchema = z
  .strictObject({
    ...settings,
    locale: settings.locale.default("en"),
    timezone: settings.timezone.default("UTC"),
    currency: settings.currency.default("EUR"),
  })
  .openapi("NewTenant");

export const TenantPatchSchema = z.strictObject(settings).partial().openapi("TenantPatch");

export const TenantSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    locale: z.enum(["en", "fi"]),
    timezone: z.string(),
    currency: z.string(),
    status: z.enum(["active", "suspended"]),
    revision: z.int(),
    created_at: TimeField,
    updated_at: TimeField,
  })
  .openapi("Tenant");

const ScopesField = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);

export const NewApiKeySchema = z
  .strictObject({ name: line(100), scopes: ScopesField, expires_at: TimeField.nullable().optional() })
  .openapi("NewApiKey");

export const IssuedKeySchema = z
  .strictObject({ name: line(100).default("Issued by the operator") })
  .openapi("IssuedKey");

export const ApiKeySchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    scopes: ScopesField,
    created_at: TimeField,
    expires_at: TimeField.nullable(),
    revoked_at: TimeField.nullable(),
  })
  .openapi("ApiKey");

/** Flat, not `extend`: two strict halves in an allOf would let nothing through. */
export const ApiKeyWithSecretSchema = z
  .strictObject({
    ...ApiKeySchema.shape,
    secret: z.string().openapi({ description: "Shown this once; only its digest is kept" }),
  })
  .openapi("ApiKeyWithSecret");

export const FoundedTenantSchema = z
  .strictObject({ tenant: TenantSchema, api_key: ApiKeyWithSecretSchema })
  .openapi("FoundedTenant");

export function serializeTenant(row: TenantRow): z.infer<typeof TenantSchema> {
  return {
    id: row.id,
    name: row.name,
    locale: row.locale,
    timezone: row.timezone,
    currency: row.currency,
    status: row.status,
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
  };
}

export function serializeApiKey(row: ApiKeyRow): z.infer<typeof ApiKeySchema> {
  return {
    id: row.id,
    name: row.name,
    scopes: ScopesField.parse(JSON.parse(row.scopes)),
    created_at: formatTime(row.created_at),
    expires_at: row.expires_at === null ? null : formatTime(row.expires_at),
    revoked_at: row.revoked_at === null ? null : formatTime(row.revoked_at),
  };
}
