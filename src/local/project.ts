import { fileURLToPath } from "node:url";

/** Where the project is, so that the runner works from any directory. */
export const PROJECT_DIR: string = fileURLToPath(new URL("../../", import.meta.url));

export const WRANGLER_CONFIG: string = fileURLToPath(new URL("../../wrangler.toml", import.meta.url));
