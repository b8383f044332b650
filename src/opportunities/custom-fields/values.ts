import { z } from "@hono/zod-openapi";
import type { Fault } from "../../errors.ts";
import { DateField, prose } from "../../http/fields.ts";
import { faultsOf, toPointer } from "../../http/problem.ts";
import {
  type CustomFieldDefinition,
  type CustomFieldDefinitions,
  type CustomFieldType,
  MAX_KEPT_CUSTOM_FIELDS,
} from "./definition.ts";

/** In characters. */
export const MAX_CUSTOM_TEXT = 1_000;

/** A text or choice, a number, a date as YYYY-MM-DD, or true and false. */
export type CustomValue = string | number | boolean;
export type CustomValues = Readonly<Record<string, CustomValue>>;

/** What somebody says of a deal's custom fields: keys that are left out are left alone, null takes a value away. */
export type CustomChange = Readonly<Record<string, CustomValue | null>>;

/**
 * The shape of a change. Whether its values are what the company has declared is told by `customFieldFaults`. Counted before it is looked at, so
 * that a body of nothing but values is one fault and not hundreds of thousands; and read by its own keys, so that `__proto__` is one of them.
 */
export const CustomChangeField = z
  .custom<CustomChange>()
  .superRefine((change: unknown, ctx) => {
    const fault = (code: string, message: string, path: string[] = []) =>
      ctx.addIssue({ code: "custom", params: { code }, message, path });
    if (typeof change !== "object" || change === null || Array.isArray(change)) {
      return fault("invalid_type", "must be an object of values by key");
    }
    const entries = Object.entries(change);
    if (entries.length > MAX_KEPT_CUSTOM_FIELDS) {
      return fault("too_many_fields", `must name at most ${MAX_KEPT_CUSTOM_FIELDS} fields`);
    }
    for (const [key, value] of entries) {
      if (value !== null && !["string", "number", "boolean"].includes(typeof value)) {
        fault("invalid_type", "must be text, a number, true, false or null", [key]);
      }
    }
  })
  .openapi({
    type: "object",
    additionalProperties: {
      anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }, { type: "null" }],
    },
    description:
      "Values of the company's custom fields (`/v1/custom-fields`), by key: text and choices as text, numbers, dates as YYYY-MM-DD, true and " +
      "false. Fields that are not named are left alone; null takes a value away.",
    example: { region: "Nordics", seats: 25 },
  });

const VALUE_OF_TYPE: Readonly<Record<CustomFieldType, z.ZodType<CustomValue>>> = {
  text: prose(MAX_CUSTOM_TEXT),
  number: z.number({ error: "must be a number" }),
  date: DateField,
  boolean: z.boolean({ error: "must be true or false" }),
  choice: z.string({ error: "must be one of the choices" }),
};

/**
 * What is wrong with values for a deal's custom fields, all of it, below `pointerPrefix`: `unknown_custom_field`, `custom_field_archived`,
 * `unknown_choice`, and what the field's type does not allow. What the deal has already (`kept`) may be said again, whatever has become of the
 * field since; taking a value away is always right.
 */
export function customFieldFaults(
  definitions: CustomFieldDefinitions,
  values: CustomChange,
  pointerPrefix = "/custom",
  kept: CustomValues = {},
): Fault[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const pointer = pointerPrefix + toPointer([key]);
    const definition = definitions.get(key);
    if (!definition) {
      return [{ pointer, code: "unknown_custom_field", detail: "The company has declared no such custom field." }];
    }
    if (value === null || kept[key] === value) return [];
    if (definition.isArchived) {
      const detail = "This custom field is archived: what it holds stays, and nothing can be set.";
      return [{ pointer, code: "custom_field_archived", detail }];
    }
    return valueFaults(definition, value, pointer);
  });
}

function valueFaults({ type, choices }: CustomFieldDefinition, value: CustomValue, pointer: string): Fault[] {
  const read = VALUE_OF_TYPE[type].safeParse(value);
  if (!read.success) return faultsOf(read.error, pointer);
  if (type !== "choice" || choices.some((choice) => choice === value)) return [];
  return [{ pointer, code: "unknown_choice", detail: `The choices are ${choices.join(", ")}.` }];
}

/** The values that a deal's row holds. Written by us only, as an object of values that were once right. */
export function readCustom(custom: string): CustomValues {
  return JSON.parse(custom) as CustomValues;
}

/**
 * The row's column after a change that has no faults. What differs in nothing is the same text, so that columns tell by themselves whether
 * anything has changed; what does is written in the order of the keys.
 */
export function changeCustom(before: string, change: CustomChange): string {
  const values = new Map(Object.entries(readCustom(before)));
  let isChanged = false;
  for (const [key, value] of Object.entries(change)) {
    if (value === (values.get(key) ?? null)) continue;
    isChanged = true;
    if (value === null) values.delete(key);
    else values.set(key, value);
  }
  if (!isChanged) return before;
  return JSON.stringify(Object.fromEntries([...values].toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
