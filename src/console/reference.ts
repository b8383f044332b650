import { html, raw } from "hono/html";

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

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

type Html = ReturnType<typeof html>;

/** The API reference as one page without scripts: every operation by tag, every webhook, every schema. */
export function renderReference(openApi: object): string {
  const document = openApi as Document; // our own document, of which this page shows a part
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const byTag = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter((one) => one.operation.tags?.includes(tag.name)),
  }));
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} API ${document.info.version}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<nav aria-label="Contents"><h1>${document.info.title} <small>${document.info.version}</small></h1>
${byTag.map((tag) => html`<h2>${tag.name}</h2><ul>${tag.operations.map(navLink)}</ul>`)}
<h2>More</h2><ul><li><a href="#webhooks">Webhooks</a></li><li><a href="#schemas">Schemas</a></li><li><a href="/openapi.json">openapi.json</a></li></ul>
</nav>
<main>
${document.info.description.split("\n\n").map((paragraph) => html`<p>${paragraph.replaceAll("`", "")}</p>`)}
${byTag.map((tag) => html`<h2>${tag.name}</h2><p>${tag.description}</p>${tag.operations.map(renderOperation)}`)}
<h2 id="webhooks">Webhooks</h2>
${Object.entries(document.webhooks).map(([type, { post }]) => html`<section><h3><code>${type}</code></h3>${renderBody(post)}</section>`)}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => html`<section id="schema-${name}"><h3>${name}</h3>${renderSchema(schema)}</section>`)}
</main>
</body></html>`);
}

function navLink({ method, operation }: { method: string; operation: Operation }): Html {
  return html`<li><a href="#${operation.operationId}"><b>${method}</b> ${operation.operationId}</a></li>`;
}

function renderOperation({ path, method, operation }: { path: string; method: string; operation: Operation }): Html {
  const permission = operation["x-permission"];
  return html`<section id="${operation.operationId}">
<h3><b class="${method.toLowerCase()}">${method}</b> <code>${path}</code></h3>
<p>${operation.summary}${permission && permission !== "public" ? html` <span class="permission">${permission}</span>` : ""}</p>
${operation.parameters?.length ? html`<table><caption>Parameters</caption>${operation.parameters.map((parameter) => row(parameter.name, parameter.required === true, html`${parameter.in}, ${typeOf(parameter.schema)}`, parameter.description ?? parameter.schema?.description))}</table>` : ""}
${renderBody(operation)}
<table><caption>Answers</caption>${Object.entries(operation.responses).map(([status, answer]) =>
    row(
      status,
      false,
      Object.values(answer.content ?? {}).map((content) => typeOf(content.schema)),
      answer.description,
    ),
  )}</table>
</section>`;
}

function renderBody(operation: Operation): Html | string {
  if (!operation.requestBody) return "";
  return html`${Object.entries(operation.requestBody.content).map(
    ([type, { schema }]) =>
      html`<p>Body <code>${type}</code>: ${typeOf(schema)}</p>${schema && !schema.$ref ? renderSchema(schema) : ""}`,
  )}`;
}

function renderSchema(schema: Schema): Html | string {
  const parts = [schema, ...(schema.allOf ?? [])];
  const properties = parts.flatMap((part) =>
    Object.entries(part.properties ?? {}).map(([name, property]) =>
      row(name, part.required?.includes(name) === true, typeOf(property), property.description),
    ),
  );
  const bases = (schema.allOf ?? []).filter((part) => part.$ref);
  return html`${bases.map((base) => html`<p>All of ${typeOf(base)}, and:</p>`)}${properties.length > 0 ? html`<table>${properties}</table>` : html`<p>${typeOf(schema)}</p>`}`;
}

function row(name: string, required: boolean, type: unknown, description: string | undefined): Html {
  return html`<tr><th scope="row"><code>${name}</code>${required ? html` <abbr title="required">*</abbr>` : ""}</th><td>${type}</td><td>${description ?? ""}</td></tr>`;
}

function typeOf(schema: Schema | undefined): Html | string {
  if (!schema) return "";
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const choices = schema.anyOf ?? schema.oneOf ?? (schema.allOf?.length ? schema.allOf : undefined);
  if (choices) return html`${choices.map((choice, index) => html`${index > 0 ? " or " : ""}${typeOf(choice)}`)}`;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = [schema.type ?? "any"].flat().join(" or ");
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  return schema.format ? `${types} (${schema.format})` : types;
}

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --accent: #0b6e4f; }
@media (prefers-color-scheme: dark) { :root { --accent: #5cc8a1; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 280px minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); }
nav h1 { font-size: 1.3rem; margin: 0; } nav h2 { font-size: .8rem; text-transform: uppercase; margin: 1rem 0 .2rem; }
nav ul { list-style: none; margin: 0; padding: 0; font-size: .85rem; } nav b { display: inline-block; width: 5em; font-size: .7rem; }
main { padding: 1rem 2rem 4rem; max-width: 900px; }
section { border-top: 1px solid var(--line); padding: .8rem 0; } section:target { outline: 2px solid var(--accent); outline-offset: 6px; }
h3 { margin: .3rem 0; font-size: 1rem; } h3 b { color: var(--accent); }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; margin: .4rem 0; } caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); font-weight: normal; overflow-wrap: anywhere; }
th { width: 30%; } td:nth-child(2) { width: 25%; } abbr { color: #c0392b; text-decoration: none; }
.permission { border: 1px solid var(--line); border-radius: 1em; padding: 0 .6em; font-size: .78rem; }
@media (max-width: 720px) { body { display: block; } nav { position: static; height: auto; border-right: 0; } main { padding: 1rem; } }
`;
