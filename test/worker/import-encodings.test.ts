import { expect, test } from "vitest";
import { decoderOf } from "../../src/opportunities/import/file/decode.ts";

/** The runtime's own decoders are what differs from Node. */
test.each([
  ["utf-8", [0xc3, 0xa4, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], "ä€😀"],
  ["windows-1252", [0xe4, 0x80, 0x8a, 0x9f, 0xff], "ä€ŠŸÿ"],
  ["utf-16le", [0xe4, 0, 0xac, 0x20, 0x3d, 0xd8, 0x00, 0xde], "ä€😀"],
  ["utf-16be", [0, 0xe4, 0x20, 0xac, 0xd8, 0x3d, 0xde, 0x00], "ä€😀"],
  ["undecided", [0x61, 0xc3, 0xa4, 0x61, 0x61], "aäaa"],
  ["undecided", [0x61, 0xe4, 0x61, 0x61, 0x80], "aäaa€"],
] as const)("%s is read in parts of any size", (encoding, codes, text) => {
  const bytes = Uint8Array.from(codes);
  for (const size of [1, 2, 3, bytes.length]) {
    const decoder = decoderOf(encoding);
    let read = "";
    for (let start = 0; start < bytes.length; start += size) read += decoder.decode(bytes.slice(start, start + size));
    expect(read + decoder.end()).toBe(text);
  }
});

test("bytes that are no UTF-8 are refused, also when they are cut", () => {
  for (const bad of [[0xc3, 0x28], [0xe4], [0xed, 0xa0, 0x80]]) {
    const decoder = decoderOf("utf-8");
    expect(() => {
      for (const byte of [0x61, ...bad]) decoder.decode(Uint8Array.of(byte));
      decoder.end();
    }).toThrow("The file is not utf-8");
  }
});
