import { z } from "@hono/zod-openapi";
import { AmountField, CurrencyField, DateField, line, prose, TimeField } from "../http/fields.ts";
import type { CompiledProcess } from "../process/compile.ts";
import { hundredthsToPercent } from "../process/weights.ts";
import type { TenantSettings } from "../scope.ts";
import { daysBetween, formatDate, formatTime } from "../values/calendar.ts";
import { toMajor } from "../values/money.ts";
import { ContactsField, isSingleThreaded } from "./contacts.ts";
import { CRITERION_STATES } from "./criteria.ts";
import { CustomChangeField } from "./custom-fields/values.ts";
import type { CriterionRow, OpportunityRow } from "./opportunity.ts";
import { TagsField } from "./tags.ts";

const ScoreField = z.number().min(0).max(100).openapi({ description: "Percent earned, two decimals" });

export const OpportunitySchema = z
  .strictObject({
    id: z.string().openapi({ example: "opp_01h455vb4pex5vsknk084sn02q" }),
    external_id: z.string().nullable(),
    name: z.string(),
    account: z.string().nullable(),
    owner: z.string().nullable(),
    amount: AmountField.nullable().openapi({ description: "Major units of the currency" }),
    currency: z.string(),
    expected_close_date: DateField.nullable(),
    opened_on: DateField.nullable(),
    process_id: z.string(),
    version: z.int().openapi({ description: "The published version it is pinned to" }),
    status: z.enum(["open", "won", "lost"]),
    stage: z.string().openapi({ description: "The declared stage" }),
    earned_stage: z.string().openapi({ description: "The furthest stage whose earlier milestones are all met" }),
    hollow: z.boolean().openapi({ description: "The declared stage lies beyond the earned one" }),
    score: ScoreField,
    win_probability: z.strictObject({ value: z.number(), source: z.string(), n: z.int() }).nullable().openapi({
      description: "A calibrated estimate, apart from score; null while there is nothing to estimate it from",
    }),
    days_in_stage: z
      .int()
      .nullable()
      .openapi({ description: "Calendar days in the tenant's zone; null when the date of entry is unknown" }),
    pushes: z.int().openapi({ description: "How often the expected close date was moved later" }),
    lost_reason: z.string().nullable(),
    tags: z.array(z.string()),
    contacts: ContactsField,
    single_threaded: z
      .boolean()
      .openapi({ description: "It hangs on one contact: true when exactly one is named. Nobody named says nothing" }),
    next_step: z.string().nullable().openapi({ description: "What the owner has agreed to do next" }),
    next_step_due_date: DateField.nullable(),
    custom: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .openapi({ description: "Values of the company's custom fields, by key" }),
    revision: z.int(),
    created_at: TimeField,
    updated_at: TimeField,
    closed_at: TimeField.nullable(),
  })
  .openapi("Opportunity");

export type OpportunityView = z.infer<typeof OpportunitySchema>;

const EvidenceSchema = z
  .union(
    [
      z.strictObject({ text: prose(4_000) }),
      z.strictObject({ date: DateField }),
      z.strictObject({ amount: AmountField, currency: CurrencyField }),
      z.strictObject({ link: z.url({ protocol: /^https?$/ }).max(2_000) }),
      z.strictObject({ choice: line(200) }),
    ],
    {
      error: "must be one of {text}, {date}, {amount, currency}, {link} with http or https, {choice}",
    },
  )
  .openapi("Evidence");

const standing = {
  state: z.enum(CRITERION_STATES),
  level: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .openapi({ description: "Percent of the weight that a graded criterion has earned" }),
  evidence: EvidenceSchema.nullable(),
  confirmed_by: z.enum(["rep", "buyer"]).nullable(),
  note: prose(4_000).nullable(),
};

export const CriterionStandingSchema = z
  .strictObject({ key: z.string(), ...standing, actor: z.string(), changed_at: TimeField })
  .openapi("CriterionStanding");

/** Flat, not `extend`: two strict halves in an allOf would let nothing through. */
const DetailCriterionSchema = z
  .strictObject({
    ...CriterionStandingSchema.shape,
    retired: z.boolean().openapi({
      description:
        "The version that the opportunity is pinned to does not have it: what was said under another version is kept, and worth nothing",
    }),
  })
  .openapi("OpportunityCriterion");

export const OpportunityDetailSchema = z
  .strictObject({
    ...OpportunitySchema.shape,
    criteria: z.array(DetailCriterionSchema).openapi({ description: "Those that anybody has said something of" }),
  })
  .openapi("OpportunityDetail");

/** By which other systems know an opportunity. */
export const ExternalIdField = line(200);

const fields = {
  name: line(300),
  account: line(300).nullable(),
  owner: line(200).nullable(),
  amount: AmountField.nullable(),
  currency: CurrencyField,
  expected_close_date: DateField.nullable(),
  external_id: ExternalIdField.nullable(),
  tags: TagsField,
  contacts: ContactsField,
  next_step: line(500).nullable(),
  next_step_due_date: DateField.nullable(),
  custom: CustomChangeField,
};

const someFields = z.strictObject(fields).partial();

const processId = z.string().max(100).optional();

export const NewOpportunitySchema = z
  .strictObject({
    ...someFields.shape,
    name: fields.name,
    process_id: processId.openapi({ description: "Default: the company's default process" }),
  })
  .openapi("NewOpportunity");

/** What is left out is left alone, or empty where there is nothing yet. */
export const UpsertSchema = z
  .strictObject({
    ...someFields.shape,
    name: fields.name.optional().openapi({ description: "Required where there is no such opportunity yet" }),
    external_id: fields.external_id.optional().openapi({ description: "The one that it is asked for by, or left out" }),
    process_id: processId.openapi({
      description: "Where a new one starts; default: the company's default process. One that is there stays in its own",
    }),
  })
  .openapi("OpportunityUpsert");

export const OpportunityPatchSchema = someFields.openapi("OpportunityPatch");

export const CriterionChangeSchema = z
  .strictObject({ ...z.strictObject(standing).partial().shape, state: standing.state })
  .openapi("CriterionChange");

export type CriterionChange = z.infer<typeof CriterionChangeSchema>;

export const TransitionSchema = z
  .strictObject({
    to: z.string().min(1).max(63).openapi({ description: "A stage key, won, lost or reopened" }),
    reason: prose(2_000)
      .optional()
      .openapi({ description: "Needed for lost, for a move past missing milestones, and for an override" }),
    override: z.boolean().optional().openapi({
      description: "Won although milestones are missing under a strict gate; needs the scope opportunities:override",
    }),
  })
  .openapi("Transition");

/** The opportunity as the API and the events show it. */
export function serializeOpportunity(row: OpportunityRow, tenant: TenantSettings, now: number): OpportunityView {
  return {
    id: row.id,
    external_id: row.external_id,
    name: row.name,
    account: row.account,
    owner: row.owner,
    amount: row.amount_minor === null ? null : toMajor(row.amount_minor, row.currency),
    currency: row.currency,
    expected_close_date: row.expected_close_day === null ? null : formatDate(row.expected_close_day),
    opened_on: row.opened_day === null ? null : formatDate(row.opened_day),
    process_id: row.process_id,
    version: row.version,
    status: row.status,
    stage: row.stage,
    earned_stage: row.earned_stage,
    hollow: row.hollow === 1,
    score: hundredthsToPercent(row.score_hundredths),
    win_probability: null,
    days_in_stage: daysInStage(row, tenant.timezone, now),
    pushes: row.pushes,
    lost_reason: row.lost_reason,
    ...serializeKept(row),
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
    closed_at: row.closed_at === null ? null : formatTime(row.closed_at),
  };
}

/** What a company keeps of a deal beside its position. Written by us only, after the same schemas have read it. */
function serializeKept(row: OpportunityRow) {
  const contacts = JSON.parse(row.contacts) as OpportunityView["contacts"];
  return {
    tags: JSON.parse(row.tags) as string[],
    contacts,
    single_threaded: isSingleThreaded(contacts),
    next_step: row.next_step,
    next_step_due_date: row.next_step_due_day === null ? null : formatDate(row.next_step_due_day),
    custom: JSON.parse(row.custom) as OpportunityView["custom"],
  };
}

/** Whole calendar days since the deal entered its stage (until it was closed); null when either date is unknown. */
export function daysInStage(
  deal: Pick<OpportunityRow, "status" | "stage_entered_at" | "closed_at">,
  timezone: string,
  now: number,
): number | null {
  const until = deal.status === "open" ? now : deal.closed_at;
  if (deal.stage_entered_at === null || until === null) return null;
  return Math.max(0, daysBetween(deal.stage_entered_at, until, timezone));
}

/** An opportunity with what has been said of its criteria; `process` is the version that it is pinned to. */
export function serializeDetail(
  row: OpportunityRow,
  criteria: readonly CriterionRow[],
  process: CompiledProcess,
  tenant: TenantSettings,
  now: number,
): z.infer<typeof OpportunityDetailSchema> {
  return {
    ...serializeOpportunity(row, tenant, now),
    criteria: criteria.map((criterion) => ({
      ...serializeStanding(criterion),
      retired: !process.criterionByKey.has(criterion.criterion),
    })),
  };
}

export function serializeStanding(row: CriterionRow): z.infer<typeof CriterionStandingSchema> {
  return { key: row.criterion, ...serializeSaid(row), actor: row.actor, changed_at: formatTime(row.changed_at) };
}

/** What somebody said of a criterion, without who and when. */
export function serializeSaid(
  row: CriterionRow,
): Omit<z.infer<typeof CriterionStandingSchema>, "key" | "actor" | "changed_at"> {
  return {
    state: row.state,
    level: row.level_percent,
    evidence: row.evidence === null ? null : EvidenceSchema.parse(JSON.parse(row.evidence)),
    confirmed_by: row.confirmed_by,
    note: row.note,
  };
}
