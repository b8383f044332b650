import { readFile, writeFile } from "node:fs/promises";
import { buildOpenApiDocument } from "../openapi.ts";
import { OPENAPI_DOCUMENT } from "./project.ts";

/** Writes the committed copy of the OpenAPI document; with --check only compares, and fails when it is out of date. */
async function main(check: boolean): Promise<number> {
  const built = `${JSON.stringify(buildOpenApiDocument(), null, 2)}\n`;
  const committed = await readFile(OPENAPI_DOCUMENT, "utf8").catch(() => "");
  if (built === committed) {
    console.log("openapi/openapi.json is up to date.");
    return 0;
  }
  if (check) {
    console.error("openapi/openapi.json is not what the routes say. Run `npm run openapi` and read the difference.");
    return 1;
  }
  await writeFile(OPENAPI_DOCUMENT, built);
  console.log("openapi/openapi.json is written.");
  return 0;
}

process.exitCode = await main(process.argv.includes("--check"));
