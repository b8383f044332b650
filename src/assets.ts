import { renderReference } from "./console/reference.ts";
import { assetOfTemplate } from "./process/templates/read-template.ts";
import { writeTemplates } from "./process/templates/templates.ts";

/**
 * The files that are served beside the Worker, by path: texts that few requests want, and that every isolate would have to load if they were
 * part of it. They are made again with every build, so they cannot be older than the code.
 */
export function buildAssets(openApi: object): ReadonlyMap<string, string> {
  return new Map([
    ["openapi.json", JSON.stringify(openApi)],
    ["docs.html", renderReference(openApi)],
    ...[...writeTemplates("en"), ...writeTemplates("fi")].map(
      (template) => [assetOfTemplate(template), JSON.stringify(template)] as const,
    ),
  ]);
}
