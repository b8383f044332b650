import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildOpenApiDocument } from "../openapi.ts";
import { PROJECT_DIR } from "./project.ts";

const TARGET = join(PROJECT_DIR, "openapi/openapi.json");

/** Writes the committed copy of the OpenAPI document; with --check only compares, and fails when it is out of date. */
async function main(check: boolean): Promise<number> {
  const built = `${JSON.stringify(buildOpenApiDocument(), null, 2)}\n`;
  const committed = await readFile(TARGET, "utf8").catch(() => "");
  if (built === committed) {
    console.log("openapi/openapi.json is up to date.");
    return 0;
  }
  if (check) {
    console.error("openapi/openapi.json is not what the routes say. Run `npm run openapi` and read the difference.");
    return 1;
  }
  await writeFile(TARGET, built);
  console.log("openapi/openapi.json is written.");
  return 0;
}

process.exitCode = await main(process.argv.includes("--check"));
