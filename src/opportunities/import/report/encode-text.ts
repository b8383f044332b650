import type { Encoding } from "../schema.ts";

/** Text as bytes; those of the first text of a file begin with a byte order mark, where the encoding has one. */
export type EncodeText = (text: string, isFirst: boolean) => Uint8Array;

const BYTE_ORDER_MARK = "\ufeff";

/** An encoder of files that are to be read in an encoding. Where it is left open, UTF-8: the mark says so. */
export function encoderOf(encoding: Encoding | "auto"): EncodeText {
  switch (encoding) {
    case "auto":
    case "utf-8":
      return marked((text) => new TextEncoder().encode(text));
    case "utf-16le":
    case "utf-16be":
      return marked((text) => utf16Of(text, encoding === "utf-16le"));
    case "windows-1252": {
      const byteOf = windows1252();
      return (text) => Uint8Array.from(text, (character) => byteOf.get(character) ?? UNKNOWN);
    }
  }
}

function marked(encode: (text: string) => Uint8Array): EncodeText {
  return (text, isFirst) => encode(isFirst ? BYTE_ORDER_MARK + text : text);
}

function utf16Of(text: string, isLittleEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index++) bytes.setUint16(index * 2, text.charCodeAt(index), isLittleEndian);
  return new Uint8Array(bytes.buffer);
}

/** A question mark: what the encoding does not have came from no file in it. */
const UNKNOWN = 0x3f;

/** The platform decodes it only. */
function windows1252(): ReadonlyMap<string, number> {
  const characters = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  return new Map([...characters].map((character, byte) => [character, byte]));
}
