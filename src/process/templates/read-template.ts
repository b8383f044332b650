import { openAsset } from "../../http/assets.ts";
import type { Locale } from "../../values/words.ts";
import type { Template, TemplateKey } from "./template.ts";

/** A template changes only with the deployment, so what an isolate has read once it keeps. */
const read = new Map<string, Template>();

/** The template of a key in one language. */
export async function readTemplate(assets: Fetcher, key: TemplateKey, locale: Locale): Promise<Template> {
  const path = assetOfTemplate({ key, locale });
  // Only what has been read is shared, never the reading: a request must not wait for another one's.
  const known = read.get(path);
  if (known) return known;
  const template: Template = await (await openAsset(assets, path)).json();
  read.set(path, template);
  return template;
}

/** Where a template is among the assets. */
export function assetOfTemplate({ key, locale }: Pick<Template, "key" | "locale">): string {
  return `templates/${key}.${locale}.json`;
}
