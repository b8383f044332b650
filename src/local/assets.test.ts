import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TEMPLATE_KEYS } from "../process/templates/template.ts";
import { writeTemplates } from "../process/templates/templates.ts";
import { writeAssets } from "./assets.ts";
import { OPENAPI_DOCUMENT } from "./project.ts";

let parent: string;
let dir: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "infield-assets-"));
  dir = join(parent, "assets");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(dir, path), "utf8"));

describe("the files beside the Worker", () => {
  test("are the documents and each template in each language, also where several write them at once", async () => {
    await Promise.all([writeAssets(dir), writeAssets(dir), writeAssets(dir)]);
    expect((await readdir(dir)).toSorted()).toEqual(["docs.html", "openapi.json", "templates"]);
    expect((await readdir(join(dir, "templates"))).toSorted()).toEqual(
      TEMPLATE_KEYS.flatMap((key) => [`${key}.en.json`, `${key}.fi.json`]).toSorted(),
    );
    expect(await read("openapi.json")).toEqual(JSON.parse(await readFile(OPENAPI_DOCUMENT, "utf8")));
    for (const template of writeTemplates("fi"))
      expect(await read(`templates/${template.key}.fi.json`)).toEqual(template);
    expect(await readdir(parent)).toEqual(["assets"]);
  });

  test("are written where they are not what they should be; the others are left alone, and strangers taken away", async () => {
    await writeAssets(dir);
    const untouched = await stat(join(dir, "docs.html"));
    await writeFile(join(dir, "templates/bant.en.json"), "{");
    await writeFile(join(dir, "templates/gone.en.json"), "{}");
    await writeAssets(dir);
    expect(await read("templates/bant.en.json")).toMatchObject({ key: "bant", locale: "en" });
    expect(await readdir(join(dir, "templates"))).not.toContain("gone.en.json");
    expect((await stat(join(dir, "docs.html"))).ino).toBe(untouched.ino);
  });
});
