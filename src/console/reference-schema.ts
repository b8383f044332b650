import { html } from "hono/html";
import { type Content, type Html, prose } from "./reference-text.ts";

/** As much of a JSON Schema as the reference shows. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** A schema by itself: a table of its fields where it has any, else what it may be. */
export function schemaTable(schema: Schema): Html {
  const { table, bases } = fieldsOf(schema);
  if (table.length === 0) return html`<p>${typeOf(schema)}${constraintsOf(schema)}</p>`;
  return html`${bases.map((base) => html`<p>All of ${typeOf(base)}, and:</p>`)}<table>${table}</table>`;
}

function fieldsOf(schema: Schema): { table: Content[]; bases: readonly Schema[] } {
  const parts = [schema, ...(schema.allOf ?? [])];
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return {
    table: choices.length > 0 ? [] : parts.flatMap((part) => childRows("", part)),
    bases: (schema.allOf ?? []).filter((part) => part.$ref),
  };
}

/**
 * The row of a field, and one for each field within it: `thresholds.warning`, of a list `figures[].rule`, of an object by any key `rates.*`.
 * The objects of a choice stand in the type instead: their fields belong together.
 */
export function fieldRows(name: string, required: boolean, declared: Schema, lead: Content = ""): Content[] {
  const schema = withOwnWords(declared);
  const mark = required ? html` <abbr title="required">*</abbr>` : "";
  const children = childRows(name, schema);
  const type = children.length > 0 ? outlineOf(schema) : typeOf(schema);
  return [row(html`<code>${name}</code>${mark}`, [lead, type, constraintsOf(schema)], schema.description), ...children];
}

/** A named schema that is described anew where it is used is all of itself and of a schema that only describes: it is shown as one. */
function withOwnWords(schema: Schema): Schema {
  const [named, words, ...more] = schema.allOf ?? [];
  const onlyDescribes = words !== undefined && Object.keys(words).every((key) => key === "description");
  return named && onlyDescribes && more.length === 0 ? { ...named, ...words } : schema;
}

export function row(name: Content, type: Content, description: string | undefined): Html {
  return html`<tr><th scope="row">${name}</th><td>${type}</td><td>${prose(description)}</td></tr>`;
}

function childRows(name: string, schema: Schema): Content[] {
  if (schema.items) return childRows(`${name}[]`, schema.items);
  const values = valuesOf(schema);
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    fieldRows(name ? `${name}.${key}` : key, schema.required?.includes(key) === true, property),
  );
  return values?.properties ? [...own, ...childRows(`${name}.*`, values)] : own;
}

/** What the values under any key are; undefined where no other key, or simply anything is allowed. */
function valuesOf({ additionalProperties: values }: Schema): Schema | undefined {
  return typeof values === "object" && Object.keys(values).length > 0 ? values : undefined;
}

/** The type of what has rows for its fields. */
function outlineOf(schema: Schema): string {
  if (schema.items) return `list of ${outlineOf(schema.items)}`;
  return namesOf(schema);
}

function namesOf(schema: Schema): string {
  return [schema.type ?? "any"].flat().join(" or ");
}

/** A type on one line: named schemas as links, objects that have no name with their fields. */
export function typeOf(schema: Schema | undefined): Content {
  if (!schema) return "";
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return joined(choices.map(typeOf), " or ");
  if (schema.allOf?.length) return joined([...schema.allOf.map(typeOf), ...inlineObject(schema)], " and ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.items) return ["list of ", typeOf(schema.items)];
  const nullable = [schema.type].flat().includes("null") ? " or null" : "";
  const object = inlineObject(schema);
  if (object.length > 0) return [...object, nullable];
  const values = valuesOf(schema);
  if (values) return ["object of ", typeOf(values), constraintsOf(values), " by key", nullable];
  return schema.format ? `${namesOf(schema)} (${schema.format})` : namesOf(schema);
}

/** `{ text: string, link?: string (uri) }` */
function inlineObject(schema: Schema): Content[] {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return [];
  const shown = fields.map(([key, property]) => {
    const name = schema.required?.includes(key) ? key : `${key}?`;
    return [html`<code>${name}</code>: `, typeOf(property)];
  });
  return [["{ ", joined(shown, ", "), " }"]];
}

function joined(parts: readonly Content[], separator: string): Content {
  return parts.flatMap((part, index) => (index > 0 ? [separator, part] : [part]));
}

/** What a value must keep to, in few words. */
function constraintsOf(schema: Schema): Content {
  const limits = [
    range(schema.minimum, schema.maximum, ""),
    range(schema.minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " entries"),
    schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`,
  ].filter(Boolean);
  if (schema.pattern === undefined && limits.length === 0) return "";
  const pattern =
    schema.pattern === undefined ? "" : html`${limits.length > 0 ? ", " : ""}<code>${schema.pattern}</code>`;
  return html` <small>${limits.join(", ")}${pattern}</small>`;
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const isSafe = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  // The integers that JavaScript can hold are every integer's bounds, and tell nobody anything.
  if (isSafe(least) && isSafe(most)) return least === most ? `${least}${unit}` : `${least} – ${most}${unit}`;
  if (isSafe(least)) return `≥ ${least}${unit}`;
  return isSafe(most) ? `≤ ${most}${unit}` : "";
}
