import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildAssets } from "../assets.ts";
import { ASSETS_DIR, OPENAPI_DOCUMENT } from "./project.ts";

/**
 * Writes the files that are served beside the Worker, and takes away what is none of them any more. Each appears in one step, and only where it
 * is new: somebody else may be reading or writing the same directory.
 */
export async function writeAssets(dir: string = ASSETS_DIR): Promise<void> {
  const assets = buildAssets(JSON.parse(await readFile(OPENAPI_DOCUMENT, "utf8")));
  await mkdir(dir, { recursive: true });
  const drafts = await mkdtemp(`${dir}-`);
  try {
    for (const [path, text] of assets) {
      const target = join(dir, path);
      if ((await readFile(target, "utf8").catch(() => undefined)) === text) continue;
      const draft = join(drafts, path.replaceAll("/", "-"));
      await writeFile(draft, text);
      await mkdir(dirname(target), { recursive: true });
      await rename(draft, target);
    }
  } finally {
    await rm(drafts, { recursive: true });
  }
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const known = [...assets.keys()].some((asset) => join(dir, asset) === path);
    if (!entry.isDirectory() && !known) await rm(path, { force: true });
  }
}
