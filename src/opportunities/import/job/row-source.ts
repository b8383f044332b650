import { packsOf } from "../../../db/packs.ts";
import type { TenantStatement } from "../../../db/statement.ts";
import type { TenantScope } from "../../../scope.ts";
import type { FindEarlier } from "../decide/decide-rows.ts";
import type { FileRow } from "../file/file-row.ts";
import type { ImportPlan } from "../mapping/plan.ts";
import { MAX_ROWS } from "../upload/intake.ts";
import { type StagedRow, unstageRow } from "../upload/staged-row.ts";
import { findEarlierRows, findPart, listByDeal, listOfDeal, setPartIds, type WaitingRow } from "./parts-store.ts";

/** Rows that are brought in together, and where it goes on after them. */
export interface Batch {
  readonly rows: readonly FileRow[];
  /** As JSON. */
  readonly position: string;
  /** What is to be written with them, once it is known which of them are good. */
  readonly keepGood: (good: ReadonlyMap<string, number>) => TenantStatement[];
}

/** The rows of a file that was put aside, in their order, from any position on. */
export interface RowSource {
  /** At most so many rows after a position (null: from the start); undefined when there are no more. */
  next(position: string | null, most: number): Promise<Batch | undefined>;
  readonly findEarlier: FindEarlier;
}

/** A part, and how many of its rows are in. */
type Position = readonly [part: number, done: number];

/** The rows of deals, as they stand in the file. */
class DealRows implements RowSource {
  readonly #scope: TenantScope;
  readonly #importId: string;

  constructor(scope: TenantScope, importId: string) {
    this.#scope = scope;
    this.#importId = importId;
  }

  async next(position: string | null, most: number): Promise<Batch | undefined> {
    let [part, done] = position === null ? ([0, 0] as const) : (JSON.parse(position) as Position); // written by us only
    for (; ; part++, done = 0) {
      const [[found]] = await this.#scope.db.read([findPart(this.#importId, part)]);
      if (!found) return undefined;
      const staged = JSON.parse(found.records) as StagedRow[]; // as above
      const rows = staged.slice(done, done + most).map(unstageRow);
      if (rows.length === 0) continue;
      const after = done + rows.length;
      const next: Position = after < staged.length ? [part, after] : [part + 1, 0];
      const before = JSON.parse(found.ids) as [string, number][]; // as above
      return {
        rows,
        position: JSON.stringify(next),
        keepGood: (good) => (good.size === 0 ? [] : [setPartIds(this.#importId, part, [...before, ...good])]),
      };
    }
  }

  readonly findEarlier: FindEarlier = async (externalIds) => {
    const statements = packsOf(externalIds).map((ids) => findEarlierRows(this.#importId, JSON.stringify(ids)));
    const found = await this.#scope.db.read(statements);
    return new Map(found.flat().map(({ id, row }) => [id, row]));
  };
}

/** The deal and the row that came last, in the order of deals. */
type DealPosition = readonly [dealKey: string, row: number];

/** No row has this number. */
const BEFORE_ALL = -1;

/** The rows of stage histories, those of a deal together wherever they stand in the file. The database finds them. */
class HistoryRows implements RowSource {
  readonly #scope: TenantScope;
  readonly #importId: string;
  readonly #path: string;
  readonly #keyLength: number;

  /** `column`: where the external id stands. `keyLength`: ids are of one deal as far as they are the same for so long. */
  constructor(scope: TenantScope, importId: string, column: number, keyLength: number) {
    this.#scope = scope;
    this.#importId = importId;
    this.#path = `$[1][${column}]`;
    this.#keyLength = keyLength;
  }

  async next(position: string | null, most: number): Promise<Batch | undefined> {
    const after = position === null ? (["", BEFORE_ALL] as const) : (JSON.parse(position) as DealPosition); // written by us only
    const first = await this.#list(after, most + 1);
    const rows = wholeDeals(first, most) ?? (await this.#listDeal(first[0]?.deal_key ?? ""));
    const last = rows.at(-1);
    if (!last) return undefined;
    const next: DealPosition = [last.deal_key, last.row];
    return {
      rows: rows.map(({ record }) => unstageRow(JSON.parse(record) as StagedRow)), // as above
      position: JSON.stringify(next),
      keepGood: () => [],
    };
  }

  readonly findEarlier: FindEarlier = async () => new Map();

  async #list([dealKey, row]: DealPosition, most: number): Promise<WaitingRow[]> {
    const where = [dealKey, row, most, this.#path, this.#keyLength] as const;
    const [rows] = await this.#scope.db.read([listByDeal(this.#importId, ...where)]);
    return rows;
  }

  async #listDeal(dealKey: string): Promise<WaitingRow[]> {
    const where = [dealKey, BEFORE_ALL, MAX_ROWS, this.#path, this.#keyLength] as const;
    const [rows] = await this.#scope.db.read([listOfDeal(this.#importId, ...where)]);
    return rows;
  }
}

/**
 * Of rows in the order of deals the first, at most so many, with all rows of each deal; undefined when there is not room for those of one.
 * Rows that name no deal belong to none.
 */
function wholeDeals(rows: readonly WaitingRow[], most: number): readonly WaitingRow[] | undefined {
  const beyond = rows[most];
  if (beyond === undefined || beyond.deal_key === "") return rows.slice(0, most);
  const whole = rows.slice(0, most).filter(({ deal_key }) => deal_key !== beyond.deal_key);
  return whole.length === 0 ? undefined : whole;
}

/** Two forms of one id of Salesforce have their first characters in common. */
const SALESFORCE_ID_LENGTH = 15;
/** More than any id has. */
const WHOLE_ID_LENGTH = 1_000;

export function openRows(scope: TenantScope, importId: string, { kind, mapping, header }: ImportPlan): RowSource {
  if (kind !== "stage_history") return new DealRows(scope, importId);
  const column = header.indexOf(mapping.columns.external_id?.trim() ?? "");
  const isSalesforce = mapping.preset?.startsWith("salesforce") ?? false;
  return new HistoryRows(scope, importId, column, isSalesforce ? SALESFORCE_ID_LENGTH : WHOLE_ID_LENGTH);
}
