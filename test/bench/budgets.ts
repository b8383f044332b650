import { EXPORT_MAPPING, generateExport } from "../support/generated-pipeline.ts";
import { type Client, type Counted, foundCompany } from "./client.ts";
import { measureLargeCompany } from "./large-company.ts";
import type { BenchServer } from "./server.ts";

export interface Budget {
  readonly roundTrips: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** Prints what an operation has cost beside its budget. */
export type Check = (name: string, counted: Counted & { readonly milliseconds?: number }, budget: Budget) => void;

/** Runs each operation that has a budget on a company of `rows` imported opportunities; prints count against budget. */
export async function measureBudgets(server: BenchServer, rows: number): Promise<boolean> {
  const { client, processId } = await foundCompany(server);
  console.log(`\n${"D1's own counts (budget)".padEnd(27)} round trips     rows read       rows written`);
  let within = true;
  const check: Check = (name, counted, budget) => {
    const cell = (count: number, most: number) => {
      if (count > most) within = false;
      return `${count}${most === Number.POSITIVE_INFINITY ? "" : ` (${Math.floor(most)})`}${count > most ? " OVER" : ""}`.padEnd(
        16,
      );
    };
    const cells = [
      cell(counted.roundTrips, budget.roundTrips),
      cell(counted.rowsRead, budget.rowsRead),
      cell(counted.rowsWritten, budget.rowsWritten),
    ];
    const time = counted.milliseconds === undefined ? "" : `${counted.milliseconds.toFixed(0)} ms`;
    console.log(`${name.padEnd(27)} ${cells.join("")}${time}`.trimEnd());
  };

  const started = performance.now();
  const imported = await importPipeline(client, processId, rows);
  const seconds = (performance.now() - started) / 1000;
  check(`import ${rows} rows`, imported, { roundTrips: 20, rowsRead: Number.POSITIVE_INFINITY, rowsWritten: 6 * rows });
  console.log(
    `${"".padEnd(27)} ${imported.queries} statements, ${(imported.rowsWritten / rows).toFixed(2)} rows written each, ${seconds.toFixed(1)} s`,
  );

  const open = (await client("GET", `/v1/funnel?process_id=${processId}`)).body.open.count;
  const deal = (await client("GET", "/v1/opportunities?status=open&stage=prospecting&limit=1")).body.data[0].id;
  await client("GET", `/v1/opportunities/${deal}/progress`); // the credential and the version are in the isolate from here on
  const criterion = await client("PUT", `/v1/opportunities/${deal}/criteria/prospecting_done`, { state: "met" });
  check("read one opportunity", await client("GET", `/v1/opportunities/${deal}`), {
    roundTrips: 1,
    rowsRead: 3,
    rowsWritten: 0,
  });
  check("list 50", await client("GET", "/v1/opportunities?limit=50"), { roundTrips: 1, rowsRead: 52, rowsWritten: 0 });
  const owner = encodeURIComponent((await client("GET", `/v1/opportunities/${deal}`)).body.owner);
  const list = async (name: string, query: string, rowsRead: number) =>
    check(name, await client("GET", `/v1/opportunities?${query}`), { roundTrips: 1, rowsRead, rowsWritten: 0 });
  await list("list open of an owner", `status=open&owner=${owner}`, 52);
  await list("list open by amount", "status=open&sort=-amount", 2 * open + 104);
  // The one whose criterion was set is the only one that has changed since then.
  await list("list changed since", `updated_since=${criterion.body.updated_at}`, 10);
  check("set one criterion", criterion, { roundTrips: 2, rowsRead: 40, rowsWritten: 8 });
  const moved = await client("POST", `/v1/opportunities/${deal}/transitions`, { to: "engaging" });
  check("one transition", moved, { roundTrips: 2, rowsRead: 40, rowsWritten: 12 });
  const funnel = await client("GET", `/v1/funnel?process_id=${processId}`);
  check(`live funnel of ${open} open`, funnel, {
    roundTrips: 1,
    rowsRead: Math.floor(1.1 * open + 100),
    rowsWritten: 0,
  });
  const evaluated = await client("POST", "/v1/funnel/evaluate", {});
  const alerts = evaluated.body.alerts.raised.length;
  // An alert that changes is its row, its event and the delivery of it, each with an index.
  check("evaluate", evaluated, { roundTrips: 4, rowsRead: 2 * open + 1_000, rowsWritten: 30 + 6 * alerts });
  await auditLargest(client, check);
  await publishReweighted(client, processId);
  const preview = await client("POST", `/v1/processes/${processId}/migrations`, { from: 1, dry_run: true });
  // Each deal is read by its id, and the criteria of all of them with it.
  check(`preview of moving ${open}`, preview, { roundTrips: 5, rowsRead: 8 * open + 100, rowsWritten: 0 });
  await migrate(client, processId, open);
  await importLarge(server, rows === 8_800 ? 100_000 : 11_000);
  await measureLargeCompany(server, rows === 8_800 ? 100_000 : 10_000, check);
  return within;
}

/** The audit of as large a document as there can be: 100 names of 200 characters. It asks the database for nothing. */
async function auditLargest(client: Client, check: (name: string, counted: Counted, budget: Budget) => void) {
  const names = ["The buyer has sent us ", "30 days since the demo ", "Tarjous lähetetty asiakkaalle "];
  const criteria = Array.from({ length: 100 }, (_, index) => {
    return { name: `${index} ${names[index % names.length]?.repeat(10)}`.slice(0, 200).trim(), weight: 1 };
  });
  const stages = Array.from({ length: 20 }, (_, index) => ({
    name: `Stage ${index}`,
    criteria: criteria.slice(index * 5, index * 5 + 5),
  }));
  const started = performance.now();
  const audited = await client("POST", "/v1/process-audits", { document: { stages } });
  check("audit of 100 criteria", audited, { roundTrips: 0, rowsRead: 0, rowsWritten: 0 });
  console.log(
    `${"".padEnd(27)} ${(performance.now() - started).toFixed(0)} ms, ${audited.body.findings.length} findings`,
  );
}

/** The same process with its weights changed: every deal's score is another one in it. */
async function publishReweighted(client: Client, processId: string): Promise<void> {
  const { document } = (await client("GET", `/v1/processes/${processId}/draft`)).body;
  for (const [index, weight] of [70, 30].entries()) document.stages[index].criteria[0].weight = weight;
  await client("PUT", `/v1/processes/${processId}/draft`, document, { "if-match": "*" });
  await client("POST", `/v1/processes/${processId}/publish`);
}

/** Follows a migration to its end; the queue works on it, so what it costs is told in time. */
async function migrate(client: Client, processId: string, open: number): Promise<void> {
  const started = performance.now();
  const { id } = (await client("POST", `/v1/processes/${processId}/migrations`, { from: 1 })).body;
  let migration: { status: string; moved: number };
  do {
    await new Promise((resolve) => setTimeout(resolve, 100));
    migration = (await client("GET", `/v1/processes/${processId}/migrations/${id}`)).body;
  } while (migration.status === "queued" || migration.status === "running");
  const seconds = (performance.now() - started) / 1000;
  if (migration.status !== "completed" || migration.moved !== open) throw new Error(JSON.stringify(migration));
  console.log(`${`migration of ${open} open`.padEnd(27)} ${seconds.toFixed(1)} s, the queue's waits included`);
}

/** A file that a job brings in, for a company of its own. What the request costs is counted, and how long the queue takes. */
async function importLarge(server: BenchServer, rows: number): Promise<void> {
  const { client, processId } = await foundCompany(server);
  const form = new FormData();
  form.set("mapping", JSON.stringify({ process_id: processId, ...EXPORT_MAPPING }));
  form.set("file", new File([generateExport(2, rows).csv], "pipeline.csv", { type: "text/csv" }));
  const started = performance.now();
  const sent = await client("POST", "/v1/imports", form);
  const taken = (performance.now() - started) / 1000;
  let { body } = sent;
  while (body.status === "queued" || body.status === "running") {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ({ body } = await client("GET", `/v1/imports/${body.id}`));
  }
  const seconds = (performance.now() - started) / 1000;
  if (body.status !== "completed" || body.created !== rows) throw new Error(JSON.stringify(body).slice(0, 2_000));
  console.log(
    `${`import ${rows} rows by a job`.padEnd(27)} taken in with ${sent.queries} statements in ${taken.toFixed(1)} s, brought in after ${seconds.toFixed(1)} s`,
  );
}

async function importPipeline(client: Client, processId: string, rows: number): Promise<Counted> {
  const form = new FormData();
  form.set("file", new File([generateExport(1, rows).csv], "pipeline.csv", { type: "text/csv" }));
  form.set("mapping", JSON.stringify({ process_id: processId, ...EXPORT_MAPPING }));
  const imported = await client("POST", "/v1/imports", form);
  if (imported.body.created !== rows) throw new Error(`not everything was imported: ${JSON.stringify(imported.body)}`);
  return imported;
}
