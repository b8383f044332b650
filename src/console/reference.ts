import { html, raw } from "hono/html";
import { fieldRows, row, type Schema, schemaTable, typeOf } from "./reference-schema.ts";
import { REFERENCE_STYLE } from "./reference-style.ts";
import { blocks, type Html, prose } from "./reference-text.ts";

/** As much of an OpenAPI document as the page shows. */
interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Record<string, { schema?: Schema }> }>
  >;
  readonly "x-permission"?: string;
}

interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

interface Tag {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly PlacedOperation[];
}

/** The API reference as one page without scripts: every operation by tag, every webhook, every schema. */
export function renderReference(openApi: object): string {
  const document = openApi as Document; // our own document, of which this page shows a part
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const tags = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter((one) => one.operation.tags?.includes(tag.name)),
  }));
  const { title, version, description } = document.info;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API ${version}</title>
<style>${raw(REFERENCE_STYLE)}</style>
</head>
<body id="top">
<nav aria-label="Contents">${contents(document, tags)}</nav>
<main>
<h1>${title} <small>${version}</small></h1>
<details class="narrow"><summary>Contents</summary><nav aria-label="Contents">${contents(document, tags)}</nav></details>
${blocks(description)}
${tags.map((tag) => html`<h2>${tag.name}</h2><p>${prose(tag.description)}</p>${tag.operations.map(renderOperation)}`)}
<h2 id="webhooks">Webhook messages</h2>
${renderWebhooks(document)}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) =>
    html`<section id="schema-${name}"><h3>${name}</h3>${blocks(schema.description)}${schemaTable(schema)}</section>`,
)}
</main>
<a class="narrow top" href="#top">↑ Contents</a>
</body></html>`);
}

function contents({ webhooks }: Document, tags: readonly Tag[]): Html {
  return html`${tags.map((tag) => html`<h2>${tag.name}</h2><ul>${tag.operations.map(operationLink)}</ul>`)}
<h2><a href="#webhooks">Webhook messages</a></h2><ul>${Object.keys(webhooks).map((type) => html`<li><a href="#webhook-${type}">${type}</a></li>`)}</ul>
<h2>More</h2><ul><li><a href="#schemas">Schemas</a></li><li><a href="/openapi.json">openapi.json</a></li></ul>`;
}

function operationLink({ method, operation }: PlacedOperation): Html {
  return html`<li><a href="#${operation.operationId}"><b>${method}</b> ${operation.operationId}</a></li>`;
}

function renderOperation({ path, method, operation }: PlacedOperation): Html {
  const permission = operation["x-permission"];
  return html`<section id="${operation.operationId}">
<h3><b>${method}</b> <code>${path}</code></h3>
<p>${prose(operation.summary)}${permission && permission !== "public" ? html` <span class="permission">${permission}</span>` : ""}</p>
${blocks(operation.description)}
${renderParameters(operation)}
${renderBody(operation)}
<table><caption>Answers</caption>${Object.entries(operation.responses).map(([status, answer]) =>
    row(
      html`<code>${status}</code>`,
      Object.values(answer.content ?? {}).map((content) => typeOf(content.schema)),
      answer.description,
    ),
  )}</table>
</section>`;
}

function renderParameters({ parameters = [] }: Operation): Html | string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(({ name, in: place, required, description, schema = {} }) => {
    const text = description ?? schema.description;
    return fieldRows(name, required === true, { ...schema, ...(text ? { description: text } : {}) }, `${place}, `);
  });
  return html`<table><caption>Parameters</caption>${rows}</table>`;
}

function renderBody({ requestBody }: Operation): Html | string {
  if (!requestBody) return "";
  return html`${Object.entries(requestBody.content).map(([type, { schema }]) =>
    schema && !schema.$ref
      ? html`<p>Body <code>${type}</code>:</p>${schemaTable(schema)}`
      : html`<p>Body <code>${type}</code>: ${typeOf(schema)}</p>`,
  )}`;
}

/** What is said of every webhook alike is said once, above them. */
function renderWebhooks({ webhooks }: Document): Html {
  const all = Object.entries(webhooks).map(([type, { post }]) => ({ type, post }));
  const [shared, ...others] = new Set(all.map(({ post }) => post.description));
  const isShared = others.length === 0;
  return html`${isShared ? blocks(shared) : ""}
${all.map(
  ({ type, post }) =>
    html`<section id="webhook-${type}"><h3><code>${type}</code></h3>${isShared ? "" : blocks(post.description)}${renderBody(post)}</section>`,
)}`;
}
