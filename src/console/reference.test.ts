import { html } from "hono/html";
import { expect, test } from "vitest";
import document from "../../openapi/openapi.json" with { type: "json" };
import { renderReference } from "./reference.ts";
import { fieldRows, type Schema, schemaTable } from "./reference-schema.ts";
import { blocks } from "./reference-text.ts";

/** The rows of a table as a reader sees them, cell by cell. */
function textOf(markup: unknown): string[] {
  return String(markup)
    .split("</tr>")
    .map((part) => part.replace(/<\/t[hd]><t[hd][^>]*>/g, " | ").replace(/<[^>]+>/g, ""))
    .map((part) => part.replaceAll("&quot;", '"').trim())
    .filter(Boolean);
}

const shown = (schema: Schema) => textOf(schemaTable(schema));

test("every link within the page leads somewhere, and every id is there once", () => {
  const page = renderReference(document);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  const targets = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, target]) => target);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(page).not.toMatch(/<script|\[object Object\]|undefined/);
});

test("descriptions keep their paragraphs, lists, emphasis and code", () => {
  expect(String(html`${blocks("**All** of `a`:\n\n* one <b>\n* two")}`)).toBe(
    "<p><strong>All</strong> of <code>a</code>:</p><ul><li>one &lt;b&gt;</li><li>two</li></ul>",
  );
  expect(renderReference(document)).not.toMatch(/\*\*|<p>\* /);
});

test("fields within fields have rows of their own", () => {
  expect(
    shown({
      type: "object",
      properties: {
        limits: {
          type: ["object", "null"],
          properties: { warning: { type: "number", minimum: 0, maximum: 1 } },
          required: ["warning"],
        },
        figures: { type: "array", maxItems: 5, items: { type: "object", properties: { n: { type: "integer" } } } },
        changes: {
          type: "object",
          additionalProperties: { type: "object", properties: { to: { type: "string", minLength: 1, maxLength: 9 } } },
        },
      },
    }),
  ).toEqual([
    "limits | object or null |",
    "limits.warning * | number 0 – 1 |",
    "figures | list of object ≤ 5 entries |",
    "figures[].n | integer |",
    "changes | object |",
    "changes.*.to | string 1 – 9 characters |",
  ]);
});

test("a named schema that is described anew where it is used keeps its name, with the new description", () => {
  const used: Schema = { allOf: [{ $ref: "#/components/schemas/Figure" }, { description: "Share of open deals" }] };
  expect(fieldRows("push_rate", true, used).flatMap(textOf)).toEqual(["push_rate * | Figure | Share of open deals"]);
});

test("the objects of a choice stand in its type", () => {
  const choice: Schema = {
    description: "One of `text` and <date>",
    anyOf: [
      { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
      { type: "object", properties: { date: { type: "string", format: "date" } } },
      { $ref: "#/components/schemas/Evidence" },
      { type: "object", additionalProperties: { type: "number", maximum: 2 } },
      { type: "null" },
    ],
  };
  const [markup] = fieldRows("evidence", false, choice);
  expect(textOf(markup)).toEqual([
    "evidence | { text: string } or { date?: string (date) } or Evidence or object of number ≤ 2 by key or null | One of text and &lt;date&gt;",
  ]);
  expect(String(markup)).toContain('<a href="#schema-Evidence">Evidence</a>');
  expect(String(markup)).toContain("<code>text</code> and");
});

test("constraints are told in few words, but not the bounds of every integer", () => {
  const limits = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
  const properties: Record<string, Schema> = {
    any: { type: "integer", ...limits },
    page: { type: "integer", minimum: 1, maximum: 100, default: 50 },
    key: { type: "string", minLength: 3, maxLength: 3, pattern: "^[a-z]+$" },
  };
  expect(shown({ type: "object", properties })).toEqual([
    "any | integer |",
    "page | integer 1 – 100, default 50 |",
    "key | string 3 characters, ^[a-z]+$ |",
  ]);
});
