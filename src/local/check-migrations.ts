import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { applyMigrations } from "./migrations.ts";
import { MIGRATIONS_DIR } from "./project.ts";

/**
 * Applies every migration to an empty D1 and looks at what came out. Dropping a table is refused: a rebuilt table fires
 * ON DELETE CASCADE on D1 whatever `foreign_keys` says, and the code that runs during a deployment still wants the old one.
 */
async function findFaults(): Promise<string[]> {
  const faults: string[] = [];
  const names = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith(".sql")).sort();
  for (const [index, name] of names.entries()) {
    if (!name.startsWith(String(index + 1).padStart(4, "0")))
      faults.push(`${name}: the numbers must run from 0001 without a gap`);
    const sql = withoutComments(await readFile(join(MIGRATIONS_DIR, name), "utf8"));
    if (/\bDROP\s+TABLE\b/i.test(sql)) faults.push(`${name}: drops a table`);
  }

  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script: "export default {};",
      d1Databases: ["DB"],
    }),
  );
  try {
    const database = await miniflare.getD1Database("DB");
    const applied = await applyMigrations(database, MIGRATIONS_DIR);
    if (applied.length === 0) faults.push("there are no migrations");
    const again = await applyMigrations(database, MIGRATIONS_DIR);
    if (again.length > 0) faults.push(`applied twice: ${again.join(", ")}`);
    const { results } = await database.prepare("PRAGMA foreign_key_check").all();
    for (const row of results) faults.push(`foreign_key_check: ${JSON.stringify(row)}`);
    console.log(`${applied.length} migrations apply to an empty database.`);
  } catch (error) {
    faults.push(String(error instanceof Error && error.cause ? `${error.message} ${error.cause}` : error));
  } finally {
    await miniflare.dispose();
  }
  return faults;
}

function withoutComments(sql: string): string {
  return sql.replace(/--.*$|\/\*[\s\S]*?\*\//gm, "");
}

const faults = await findFaults();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
