import type { Client } from "./client.ts";
import { createClient } from "./client.ts";
import { COMPANY } from "./company.ts";
import type { ProvableCriterion } from "./evidence.ts";
import { metCriterion } from "./evidence.ts";
import type { DemoDeal } from "./pipeline.ts";
import { CSV_MAPPING, generatePipeline, pipelineCsv, STAGES } from "./pipeline.ts";
import { seededRandom } from "./random.ts";
import { CHANGES_MAPPING, stageChangesCsv, stageChangesOf } from "./stage-changes.ts";

/** Where a visitor can go in after seeding. */
export interface Demo {
  readonly tenantId: string;
  readonly apiKey: string;
  readonly processId: string;
  /** A deal worth looking at: in the close, with far less behind it than its stage says. */
  readonly opportunityId: string;
}

const SEED = 20_260_101;

/** Deals are worked in parallel, each one's criteria in order. */
const PARALLEL = 4;

/** One founding, so that it can be taken up again where it was interrupted. */
export interface SeedRun {
  readonly id: string;
  /** The demo's "today": what it brings in depends on it. */
  readonly todayDay: number;
}

/**
 * Founds the demo company and lets it live: sets up its process, brings in a year of history, works on its open deals
 * and has its funnel evaluated. Everything goes through the public API, so it can do nothing that a client could not.
 * Called again with the run of a call that did not come to its end, it completes the same company.
 */
export async function seedDemo(
  origin: string,
  operatorToken: string,
  run: SeedRun,
  signal: AbortSignal,
): Promise<Demo> {
  const { todayDay } = run;
  const deals = generatePipeline({ seed: SEED, todayDay });

  const operator = createClient(origin, operatorToken, run.id, signal);
  const founded = (await operator.call("POST", "/v1/tenants", COMPANY)) as Founded;
  const company = createClient(origin, founded.api_key.secret, run.id, signal);

  const process = (await company.call("POST", "/v1/processes", PROCESS)) as { id: string };
  await company.call("POST", `/v1/processes/${process.id}/publish`);
  const version = (await company.call("GET", `/v1/processes/${process.id}/versions/1`)) as Version;

  let idByExternalId = await listDeals(company);
  // Imported again, deals that have been moved since would be put back.
  if (!deals.every((deal) => idByExternalId.has(deal.externalId))) {
    await importPipeline(company, process.id, deals);
    idByExternalId = await listDeals(company);
  }
  // Imported again it changes nothing, and takes nothing back that was done here.
  await importStageChanges(company, process.id, deals);
  // The company's clock may be a day ahead.
  for (const period of new Set([quarterOf(todayDay), quarterOf(todayDay + 1)])) {
    await company.call("POST", "/v1/targets", { period, amount: QUARTER_TARGET });
  }
  const worked = deals.filter((deal) => deal.work !== null);
  await inParallel(worked, (deal) => workOn(company, deal, idOf(deal, idByExternalId), version, isoDate(todayDay)));
  await company.call("POST", "/v1/funnel/evaluate", { process_id: process.id });

  const shown = worked.find((deal) => deal.stage === "close" && deal.work?.stagesMet === 1) ?? worked[0];
  return {
    tenantId: founded.tenant.id,
    apiKey: founded.api_key.secret,
    processId: process.id,
    opportunityId: shown ? idOf(shown, idByExternalId) : "",
  };
}

// The answers, as far as they are used here.
interface Founded {
  tenant: { id: string };
  api_key: { secret: string };
}
interface Version {
  document: { stages: { key: string; criteria: ProvableCriterion[] }[] };
}
interface Imported {
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  errors: unknown[];
}
interface Page {
  data: { id: string; external_id: string | null }[];
  next_cursor: string | null;
}

const PROCESS = { name: "New business", template: "baseline", locale: "en" } as const;

/** What the company wants to win in a quarter, in euros: half as much again as it usually does. */
const QUARTER_TARGET = 2_000_000;

const STAGE_VALUES = Object.fromEntries([...STAGES.map(({ key }) => key), "won", "lost"].map((key) => [key, key]));

async function importPipeline(company: Client, processId: string, deals: readonly DemoDeal[]): Promise<void> {
  const defaults = { currency: COMPANY.currency };
  await importCsv(company, "pipeline", pipelineCsv(deals), deals.length, {
    process_id: processId,
    columns: CSV_MAPPING,
    defaults,
  });
}

async function importStageChanges(company: Client, processId: string, deals: readonly DemoDeal[]): Promise<void> {
  const changes = stageChangesOf(deals);
  await importCsv(company, "stage-changes", stageChangesCsv(changes), changes.length, {
    kind: "stage_history",
    process_id: processId,
    columns: CHANGES_MAPPING,
  });
}

async function importCsv(company: Client, name: string, csv: string, rows: number, mapping: object): Promise<void> {
  const form = new FormData();
  form.set("file", new File([csv], `${name}.csv`, { type: "text/csv" }));
  form.set("mapping", JSON.stringify({ ...mapping, stages: STAGE_VALUES, date_format: "YYYY-MM-DD", delimiter: "," }));
  const result = (await company.call("POST", "/v1/imports", form)) as Imported;
  if (result.created + result.updated + result.unchanged !== rows || result.failed > 0) {
    throw new Error(`The import of the demo's ${name} went wrong: ${JSON.stringify(result).slice(0, 1_000)}`);
  }
}

async function listDeals(company: Client): Promise<Map<string, string>> {
  const idByExternalId = new Map<string, string>();
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await company.call("GET", `/v1/opportunities?limit=100${query}`)) as Page;
    for (const deal of page.data) if (deal.external_id !== null) idByExternalId.set(deal.external_id, deal.id);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return idByExternalId;
}

/** Proves what the buyer has really done, and moves the deal where it has earned the next stage. */
async function workOn(company: Client, deal: DemoDeal, id: string, version: Version, today: string): Promise<void> {
  const { stagesMet = 0, moved = false } = deal.work ?? {};
  const { stages } = version.document;
  const random = seededRandom(Number(deal.externalId.replace(/\D/g, "")));
  for (const criterion of stages.slice(0, stagesMet).flatMap((stage) => stage.criteria)) {
    const body = metCriterion(criterion, random, COMPANY.currency, today);
    await company.call("PUT", `/v1/opportunities/${id}/criteria/${criterion.key}`, body);
  }
  const next = stages[stagesMet];
  if (moved && next) await company.call("POST", `/v1/opportunities/${id}/transitions`, { to: next.key });
}

function idOf(deal: DemoDeal, idByExternalId: ReadonlyMap<string, string>): string {
  const id = idByExternalId.get(deal.externalId);
  if (id === undefined) throw new Error(`The imported deal ${deal.externalId} is not there.`);
  return id;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function isoDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Such as 2026-Q4. */
function quarterOf(day: number): string {
  const date = new Date(day * 86_400_000);
  return `${date.getUTCFullYear()}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}
