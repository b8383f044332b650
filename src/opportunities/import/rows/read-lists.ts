import { z } from "@hono/zod-openapi";
import { faultsOf } from "../../../http/problem.ts";
import { type Contact, ContactsField } from "../../contacts.ts";
import { CriterionChangeSchema } from "../../schema.ts";
import { TagsField } from "../../tags.ts";
import type { CriterionFacts, VisitFacts } from "./facts.ts";

/** What a cell lists, or a sentence that says why it cannot be read. */
export type ListReading<Item> = { readonly items: readonly Item[] } | { readonly refusal: string };

/** Tags parted by commas, or by semicolons where there is no comma, or a JSON array of them. A tag that comes twice is one. */
export function readTags(text: string, { onlyCommas }: { readonly onlyCommas: boolean }): ListReading<string> {
  const isJson = text.startsWith("[");
  const json = isJson ? parseArray(text) : undefined;
  if (isJson && !json) return { refusal: NO_ARRAY };
  const mark = !onlyCommas && !text.includes(",") ? ";" : ",";
  const words = json ?? text.split(mark);
  const trimmed = words.map((word) => (typeof word === "string" ? word.trim() : word)).filter((word) => word !== "");
  return parseItems(TagsField, [...new Set(trimmed)]);
}

/** A JSON array of contacts, as the API and the export write them. */
export function readContacts(text: string): ListReading<Contact> {
  const json = parseArray(text);
  return json ? parseItems(ContactsField, json) : { refusal: NO_ARRAY };
}

/** One contact from columns of its own; the address stands for a name that is not there. */
export function readContact(name: string | null, role: string | null, email: string | null): ListReading<Contact> {
  return parseItems(ContactsField, [{ name: name ?? email, role, email }]);
}

/** A JSON array of what is said of criteria, as the export writes it. Who said it is not taken over: the import says it here. */
export function readCriteria(text: string): ListReading<CriterionFacts> {
  const json = parseArray(text);
  const read = json ? parseItems(schemas().criteria, json) : { refusal: NO_ARRAY };
  if ("refusal" in read) return read;
  const items = read.items.map(
    (said): CriterionFacts => ({
      key: said.key,
      state: said.state,
      levelPercent: said.level ?? null,
      evidence: said.evidence ?? null,
      confirmedBy: said.confirmed_by ?? null,
      note: said.note ?? null,
      changedAt: timeOf(said.changed_at),
    }),
  );
  return { items };
}

/** A JSON array of visits in their order, as the export writes them. */
export function readVisits(text: string): ListReading<VisitFacts> {
  const json = parseArray(text);
  const read = json ? parseItems(schemas().visits, json) : { refusal: NO_ARRAY };
  if ("refusal" in read) return read;
  const items = read.items.map(
    (visit): VisitFacts => ({
      stage: visit.stage,
      direction: visit.direction ?? null,
      enteredAt: timeOf(visit.entered_at),
      leftAt: timeOf(visit.left_at),
      scoreAtEntryHundredths: hundredthsOf(visit.score_at_entry),
      scoreAtExitHundredths: hundredthsOf(visit.score_at_exit),
    }),
  );
  return { items };
}

const MAX_CRITERIA = 500;
const MAX_VISITS = 1_000;
const NO_ARRAY = "This is no JSON array.";

/** Made when the first file needs them: schemas are what starting costs. */
function makeSchemas() {
  const key = z.string().min(1).max(63);
  const time = z.iso.datetime({ offset: true });
  const score = z.number().min(0).max(100).nullish();
  const criterion = z.strictObject({
    ...CriterionChangeSchema.shape,
    key,
    actor: z.string().nullish(),
    changed_at: time.nullish(),
    retired: z.boolean().optional(),
  });
  const visit = z.strictObject({
    stage: key,
    direction: z.enum(["entry", "forward", "backward", "reopened"]).nullish(),
    entered_at: time.nullish(),
    left_at: time.nullish(),
    score_at_entry: score,
    score_at_exit: score,
  });
  const criteria = z
    .array(criterion)
    .max(MAX_CRITERIA)
    .refine((said) => new Set(said.map((one) => one.key)).size === said.length, { error: "names a criterion twice" });
  return { criteria, visits: z.array(visit).max(MAX_VISITS) };
}

let made: ReturnType<typeof makeSchemas> | undefined;

function schemas(): ReturnType<typeof makeSchemas> {
  made ??= makeSchemas();
  return made;
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** How many faults of one list are told. */
const MAX_TOLD = 3;

function parseItems<Item>(schema: z.ZodType<Item[]>, value: unknown): ListReading<Item> {
  const result = schema.safeParse(value);
  if (result.success) return { items: result.data };
  const faults = faultsOf(result.error, "").slice(0, MAX_TOLD);
  const told = faults.map(({ pointer, detail }) => (pointer === "" ? detail : `${pointer}: ${detail}`)).join("; ");
  return { refusal: `The list cannot be read. ${told.slice(0, 500)}` };
}

function timeOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Date.parse(text);
}

function hundredthsOf(percent: number | null | undefined): number | null {
  return percent === null || percent === undefined ? null : Math.round(percent * 100);
}
