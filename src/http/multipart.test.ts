import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryOf, MalformedMultipart, MultipartReader } from "./multipart.ts";

const encoder = new TextEncoder();
const BOUNDARY = "-----------------------------b";

/** What a reader says of a body that comes in chunks that end at these places: each part's name and all its bytes. */
function readParts(body: Uint8Array, cuts: readonly number[] = [], boundary = BOUNDARY): [string, Uint8Array][] {
  const reader = new MultipartReader(boundary);
  const parts: [string, number[]][] = [];
  let isOpen = false;
  const ends = [...cuts.map((cut) => cut % (body.length + 1)).toSorted((a, b) => a - b), body.length];
  for (let index = 0, start = 0; index < ends.length; start = ends[index] ?? 0, index++) {
    for (const event of reader.read(body.slice(start, ends[index]))) {
      if (event.kind === "begin") parts.push([event.name, []]);
      if (event.kind === "bytes") parts.at(-1)?.[1].push(...event.bytes);
      expect(event.kind === "begin").toBe(!isOpen);
      isOpen = event.kind !== "end";
    }
  }
  reader.end();
  expect(isOpen).toBe(false);
  return parts.map(([name, bytes]) => [name, Uint8Array.from(bytes)]);
}

function join(...pieces: readonly (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...(typeof piece === "string" ? encoder.encode(piece) : piece)]));
}

function write(parts: readonly (readonly [string, Uint8Array])[], boundary = BOUNDARY): Uint8Array {
  const written = parts.map(([name, bytes]) =>
    join(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.csv"\r\nContent-Type: text/csv\r\n\r\n`,
      bytes,
      "\r\n",
    ),
  );
  return join(...written, `--${boundary}--\r\n`);
}

const CONTENT = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  // What is nearly a delimiter.
  fc
    .array(fc.constantFrom("\r", "\n", "\r\n", "-", "--", `\r\n--${BOUNDARY.slice(0, -1)}`, `--${BOUNDARY}`, "x"), {
      maxLength: 9,
    })
    .map((pieces) => encoder.encode(pieces.join("")))
    .filter((bytes) => !new TextDecoder().decode(bytes).includes(`\r\n--${BOUNDARY}`))
    .filter((bytes) => !new TextDecoder().decode(bytes).startsWith(`--${BOUNDARY}`)),
);

describe("a form", () => {
  test("is read as it was written, wherever its chunks end", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("file", "mapping", "ä b"), CONTENT), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (parts, cuts) => {
          expect(readParts(write(parts), cuts)).toEqual(parts.map(([name, bytes]) => [name, Uint8Array.from(bytes)]));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("is read byte by byte, with what stands around it", () => {
    const body = join("preamble\r\n", write([["file", encoder.encode("a,b\r\n1,2\r\n")]]), "epilogue");
    const everywhere = Array.from(body, (_, index) => index);
    expect(readParts(body, everywhere)).toEqual([["file", encoder.encode("a,b\r\n1,2\r\n")]]);
  });

  test("as the platform writes it is read", async () => {
    const form = new FormData();
    form.set("file", new File(["id\n1\n"], 'продажи – "1".csv'));
    form.set('a"b\r\nc', "{}");
    const request = new Request("https://infield.test", { method: "POST", body: form });
    const boundary = boundaryOf(request.headers.get("content-type") ?? "") ?? "";
    const parts = readParts(new Uint8Array(await request.arrayBuffer()), [], boundary);
    expect(parts).toEqual([
      ["file", encoder.encode("id\n1\n")],
      ['a"b\r\nc', encoder.encode("{}")],
    ]);
  });

  test("may name its part without quotes, or with other parameters first", () => {
    for (const header of [
      "content-disposition:form-data;name=file",
      'Content-Disposition: form-data; filename="name=x"; name="file"',
      'Content-Disposition: form-data; filename="a; name=mapping; b.csv"; Name="file"',
      "X-Other: 1\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''%e2%82%ac",
    ]) {
      const body = join(`--b\r\n${header}\r\n\r\nx\r\n--b--`);
      expect(readParts(body, [], "b"), header).toEqual([["file", encoder.encode("x")]]);
    }
  });

  test.each([
    ["of nothing", ""],
    ["without its end", '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx'],
    ["that ends in a head", "--b\r\nContent-Disposition: form-data"],
    ["whose part has no name", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"],
    ["whose part is no form data", '--b\r\nContent-Disposition: attachment; name="file"\r\n\r\nx\r\n--b--'],
    ["whose delimiter goes on", '--b2\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--'],
    ["with a head without an end", `--b\r\nX: ${"x".repeat(20_000)}`],
    ["of parts without an end", `${"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n".repeat(101)}--b--`],
    ["of another boundary", '--c\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--c--'],
  ])("%s is refused", (_, text) => {
    expect(() => readParts(encoder.encode(text), [], "b")).toThrow(MalformedMultipart);
  });

  test("of nothing but an end has no parts", () => {
    expect(readParts(join("--b--\r\n"), [], "b")).toEqual([]);
  });
});

test("a boundary is read from the content type", () => {
  expect(boundaryOf("multipart/form-data; boundary=abc")).toBe("abc");
  expect(boundaryOf('multipart/form-data; charset=utf-8; Boundary="a b;c"')).toBe("a b;c");
  expect(boundaryOf("multipart/form-data")).toBeUndefined();
});
