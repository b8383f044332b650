import type { Encoding } from "../schema.ts";
import { invalidFile } from "./file-row.ts";

/** Bytes that come in parts as text that comes in parts. Bytes that are none of the encoding are refused, never replaced. */
export interface Decoder {
  /** Throws `invalid_csv`. */
  decode(bytes: Uint8Array): string;
  /** What the end of the file completes. Throws `invalid_csv`. */
  end(): string;
}

/** A decoder that drops a byte order mark. `undecided`: ASCII so far; the first character beyond it tells. */
export function decoderOf(encoding: Encoding | "undecided"): Decoder {
  switch (encoding) {
    case "undecided":
      return new UndecidedDecoder();
    case "utf-16le":
    case "utf-16be":
      return new Utf16Decoder(encoding);
    case "utf-8":
    case "windows-1252":
      return new PlatformDecoder(encoding);
  }
}

class PlatformDecoder implements Decoder {
  readonly #encoding: Encoding;
  readonly #decoder: TextDecoder;

  constructor(encoding: "utf-8" | "windows-1252") {
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false });
  }

  decode(bytes: Uint8Array): string {
    return this.#decode(bytes, true);
  }

  end(): string {
    return this.#decode(new Uint8Array(), false);
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch {
      throw invalidEncoding(this.#encoding);
    }
  }
}

const BYTE_ORDER_MARK = "\ufeff";

/** By hand: not every runtime has the big-endian one, or keeps half a character between two parts. */
class Utf16Decoder implements Decoder {
  readonly #encoding: "utf-16le" | "utf-16be";
  /** A byte that waits for its other half. */
  #odd = new Uint8Array();
  /** The first half of a surrogate pair. */
  #half = "";
  #isStart = true;

  constructor(encoding: "utf-16le" | "utf-16be") {
    this.#encoding = encoding;
  }

  decode(bytes: Uint8Array): string {
    const all = joined(this.#odd, bytes);
    const evenLength = all.length - (all.length % 2);
    this.#odd = all.slice(evenLength);
    const text = this.#half + this.#toText(all.buffer.slice(0, evenLength));
    const isCut = /[\ud800-\udbff]$/.test(text);
    this.#half = isCut ? text.slice(-1) : "";
    const whole = isCut ? text.slice(0, -1) : text;
    if (!whole.isWellFormed()) throw invalidEncoding(this.#encoding);
    return this.#dropMark(whole);
  }

  end(): string {
    if (this.#odd.length > 0 || this.#half !== "") throw invalidEncoding(this.#encoding);
    return "";
  }

  #toText(buffer: ArrayBuffer): string {
    const units = new Uint16Array(buffer); // little-endian, as every machine that this runs on
    if (this.#encoding === "utf-16be") units.set(units.map(swapped));
    let text = "";
    for (let start = 0; start < units.length; start += UNITS_AT_ONCE) {
      text += String.fromCharCode(...units.subarray(start, start + UNITS_AT_ONCE));
    }
    return text;
  }

  #dropMark(text: string): string {
    if (!this.#isStart || text === "") return text;
    this.#isStart = false;
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  }
}

function swapped(unit: number): number {
  return ((unit & 0xff) << 8) | (unit >> 8);
}

/** What a call takes as arguments without filling the stack. */
const UNITS_AT_ONCE = 8_192;

/** A character in UTF-8 has four bytes at most. */
const MAX_CHARACTER_BYTES = 4;

/**
 * A file whose beginning is plain ASCII, which is the same in UTF-8 and Windows-1252. Its first character beyond ASCII tells: what is one in
 * UTF-8 is hardly ever two or three letters that make sense in the other.
 */
class UndecidedDecoder implements Decoder {
  #decided: Decoder | undefined;
  #waiting = new Uint8Array();

  decode(bytes: Uint8Array): string {
    if (this.#decided) return this.#decided.decode(bytes);
    const all = joined(this.#waiting, bytes);
    const first = all.findIndex((byte) => byte >= 0x80);
    if (first !== -1 && all.length - first >= MAX_CHARACTER_BYTES) return this.#decide(all, first);
    const ascii = first === -1 ? all.length : first;
    this.#waiting = all.slice(ascii);
    return asciiOf(all.subarray(0, ascii));
  }

  end(): string {
    const rest = this.#decided ? "" : this.#decide(this.#waiting, 0);
    return rest + (this.#decided?.end() ?? "");
  }

  #decide(bytes: Uint8Array, first: number): string {
    const character = bytes.subarray(first, first + MAX_CHARACTER_BYTES);
    this.#decided = decoderOf(beginsInUtf8(character) ? "utf-8" : "windows-1252");
    return this.#decided.decode(bytes);
  }
}

/** Whether bytes begin with a whole character of UTF-8. */
function beginsInUtf8(bytes: Uint8Array): boolean {
  const lengths = [1, 2, 3, 4].filter((length) => length <= bytes.length);
  return bytes.length === 0 || lengths.some((length) => isUtf8(bytes.subarray(0, length)));
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function asciiOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

export function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function invalidEncoding(encoding: Encoding) {
  const detail = `The file is not ${encoding} throughout. Save it as UTF-8, or say its encoding in the mapping.`;
  return invalidFile("invalid_encoding", detail);
}
