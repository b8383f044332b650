import { toCsv } from "../../src/local/demo/csv.ts";
import type { Random } from "../../src/local/demo/random.ts";
import { seededRandom } from "../../src/local/demo/random.ts";

/**
 * A CRM export like the ones that companies really bring, with the dirt that they really have: Windows line ends, open
 * deals without account, date or value, lost ones worth 0, a product spelled in two ways. All names are made up.
 */
export interface GeneratedPipeline {
  readonly csv: string;
  /** What a correct import must come to. */
  readonly expected: PipelineTotals;
}

export interface PipelineTotals {
  readonly rows: number;
  readonly won: number;
  readonly lost: number;
  readonly engaging: number;
  readonly prospecting: number;
  /** Sum of `close_value` over the won rows, in whole units. */
  readonly wonTotal: number;
}

const COLUMNS = [
  "opportunity_id",
  "sales_agent",
  "product",
  "account",
  "deal_stage",
  "engage_date",
  "close_date",
  "close_value",
] as const;

/** How the export's columns and stages map onto a process with the stages `prospecting` and `engaging`. */
export const EXPORT_MAPPING = {
  columns: {
    external_id: "opportunity_id",
    name: "product",
    account: "account",
    owner: "sales_agent",
    stage: "deal_stage",
    amount: "close_value",
    opened_on: "engage_date",
    closed_on: "close_date",
  },
  stages: { Prospecting: "prospecting", Engaging: "engaging", Won: "won", Lost: "lost" },
  defaults: { currency: "USD" },
  date_format: "YYYY-MM-DD",
  delimiter: ",",
} as const;

type Row = Record<(typeof COLUMNS)[number], string | number | null>;

/** Thousandths of the rows, as in the exports that this is modelled on. */
const SHARES = { Won: 482, Lost: 281, Engaging: 180 }; // the rest is Prospecting

const FIRST_NAMES = ["Alva", "Bruno", "Cleo", "Dario", "Edda", "Falk"] as const;
const LAST_NAMES = ["Arden", "Bexley", "Corwin", "Delmar", "Esker"] as const;
const ACCOUNT_STARTS = ["Zor", "Plim", "Quav", "Tren", "Vosk", "Bly", "Dax", "Fen", "Gral", "Hux"] as const;
const ACCOUNT_ENDS = ["tronic", "wares", "line", "dex", "porium", "ands", "cell", "mont"] as const;

/** `NTX Pro` is `NTXPro` in the export, though not in the company's own list of products. */
const PRODUCTS = [
  { name: "NTX Basic", price: 550 },
  { name: "NTXPro", price: 4_821 },
  { name: "MV Special", price: 55 },
  { name: "MV Advanced", price: 3_393 },
  { name: "NTX Plus Basic", price: 1_096 },
  { name: "NTX Plus Pro", price: 5_482 },
  { name: "NTK 500", price: 26_768 },
] as const;

const FIRST_ENGAGE_DAY = Date.UTC(2016, 9, 20) / 86_400_000;
const LAST_CLOSE_DAY = Date.UTC(2017, 11, 31) / 86_400_000;

/** The same seed and number of rows give the same bytes. */
export function generateExport(seed: number, rowCount: number): GeneratedPipeline {
  const random = seededRandom(seed);
  const ids = new Set<string>();
  while (ids.size < rowCount) ids.add(makeId(random));
  const rows = [...ids].map((id) => makeRow(id, random));

  const count = (stage: string): number => rows.filter((row) => row.deal_stage === stage).length;
  const wonRows = rows.filter((row) => row.deal_stage === "Won");
  return {
    csv: toCsv(COLUMNS, rows, "\r\n"),
    expected: {
      rows: rowCount,
      won: wonRows.length,
      lost: count("Lost"),
      engaging: count("Engaging"),
      prospecting: count("Prospecting"),
      wonTotal: wonRows.reduce((sum, row) => sum + Number(row.close_value), 0),
    },
  };
}

/** Counts a real export of this shape, so that both are held against their own totals. Knows no quoted fields: they have none. */
export function countExport(csv: string): PipelineTotals {
  const rows = csv
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split(","));
  const stageColumn = COLUMNS.indexOf("deal_stage");
  const valueColumn = COLUMNS.indexOf("close_value");
  const count = (stage: string): number => rows.filter((row) => row[stageColumn] === stage).length;
  return {
    rows: rows.length,
    won: count("Won"),
    lost: count("Lost"),
    engaging: count("Engaging"),
    prospecting: count("Prospecting"),
    wonTotal: rows.filter((row) => row[stageColumn] === "Won").reduce((sum, row) => sum + Number(row[valueColumn]), 0),
  };
}

function makeRow(id: string, random: Random): Row {
  const stage = pickStage(random);
  const product = random.pick(PRODUCTS);
  const isClosed = stage === "Won" || stage === "Lost";
  const engageDay = random.int(FIRST_ENGAGE_DAY, LAST_CLOSE_DAY - 10);
  const closeDay = Math.min(engageDay + random.int(1, 138), LAST_CLOSE_DAY);
  return {
    opportunity_id: id,
    sales_agent: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
    product: product.name,
    account: isClosed || random.chance(0.32) ? `${random.pick(ACCOUNT_STARTS)}${random.pick(ACCOUNT_ENDS)}` : null,
    deal_stage: stage,
    engage_date: stage === "Prospecting" ? null : isoDate(engageDay),
    close_date: isClosed ? isoDate(closeDay) : null,
    close_value: closeValue(stage, product.price, random),
  };
}

function pickStage(random: Random): "Won" | "Lost" | "Engaging" | "Prospecting" {
  const point = random.int(0, 999);
  if (point < SHARES.Won) return "Won";
  if (point < SHARES.Won + SHARES.Lost) return "Lost";
  return point < SHARES.Won + SHARES.Lost + SHARES.Engaging ? "Engaging" : "Prospecting";
}

/** Won deals close within a fifth of the list price, lost ones at 0, open ones have no value yet. */
function closeValue(stage: string, price: number, random: Random): number | null {
  if (stage === "Won") return Math.round(price * (0.8 + 0.4 * random.next()));
  return stage === "Lost" ? 0 : null;
}

/** Eight letters and digits. */
function makeId(random: Random): string {
  return Array.from({ length: 8 }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[random.int(0, 35)]).join("");
}

function isoDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
