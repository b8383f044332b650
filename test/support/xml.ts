/** An element of a parsed document. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (Element | string)[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const NAME = /[A-Za-z_][\w:.-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w:.-]*)="([^"<]*)"/y;

/**
 * Reads the part of XML 1.0 that a picture needs, and refuses everything else as not well-formed: comments, CDATA, processing instructions,
 * document types and any entity but the five that XML itself has.
 */
export function parseXml(text: string): Element {
  const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (unwritable) throw new Error(`no XML character at ${unwritable.index}`);
  let at = 0;
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at}: ${text.slice(at, at + 60)}`);
  };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match;
  };
  const element = (): Element => {
    if (text[at] !== "<") fail("no element");
    at += 1;
    const name = take(NAME)?.[0] ?? fail("no name");
    const attributes = new Map<string, string>();
    for (let match = take(ATTRIBUTE); match; match = take(ATTRIBUTE)) {
      const [, key = "", value = ""] = match;
      if (attributes.has(key)) fail(`two ${key}`);
      attributes.set(key, readEntities(value));
    }
    if (take(/\s*\/>/y)) return { name, attributes, children: [] };
    if (!take(/\s*>/y)) fail("no end of a tag");
    const children: (Element | string)[] = [];
    while (!text.startsWith("</", at)) {
      const written = take(/[^<]+/y)?.[0];
      children.push(written === undefined ? element() : readEntities(written));
    }
    at += 2;
    if (take(NAME)?.[0] !== name) fail(`not the end of ${name}`);
    if (!take(/\s*>/y)) fail("no end of an end tag");
    return { name, attributes, children };
  };
  const root = element();
  if (at !== text.length) fail("something after the document");
  return root;
}

function readEntities(written: string): string {
  return written.replace(/&([^;&\s]*)(;?)/g, (all, name: string, end: string) => {
    const sign = end === "" ? undefined : ENTITIES[name];
    if (sign === undefined) throw new Error(`not an entity: ${all}`);
    return sign;
  });
}

/** Every element of this name, the root included. */
export function elementsOf(root: Element, name: string): Element[] {
  const own = root.name === name ? [root] : [];
  return [...own, ...root.children.flatMap((child) => (typeof child === "string" ? [] : elementsOf(child, name)))];
}

export function allElements(root: Element): Element[] {
  return [root, ...root.children.flatMap((child) => (typeof child === "string" ? [] : allElements(child)))];
}

export function textOf(element: Element | undefined): string {
  return (element?.children ?? []).map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}
