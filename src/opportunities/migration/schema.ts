import { z } from "@hono/zod-openapi";
import { TimeField } from "../../http/fields.ts";
import { DOCUMENT_LIMITS, KEY_PATTERN } from "../../process/schema.ts";
import { hundredthsToPercent } from "../../process/weights.ts";
import { formatTime } from "../../values/calendar.ts";
import type { MigrationMapping } from "./mapping.ts";
import type { MigratedDeal } from "./migrate-deal.ts";
import type { MigrationRow } from "./migration-store.ts";
import { EFFECTS, effectsOf, type MigrationOutcome } from "./outcome.ts";

/** As many as a version can have. */
const MOST_KEYS = DOCUMENT_LIMITS.criteria;

const KEY_RULE = "must be the key of a stage or criterion";
const KeyField = z.string().regex(KEY_PATTERN, KEY_RULE);

function mappingOf<Target extends z.ZodType>(target: Target) {
  const error = ({ code }: { readonly code?: string }) => (code === "invalid_key" ? KEY_RULE : undefined);
  const mapping = z.record(KeyField, target, { error }).refine((keys) => Object.keys(keys).length <= MOST_KEYS, {
    error: `must name at most ${MOST_KEYS} keys`,
    params: { code: "too_many_keys" },
  });
  return z.preprocess(refusePrototype, mapping);
}

/** A record leaves out what would become its prototype; here nothing that was sent is dropped. */
function refusePrototype(value: unknown, ctx: z.RefinementCtx): unknown {
  if (typeof value === "object" && value !== null && Object.hasOwn(value, "__proto__")) {
    ctx.addIssue({ code: "custom", path: ["__proto__"], params: { code: "invalid_key" }, message: KEY_RULE });
  }
  return value;
}

const MappingSchema = z
  .strictObject({
    stages: mappingOf(KeyField).openapi({
      description: "By the key of a stage in `from`, its key in `to`. Several stages may become one.",
      example: { negotiation: "close" },
    }),
    criteria: mappingOf(KeyField.nullable()).openapi({
      description:
        "By the key of a criterion in `from`, its key in `to`, or null: nothing there, as for one that is not named. What was said of a criterion that `to` does not have is kept and earns nothing, until it comes back or another one is mapped on its key.",
      example: { budget: "funds" },
    }),
  })
  .partial()
  .openapi("MigrationMapping", {
    description:
      "What was renamed or removed. A key that both versions have names the same thing in both. Every stage that `to` no longer has must be named here.",
  });

const VersionField = z.int().min(1).max(999_999_999);

export const NewMigrationSchema = z
  .strictObject({
    from: VersionField.openapi({ description: "The version whose open opportunities are moved" }),
    to: VersionField.optional().openapi({ description: "The version to move them to. Default: the current one" }),
    mapping: MappingSchema.optional(),
    dry_run: z.boolean().optional().openapi({ description: "true: tell what would become of them, move none" }),
  })
  .openapi("NewMigration");

export type NewMigration = z.infer<typeof NewMigrationSchema>;

const countOf = (description: string) => z.int().openapi({ description });
const CountField = countOf("How many");
const EffectField = z.enum(EFFECTS);

const outcome = {
  effects: z
    .strictObject({
      changes_stage: countOf("Their stage has another key"),
      gains_score: countOf("Their score is greater"),
      loses_score: countOf("Their score is smaller"),
      becomes_hollow: countOf("They stand beyond what they have earned, and did not before"),
      no_longer_hollow: countOf("They stood beyond what they had earned, and do no longer"),
      unaffected: countOf("None of these"),
    })
    .openapi("MigrationEffects", { description: "On how many opportunities; one may be in several" }),
  stage_changes: z
    .array(z.strictObject({ from: z.string(), to: z.string(), opportunities: CountField }))
    .openapi({ description: "Out of which stage into which" }),
  left_behind: z.array(z.strictObject({ criterion: z.string(), opportunities: CountField })).openapi({
    description:
      "Criteria that somebody has said something of and that `to` does not have: kept, shown as `retired`, and worth nothing there",
  }),
  read_otherwise: z.array(z.strictObject({ criterion: z.string(), opportunities: CountField })).openapi({
    description:
      "Criteria whose standing `to` does not allow as it was said: a level that it does not have counts as the next lower one, `not_applicable` where that is not allowed as `unknown`",
  }),
};

const head = {
  process_id: z.string(),
  from: z.int(),
  to: z.int(),
  mapping: z.strictObject({
    stages: z.record(z.string(), z.string()),
    criteria: z.record(z.string(), z.string().nullable()),
  }),
};

export const MigrationSchema = z
  .strictObject({
    id: z.string().openapi({ example: "mig_01h455vb4pex5vsknk084sn02q" }),
    ...head,
    dry_run: z.literal(false),
    status: z.enum(["queued", "running", "completed", "failed"]).openapi({
      description:
        "`failed`: given up after six tries in a row that moved nothing. What was moved stays moved; the same migration asked for again goes on from there.",
    }),
    opportunities: z.int().openapi({ description: "Open ones of `from` when it was asked for" }),
    moved: z.int().openapi({ description: "Those that have been moved so far" }),
    ...outcome,
    actor: z.string(),
    created_at: TimeField,
    updated_at: TimeField,
    finished_at: TimeField.nullable(),
  })
  .openapi("Migration");

const change = <Value extends z.ZodType>(value: Value) => z.strictObject({ from: value, to: value });

export const AffectedSchema = z
  .strictObject({
    id: z.string(),
    external_id: z.string().nullable(),
    name: z.string(),
    account: z.string().nullable(),
    owner: z.string().nullable(),
    effects: z.array(EffectField),
    stage: change(z.string()),
    earned_stage: change(z.string()),
    score: change(z.number()),
    hollow: change(z.boolean()),
    missing: z.array(z.string()).openapi({
      description: "Keys of the milestones of earlier stages that it has not met in `to`: what makes it hollow there",
    }),
  })
  .openapi("MigrationAffected");

export const MigrationPreviewSchema = z
  .strictObject({
    ...head,
    dry_run: z.literal(true),
    opportunities: z.int().openapi({ description: "Open ones of `from`" }),
    previewed: z.int().openapi({
      description: "How many of them the figures are of: all, unless there are more than one request can look at",
    }),
    ...outcome,
    affected: z.array(AffectedSchema).openapi({ description: "Who changes: those that become hollow first" }),
    affected_left_out: z.int().openapi({ description: "How many more there are than the list holds" }),
  })
  .openapi("MigrationPreview");

/** Lists are in the order of their counts, the greatest first, and of keys where these are equal. */
export function serializeOutcome({ effects, unaffected, stageChanges, leftBehind, readOtherwise }: MigrationOutcome) {
  return {
    effects: { ...effects, unaffected },
    stage_changes: mostFirst(stageChanges).map(([pair, opportunities]) => {
      const [from, to] = JSON.parse(pair) as [string, string]; // written by countOutcome only
      return { from, to, opportunities };
    }),
    left_behind: mostFirst(leftBehind).map(([criterion, opportunities]) => ({ criterion, opportunities })),
    read_otherwise: mostFirst(readOtherwise).map(([criterion, opportunities]) => ({ criterion, opportunities })),
  };
}

function mostFirst(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

export function serializeMigration(row: MigrationRow): z.infer<typeof MigrationSchema> {
  const { stages, criteria } = JSON.parse(row.mapping) as MigrationMapping; // written by us only, as is the outcome
  return {
    id: row.id,
    process_id: row.process_id,
    from: row.from_version,
    to: row.to_version,
    mapping: { stages: { ...stages }, criteria: { ...criteria } },
    dry_run: false,
    status: row.status,
    opportunities: row.opportunities,
    moved: row.moved,
    ...serializeOutcome(JSON.parse(row.outcome) as MigrationOutcome),
    actor: row.actor,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
    finished_at: row.finished_at === null ? null : formatTime(row.finished_at),
  };
}

export function serializeAffected(deal: MigratedDeal): z.infer<typeof AffectedSchema> {
  const { before, after } = deal;
  return {
    id: before.id,
    external_id: before.external_id,
    name: before.name,
    account: before.account,
    owner: before.owner,
    effects: effectsOf(deal),
    stage: { from: before.stage, to: after.stage },
    earned_stage: { from: before.earned_stage, to: after.earned_stage },
    score: { from: hundredthsToPercent(before.score_hundredths), to: hundredthsToPercent(after.score_hundredths) },
    hollow: { from: before.hollow === 1, to: after.hollow === 1 },
    missing: [...deal.bypassed],
  };
}
