import { join } from "node:path";

/** Where the project is, so that the runner works from any directory. */
export const PROJECT_DIR: string = join(import.meta.dirname, "../..");

export const WRANGLER_CONFIG: string = join(PROJECT_DIR, "wrangler.toml");

/** Where wrangler.toml looks for the assets. */
export const ASSETS_DIR: string = join(PROJECT_DIR, "dist/assets");

export const OPENAPI_DOCUMENT: string = join(PROJECT_DIR, "openapi/openapi.json");

export const MIGRATIONS_DIR: string = join(PROJECT_DIR, "migrations");
