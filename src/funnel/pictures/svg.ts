/** XML 1.0 has no way to write these at all, not even escaped; half a surrogate pair is no character either. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as it is written in an element or between double quotes. */
function escapeXml(text: string): string {
  return text.replace(UNWRITABLE, "\ufffd").replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with markup in it. Attributes may be any text; those that are undefined are left out. */
export function tag(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? shorten(value) : escapeXml(String(value))}"`)
    .join("");
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join("")}</${name}>`;
}

/** An element with nothing but text in it, which may be anybody's. */
export function textTag(name: string, attributes: Attributes, text: string): string {
  return tag(name, attributes, escapeXml(text));
}

/** A tenth of a pixel is all that anybody sees. */
function shorten(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Somebody's text within ours: its own direction ends with it (Unicode's isolates, UAX #9). */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
