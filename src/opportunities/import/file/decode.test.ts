import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../../../errors.ts";
import { decoderOf } from "./decode.ts";

type Encoding = Parameters<typeof decoderOf>[0];

/** The text of bytes that come in parts of a size, or the code of the refusal. */
function decode(encoding: Encoding, bytes: Uint8Array, size: number): string {
  const decoder = decoderOf(encoding);
  try {
    let text = "";
    for (let start = 0; start < bytes.length; start += size) text += decoder.decode(bytes.slice(start, start + size));
    return text + decoder.end();
  } catch (error) {
    if (error instanceof DomainError) return `refused: ${error.faults[0]?.code}`;
    throw error;
  }
}

function encode(encoding: Exclude<Encoding, "undecided">, text: string): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (encoding === "windows-1252") return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return Uint8Array.from(
    units.flatMap((unit) => (encoding === "utf-16le" ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])),
  );
}

const text = fc.string({ unit: fc.constantFrom("a", "\n", "é", "€", "😀"), maxLength: 20 });
const size = fc.integer({ min: 1, max: 5 });

describe("bytes that come in parts are the text that they are together", () => {
  test.each(["utf-8", "utf-16le", "utf-16be"] as const)("%s", (encoding) => {
    fc.assert(
      fc.property(text, size, fc.boolean(), (written, parts, hasMark) => {
        const bytes = encode(encoding, (hasMark ? "\ufeff" : "") + written);
        expect(decode(encoding, bytes, parts)).toBe(written);
      }),
      { numRuns: 1_000 },
    );
  });

  test("undecided: the first character beyond ASCII tells", () => {
    fc.assert(
      fc.property(text, size, (written, parts) => {
        expect(decode("undecided", encode("utf-8", written), parts)).toBe(written);
        const latin = written.replace(/[€😀]/gu, "é");
        expect(decode("undecided", encode("windows-1252", latin), parts)).toBe(latin);
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each<[Encoding, readonly number[]]>([
  ["utf-8", [0x61, 0xe4, 0x62]],
  ["utf-8", [0x61, 0xe2, 0x82]],
  ["utf-8", [0xed, 0xa0, 0x80]],
  ["utf-8", [0xc0, 0xaf]],
  ["undecided", [0xc3, 0xa4, 0x61, 0xe4, 0x61]],
  ["utf-16le", [0x61]],
  ["utf-16le", [0x00, 0xd8, 0x61, 0x00]],
  ["utf-16le", [0x00, 0xdc]],
  ["utf-16be", [0xd8, 0x00]],
])("what is no %s is refused, however it is cut: %j", (encoding, bytes) => {
  for (const parts of [1, 2, 3, 10]) {
    expect(decode(encoding, Uint8Array.from(bytes), parts)).toBe("refused: invalid_encoding");
  }
});
