import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../../src");

/**
 * The rooms from the ground up. A room is a folder of src/ or a file beside the folders; it may import itself and what
 * is named after it here, and nothing else. Rooms only ever name rooms above them in this list, so there is no circle.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // The ground: words that everybody shares, without I/O.
  "errors.ts": [],
  "jobs.ts": [],
  "log.ts": [],
  values: ["errors.ts"],
  "env.ts": ["jobs.ts"],

  db: ["env.ts", "errors.ts", "jobs.ts", "values"],
  "scope.ts": ["db", "jobs.ts", "values"],
  http: ["db", "env.ts", "errors.ts", "jobs.ts", "log.ts", "scope.ts", "values"],

  // Features. Beside these every one may use the ground, db and http.
  events: [],
  tenancy: ["events"],
  process: ["events", "tenancy"],
  opportunities: ["events", "tenancy", "process"],
  funnel: ["events", "tenancy", "process", "opportunities"],
  alerts: ["events", "tenancy", "process", "opportunities", "funnel"],
  webhooks: ["events", "tenancy"],
  console: ["events", "tenancy", "process", "opportunities", "funnel", "alerts", "webhooks"],
};

const FEATURES = Object.keys(MAY_IMPORT).slice(Object.keys(MAY_IMPORT).indexOf("events"));
const BELOW_FEATURES = Object.keys(MAY_IMPORT).slice(0, Object.keys(MAY_IMPORT).indexOf("events"));

/** They put the others together and may import everything. */
const ASSEMBLY = ["app.ts", "assets.ts", "index.ts", "openapi.ts", "queue.ts"];

/** Runs in Node beside the Worker and may look at it only where the application is put together. */
const LOCAL = "local";

interface Import {
  /** Relative to src/, with forward slashes. */
  readonly file: string;
  /** Relative to src/ for our own files; the specifier as written for packages. */
  readonly target: string;
  readonly own: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
const production = files.filter((file) => !file.endsWith(".test.ts"));
const imports = production.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const code = readFileSync(join(SRC, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const specifiers = [...code.matchAll(/\b(?:from|import)\s*\(?\s*"([^"\n]+)"/g)].map((match) => match[1] ?? "");
  return specifiers.map((specifier) => {
    if (!specifier.startsWith(".")) return { file, target: specifier, own: false };
    const target = relative(SRC, join(SRC, dirname(file), specifier)).replaceAll("\\", "/");
    return { file, target, own: true };
  });
}

function roomOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function mayImport(room: string): readonly string[] {
  return FEATURES.includes(room) ? [...BELOW_FEATURES, ...(MAY_IMPORT[room] ?? [])] : (MAY_IMPORT[room] ?? []);
}

function sentences(found: readonly Import[]): string[] {
  return found.map(({ file, target }) => `src/${file} imports ${target}`);
}

describe("the rooms of src", () => {
  test("are all known here", () => {
    const known = new Set([...Object.keys(MAY_IMPORT), ...ASSEMBLY, LOCAL]);
    expect([...new Set(files.map(roomOf))].filter((room) => !known.has(room))).toEqual([]);
  });

  test("name only rooms that come before them, so that no circle is possible", () => {
    const order = Object.keys(MAY_IMPORT);
    for (const [index, room] of order.entries()) {
      expect(order.slice(0, index), room).toEqual(expect.arrayContaining([...mayImport(room)]));
    }
  });

  test("are imported in one direction only", () => {
    const wrong = imports.filter(({ file, target, own }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      const outsideSrc = target.startsWith("..");
      return own && !outsideSrc && from !== to && from in MAY_IMPORT && !mayImport(from).includes(to);
    });
    expect(sentences(wrong)).toEqual([]);
  });

  test("do not reach into the local runner, nor it into them", () => {
    const wrong = imports.filter(
      ({ file, target, own }) =>
        own &&
        (roomOf(file) === LOCAL) !== (roomOf(target) === LOCAL) &&
        !(roomOf(file) === LOCAL && ASSEMBLY.includes(target)),
    );
    expect(sentences(wrong)).toEqual([]);
  });
});

test("what is written ahead stays out of the Worker", () => {
  const written = ["process/templates/templates.ts", "console/reference.ts"];
  const wrong = imports.filter(({ file, target }) => written.includes(target) && file !== "assets.ts");
  expect(sentences(wrong)).toEqual([]);
  expect(imports.some(({ target }) => written.includes(target))).toBe(true);
});

describe("packages", () => {
  test("for SQL are imported by db/ and the stores only", () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        /^drizzle-orm(\/|$)/.test(target) && roomOf(file) !== "db" && !/(^|\/)store\.ts$/.test(file),
    );
    expect(sentences(wrong)).toEqual([]);
  });

  test("for tests are imported by tests only", () => {
    const wrong = imports.filter(({ target }) => /^(vitest|fast-check|standardwebhooks|cloudflare:test)$/.test(target));
    expect(sentences(wrong)).toEqual([]);
  });
});

test("the scan sees the imports at all", () => {
  expect(imports.some(({ file, target }) => file === "index.ts" && target === "app.ts")).toBe(true);
});
