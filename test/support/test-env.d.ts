import type { D1Migration } from "cloudflare:test";
import type { Env as WorkerEnv } from "../../src/env.ts";

declare global {
  namespace Cloudflare {
    /** What `env` of "cloudflare:workers" holds in a test: the Worker's own bindings, and what vitest.config.ts adds. */
    interface Env extends WorkerEnv {
      readonly TEST_MIGRATIONS: D1Migration[];
      /** The text of the real pipeline's CSV file; empty where the file is not present. */
      readonly REAL_PIPELINE_CSV: string;
    }

    /** Types `exports.default` of "cloudflare:workers". */
    interface GlobalProps {
      mainModule: typeof import("../../src/index.ts");
    }
  }
}
