/** What a form is made of, in the order in which it comes: each part begins, brings bytes, and ends. */
export type PartEvent =
  | { readonly kind: "begin"; readonly name: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "end" };

/** A body that is no well-formed multipart/form-data. */
export class MalformedMultipart extends Error {}

/** Of one part; no client comes near. */
const MAX_HEAD_BYTES = 16_384;
/** More than any form here has; each costs work and, where it is not known, a fault in the answer. */
const MAX_PARTS = 100;

const CRLF = "\r\n";
const encoder = new TextEncoder();

/**
 * Reads multipart/form-data (RFC 7578) as it comes, in chunks of any size: no part is ever held, only the head of one and what may be the
 * beginning of the line between two. What stands before the first part and after the last one is left out (RFC 2046).
 */
export class MultipartReader {
  readonly #delimiter: Uint8Array;
  #state: "preamble" | "after delimiter" | "head" | "content" | "epilogue" = "preamble";
  /** Not looked at yet. It begins with a line end, so that a delimiter at the very beginning is found like any other. */
  #rest: Uint8Array = encoder.encode(CRLF);
  #parts = 0;

  constructor(boundary: string) {
    this.#delimiter = encoder.encode(`${CRLF}--${boundary}`);
  }

  /** Throws `MalformedMultipart`. */
  read(chunk: Uint8Array): PartEvent[] {
    if (this.#state === "epilogue") return [];
    this.#rest = joined(this.#rest, chunk);
    const events: PartEvent[] = [];
    while (this.#step(events));
    return events;
  }

  /** To be called once all has come. Throws `MalformedMultipart` when the end of the form has not. */
  end(): void {
    if (this.#state !== "epilogue") throw new MalformedMultipart("the form breaks off");
  }

  /** Takes what it can from what is there; answers whether there may be more to take. */
  #step(events: PartEvent[]): boolean {
    switch (this.#state) {
      case "preamble":
      case "content":
        return this.#readContent(events);
      case "after delimiter":
        return this.#readDelimiterEnd();
      case "head":
        return this.#readHead(events);
      case "epilogue":
        return false;
    }
  }

  #readContent(events: PartEvent[]): boolean {
    const rest = this.#rest;
    const at = indexOf(rest, this.#delimiter);
    // What may be the beginning of a delimiter waits for what follows.
    const end = at === -1 ? Math.max(0, rest.length - this.#delimiter.length + 1) : at;
    const isPart = this.#state === "content";
    if (isPart && end > 0) events.push({ kind: "bytes", bytes: rest.subarray(0, end) });
    this.#rest = rest.subarray(at === -1 ? end : end + this.#delimiter.length);
    if (at === -1) return false;
    if (isPart) events.push({ kind: "end" });
    this.#state = "after delimiter";
    return true;
  }

  /** `--` ends the form; otherwise blanks and a line end, after which a part begins. */
  #readDelimiterEnd(): boolean {
    let start = 0;
    while (this.#rest[start] === 0x20 || this.#rest[start] === 0x09) start += 1;
    if (start > MAX_HEAD_BYTES) throw new MalformedMultipart("no line ends after a delimiter");
    const [first, second] = this.#rest.subarray(start, start + 2);
    if (first === undefined || second === undefined) return false;
    const isLast = start === 0 && first === 0x2d && second === 0x2d;
    if (!isLast && !(first === 0x0d && second === 0x0a)) throw new MalformedMultipart("a delimiter goes on");
    // The line end stays: a part without headers has its empty line at once.
    this.#rest = isLast ? new Uint8Array() : this.#rest.subarray(start);
    this.#state = isLast ? "epilogue" : "head";
    return !isLast;
  }

  #readHead(events: PartEvent[]): boolean {
    const at = indexOf(this.#rest, encoder.encode(CRLF + CRLF));
    if (at > MAX_HEAD_BYTES || (at === -1 && this.#rest.length > MAX_HEAD_BYTES)) {
      throw new MalformedMultipart("the head of a part is too long");
    }
    if (at === -1) return false;
    this.#parts += 1;
    if (this.#parts > MAX_PARTS) throw new MalformedMultipart("the form has too many parts");
    events.push({ kind: "begin", name: nameOf(new TextDecoder().decode(this.#rest.subarray(0, at))) });
    this.#rest = this.#rest.subarray(at + 4);
    this.#state = "content";
    return true;
  }
}

/** The boundary that a multipart/form-data content type names; undefined when there is none. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

const PARAMETERS = /;\s*([^\s;="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/g;

/** The name of a part. Browsers write a quote in it as %22, and line ends as %0D and %0A (WHATWG); others escape with a backslash. */
function nameOf(head: string): string {
  const disposition = head.split(CRLF).find((line) => /^content-disposition\s*:/i.test(line));
  const isFormData = /^content-disposition\s*:\s*form-data\s*;/i.test(disposition ?? "");
  // One parameter after the other: the text of one may look like another.
  const match = isFormData
    ? [...(disposition ?? "").matchAll(PARAMETERS)].find(([, parameter]) => parameter?.toLowerCase() === "name")
    : undefined;
  if (!match) throw new MalformedMultipart("a part has no name");
  const name = match[2]?.replace(/\\(["\\])/g, "$1") ?? match[3] ?? "";
  return name.replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n");
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Where a needle begins, looking for its first byte with what the engine has for it. -1: nowhere. */
function indexOf(bytes: Uint8Array, needle: Uint8Array): number {
  const [first = 0] = needle;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (at + needle.length > bytes.length) return -1;
    let length = 1;
    while (length < needle.length && bytes[at + length] === needle[length]) length += 1;
    if (length === needle.length) return at;
  }
  return -1;
}
