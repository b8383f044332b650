import { z } from "@hono/zod-openapi";
import { ClockField, CurrencyField, line, TimeField, WeekdayField } from "../http/fields.ts";
import { SCOPES } from "../scope.ts";
import { formatTime, isTimezone } from "../values/calendar.ts";
import type { DigestSetting } from "./next-digest.ts";
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

const DigestSchema = z
  .strictObject({
    every: z.enum(["daily", "weekly"]),
    weekday: WeekdayField.nullable()
      .default(null)
      .openapi({ description: "Of a weekly one, 1 is Monday; null for a daily one" }),
    at: ClockField,
  })
  .superRefine(({ every, weekday }, ctx) => {
    if ((every === "weekly") === (weekday !== null)) return;
    const [code, message] =
      weekday === null
        ? ["required", "A weekly digest needs its weekday."]
        : ["not_applicable", "A daily digest has no weekday."];
    ctx.addIssue({ code: "custom", path: ["weekday"], params: { code }, message });
  })
  .openapi("DigestSetting");

const evaluation = {
  evaluation_interval_minutes: z.int().min(5).max(1_440).openapi({
    description: "How often the rules are held against the funnel; at the company's midnight besides",
  }),
  snapshot_retention_days: z.int().min(30).max(36_500).nullable().openapi({
    description: "How long the funnels of past days are kept; null: for ever",
  }),
  digest: DigestSchema.nullable().openapi({
    description: "When `funnel.digest` is sent, by the company's clocks; null: never",
  }),
};

export const TenantPatchSchema = z
  .strictObject({ ...settings, ...evaluation })
  .partial()
  .openapi("TenantPatch");

export const TenantSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    locale: z.enum(["en", "fi"]),
    timezone: z.string(),
    currency: z.string(),
    status: z.enum(["active", "suspended"]),
    ...evaluation,
    revision: z.int(),
    created_at: TimeField,
    updated_at: TimeField,
  })
  .openapi("Tenant");

const ScopesField = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .openapi({
    description: "Each operation names the one that it needs (`x-permission`); `*` is all of them",
    example: ["funnel:read", "alerts:read", "alerts:write"],
  });

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
    evaluation_interval_minutes: row.evaluation_interval_seconds / 60,
    snapshot_retention_days: row.snapshot_retention_days,
    digest: readDigest(row),
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
  };
}

/** Of a row as it is stored; written by the company's own settings only. */
export function readDigest({ digest }: Pick<TenantRow, "digest">): DigestSetting | null {
  return digest === null ? null : (JSON.parse(digest) as DigestSetting);
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
