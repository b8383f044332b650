import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { unstable_readConfig as readWranglerConfig } from "wrangler";
import { writeAssets } from "./src/local/assets.ts";

/** A real company's export, tested on where it is present. It is not ours to publish, so it is never in the repository. */
const REAL_PIPELINE = process.env["INFIELD_REAL_PIPELINE"] ?? "../shared/data/maven_crm/sales_pipeline.csv";

/** Constant, because a secret that protects nothing may as well be reproducible: 32 bytes of 0x2a. */
const TEST_ENCRYPTION_KEY = Buffer.alloc(32, 0x2a).toString("base64");

/** Only for what hangs: a busy machine takes many times as long as an idle one. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Each workerd beside its Vitest worker keeps a core busy.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...PATIENCE,
          name: "rules",
          environment: "node",
          include: ["src/**/*.test.ts", "test/rules/**/*.test.ts"],
        },
      },
      {
        plugins: [
          cloudflareTest(async () => {
            await writeAssets();
            return {
              wrangler: { configPath: "./wrangler.toml" },
              miniflare: {
                bindings: {
                  OPERATOR_TOKEN: "test-operator-token",
                  ENCRYPTION_KEY: TEST_ENCRYPTION_KEY,
                  WEBHOOK_RETRY_SECONDS: "1,1,1",
                  WEBHOOK_ALLOW_LOOPBACK: "on",
                  SERVER_TIMING: "on",
                  TEST_MIGRATIONS: await readD1Migrations("migrations"),
                  REAL_PIPELINE_CSV: existsSync(REAL_PIPELINE) ? readFileSync(REAL_PIPELINE, "utf8") : "",
                },
              },
            };
          }),
        ],
        resolve: { alias: deployedAliases() },
        test: {
          ...PATIENCE,
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
          setupFiles: [
            "test/support/no-network.ts",
            "test/support/apply-migrations.ts",
            "test/support/scoped-statements.ts",
          ],
        },
      },
    ],
  },
});

/** What takes the place of other modules in the deployed Worker does so in its tests. */
function deployedAliases(): Record<string, string> {
  const { alias = {} } = readWranglerConfig({ config: "wrangler.toml" });
  return Object.fromEntries(Object.entries<string>(alias).map(([module, path]) => [module, resolve(path)]));
}
