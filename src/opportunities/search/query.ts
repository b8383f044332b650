import { z } from "@hono/zod-openapi";
import { CurrencyField, DateField } from "../../http/fields.ts";
import { KEY_PATTERN } from "../../process/schema.ts";
import { FULL_WEIGHT_HUNDREDTHS } from "../../process/weights.ts";
import { parseDate } from "../../values/calendar.ts";
import { MAX_AMOUNT } from "../../values/money.ts";
import { MAX_CUSTOM_TEXT } from "../custom-fields/values.ts";
import { MAX_TAGS, TagField } from "../tags.ts";
import { type CustomFilter, type Search, SORT_KEYS, type Sort } from "./search.ts";
import { searchTerms } from "./terms.ts";

/** D1 takes 100 parameters a statement, so what can be named more than once has a bound. */
const MAX_TERMS = 16;
const MAX_CUSTOM_FILTERS = 10;
const CUSTOM_PREFIX = "custom.";
const NO_SUCH_FIELD = "There is no such field here.";

const flag = (description: string) =>
  z
    .string()
    .regex(/^(true|false)$/, "must be true or false")
    .optional()
    .openapi({ type: "boolean", description });

const score = (description: string) =>
  z
    .string()
    .regex(/^\d{1,3}(\.\d{1,2})?$/, "must be a number from 0 to 100 of at most two decimals")
    .transform(Number)
    .pipe(z.number().max(FULL_WEIGHT_HUNDREDTHS / 100))
    .optional()
    .openapi({ type: "number", minimum: 0, maximum: FULL_WEIGHT_HUNDREDTHS / 100, description });

const amount = (description: string) =>
  z
    .string()
    .regex(/^\d{1,13}(\.\d{1,4})?$/, "must be a number of at most four decimals, not below 0")
    .transform(Number)
    .pipe(z.number().max(MAX_AMOUNT))
    .optional()
    .openapi({ type: "number", minimum: 0, maximum: MAX_AMOUNT, description });

const day = (description: string) => DateField.transform(parseDate).optional().openapi({ description });

const tagList = z
  .preprocess(
    (given) => [given].flat().flatMap((part) => (typeof part === "string" ? part.split(",") : [part])),
    z.array(TagField).max(MAX_TAGS),
  )
  .optional()
  .openapi({
    type: "string",
    description: "Separated by commas, or the parameter repeated: it must have each of them",
  });

const q = z
  .string()
  .max(200)
  .superRefine((text, ctx) => {
    const terms = searchTerms(text).length;
    if (terms === 0) {
      ctx.addIssue({ code: "custom", params: { code: "no_words" }, message: "must hold a letter or a digit" });
    }
    if (terms > MAX_TERMS) {
      const message = `must hold at most ${MAX_TERMS} different words`;
      ctx.addIssue({ code: "custom", params: { code: "too_many_words" }, message });
    }
  })
  .optional()
  .openapi({
    description:
      "Words of its name and account, in any order; each must begin a word there. Case and diacritics do not count. What is written without " +
      "blanks between words, as Japanese is, is found wherever it stands",
  });

const parameters = {
  status: z.enum(["open", "won", "lost"]).optional(),
  stage: z.string().max(63).optional().openapi({ description: "Key of the declared stage" }),
  owner: z.string().max(200).optional(),
  process_id: z.string().max(100).optional(),
  account: z.string().max(300).optional().openapi({ description: "Exactly as it is written; `q` finds parts of it" }),
  external_id: z.string().max(200).optional(),
  currency: CurrencyField.optional(),
  tag: tagList,
  q,
  hollow: flag("Whether the declared stage lies beyond the earned one"),
  stalled: flag(
    "Whether it is open and longer in its stage than the stage's limit, as the funnel counts it. Closed ones, and those whose date of " +
      "entry is unknown, are not stalled",
  ),
  single_threaded: flag("Whether exactly one contact is named"),
  min_score: score("That score and more"),
  max_score: score("That score and less"),
  amount_min: amount(
    "That amount and more, in major units of whatever currency it is in: nothing is converted. Add `currency` to keep currencies apart",
  ),
  amount_max: amount("That amount and less, as `amount_min`"),
  updated_since: z.iso
    .datetime({ offset: true, error: "must be a time such as 2026-11-23T09:30:00Z" })
    .transform((time) => Date.parse(time))
    .optional()
    .openapi({
      description: "Changed or created at that time or later",
      format: "date-time",
      example: "2026-11-23T09:30:00Z",
    }),
  expected_close_before: day("Before that day, which is not among them; those without a date are not either"),
  expected_close_after: day("After that day, which is not among them; those without a date are not either"),
  next_step_due_before: day("The next step is due before that day, which is not among them"),
  sort: z
    .enum([...SORT_KEYS, ...SORT_KEYS.map((key) => `-${key}` as const)])
    .optional()
    .openapi({
      default: "id",
      description:
        "A leading `-` turns it round. Those of the same value are in the order of their ids, the same way round; those without one come last " +
        "either way. Amounts are compared as they are shown, whatever their currencies",
    }),
  /** Stands for the parameters `custom.<key>` in the documentation; itself it is none. */
  custom: z
    .custom<undefined>((given) => given === undefined, { params: { code: "unknown_field" }, error: NO_SUCH_FIELD })
    .optional()
    .openapi({
      param: { style: "form", explode: true },
      type: "object",
      additionalProperties: { type: "string" },
      description:
        "`custom.<key>=<value>`, one parameter for each custom field that must have a value: text exactly as it is written, a number by its " +
        "worth, a date as YYYY-MM-DD, `true` or `false`",
      example: { "custom.region": "Nordics" },
    }),
};

const unknown = { code: "custom", params: { code: "unknown_field" }, message: NO_SUCH_FIELD } as const;

/**
 * The query of an operation that looks for opportunities, with what else that one takes. All faults are named at once, those of the names
 * beside those of the values; what is left over are `custom.<key>` parameters.
 */
export function searchQuery<More extends z.ZodRawShape>(more: More) {
  return z.looseObject({ ...more, ...parameters }).superRefine(
    (query, ctx) => {
      const declared = (name: string) => Object.hasOwn(more, name) || Object.hasOwn(parameters, name);
      const others = Object.entries(query).filter(([name]) => !declared(name));
      for (const [name, value] of others) {
        if (!isCustomName(name)) ctx.addIssue({ ...unknown, path: [name] });
        else if (typeof value !== "string" || value.length > MAX_CUSTOM_TEXT) {
          const message = `must be one value of at most ${MAX_CUSTOM_TEXT} characters`;
          ctx.addIssue({ code: "custom", params: { code: "invalid_value" }, message, path: [name] });
        }
      }
      if (others.length > MAX_CUSTOM_FILTERS) {
        const message = `at most ${MAX_CUSTOM_FILTERS} custom fields can be asked for at once`;
        ctx.addIssue({ code: "custom", params: { code: "too_many_custom_fields" }, message, path: [] });
      }
    },
    { when: () => true },
  );
}

function isCustomName(name: string): boolean {
  return name.startsWith(CUSTOM_PREFIX) && KEY_PATTERN.test(name.slice(CUSTOM_PREFIX.length));
}

type SearchParameters = z.output<z.ZodObject<typeof parameters>>;

/** What a valid query asks for. */
export function toSearch(query: SearchParameters & Readonly<Record<string, unknown>>): Search {
  return {
    filters: {
      status: query.status,
      stage: query.stage,
      owner: query.owner,
      processId: query.process_id,
      account: query.account,
      externalId: query.external_id,
      currency: query.currency,
      tags: query.tag ?? [],
      terms: query.q === undefined ? [] : searchTerms(query.q),
      isHollow: toBoolean(query.hollow),
      isStalled: toBoolean(query.stalled),
      isSingleThreaded: toBoolean(query.single_threaded),
      minScoreHundredths: toHundredths(query.min_score),
      maxScoreHundredths: toHundredths(query.max_score),
      minAmount: query.amount_min,
      maxAmount: query.amount_max,
      updatedSince: query.updated_since,
      closeBeforeDay: query.expected_close_before,
      closeAfterDay: query.expected_close_after,
      stepDueBeforeDay: query.next_step_due_before,
      custom: customFilters(query),
    },
    sort: toSort(query.sort ?? "id"),
  };
}

function customFilters(query: Readonly<Record<string, unknown>>): CustomFilter[] {
  return Object.entries(query)
    .flatMap(([name, value]) =>
      isCustomName(name) && typeof value === "string" ? [{ key: name.slice(CUSTOM_PREFIX.length), value }] : [],
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function toSort(sort: NonNullable<SearchParameters["sort"]>): Sort {
  const name = sort.replace(/^-/, "");
  return { key: SORT_KEYS.find((key) => key === name) ?? "id", isDescending: sort.startsWith("-") };
}

function toBoolean(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : value === "true";
}

function toHundredths(percent: number | undefined): number | undefined {
  return percent === undefined ? undefined : Math.round(percent * 100);
}
