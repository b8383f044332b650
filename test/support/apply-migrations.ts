import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

// Every test file starts on an empty database of its own; what is applied already is skipped.
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
