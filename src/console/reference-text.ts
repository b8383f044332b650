import { html } from "hono/html";

export type Html = ReturnType<typeof html>;
export type Content = Html | string | readonly Content[];

/** Running text as our descriptions write it, a little of Markdown: `code` and **emphasis**. */
export function prose(text: string | undefined): Content {
  return (text ?? "")
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : emphasized(part)));
}

function emphasized(text: string): Content {
  return text.split("**").map((part, index) => (index % 2 === 1 ? html`<strong>${part}</strong>` : part));
}

/** Paragraphs, and lists whose lines begin with an asterisk, apart by blank lines. */
export function blocks(text: string | undefined): Content {
  if (!text) return "";
  return text.split("\n\n").map((block) => {
    const lines = block.split("\n");
    if (!lines.every((line) => line.startsWith("* "))) return html`<p>${prose(block)}</p>`;
    return html`<ul>${lines.map((line) => html`<li>${prose(line.slice(2))}</li>`)}</ul>`;
  });
}
