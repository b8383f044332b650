import { smallestIdAt, smallestIdSql } from "../../db/ids.ts";
import { type TenantStatement, tenantSql } from "../../db/statement.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { OPPORTUNITY_COLUMNS } from "../store.ts";
import { amountSql, filterConditions, Parameters } from "./filter-store.ts";
import { choosePlan, type Plan } from "./plan.ts";
import type { Place, Search, Sort } from "./search.ts";
import type { StalledBefore } from "./stalled.ts";

/** An index, and what it is partial by: the planner only takes it where that stands in the statement as it stands there. */
interface Source {
  readonly index: string;
  readonly where: string;
}

const SOURCES: Readonly<Record<Exclude<Plan, "changed" | "recent" | "all">, Source>> = {
  external_id: { index: "opportunities_external_id", where: "external_id IS NOT NULL" },
  open_of_owner: { index: "opportunities_open_owner", where: "status = 'open'" },
  open_figures: { index: "opportunities_open_funnel", where: "status = 'open'" },
  open: { index: "opportunities_open", where: "status = 'open'" },
};

/**
 * The first `limit` opportunities of a search after a place. `stalled` is only looked at where the search asks for it. In the order of the
 * ids the rows are read as they come; in every other order the ids of the page are found first, so that only its own rows are read whole.
 */
export function listPage(
  search: Search,
  stalled: StalledBefore | undefined,
  after: Place | undefined,
  limit: number,
): TenantStatement<OpportunityRow> {
  const parameters = new Parameters();
  const plan = choosePlan(search);
  const { filters, sort } = search;
  const conditions = filterConditions(filters, stalled, plan.startsWith("open"), parameters);
  if (after) conditions.push(afterSql(sort, after, parameters));
  const most = parameters.add(limit);
  const sql =
    plan === "changed" || plan === "recent"
      ? rowsOf(foundChanged(search, after, conditions, most, parameters), sort)
      : foundIn(plan === "all" ? undefined : SOURCES[plan], sort, conditions, most);
  return tenantSql<OpportunityRow>(sql)(...parameters.values);
}

function foundIn(source: Source | undefined, sort: Sort, conditions: readonly string[], most: string): string {
  const from = source ? `opportunities INDEXED BY ${source.index}` : "opportunities";
  const where = ["tenant_id = ?1", ...(source ? [source.where] : []), ...conditions].join(" AND ");
  const tail = `FROM ${from} WHERE ${where} ORDER BY ${orderSql(sort)} LIMIT ${most}`;
  return sort.key === "id"
    ? `SELECT ${OPPORTUNITY_COLUMNS.join(", ")} ${tail}`
    : rowsOf(`SELECT id, ${sortSql(sort)} AS sort_value ${tail}`, sort);
}

/**
 * Those changed since a time (or ever) by their index, and those that nobody has changed since they were created (revision 1) by the primary
 * key: they are as old as their ids, which are of the time that they were created at or a later one, never of an earlier.
 */
function foundChanged(
  { filters, sort }: Search,
  after: Place | undefined,
  conditions: readonly string[],
  most: string,
  parameters: Parameters,
): string {
  const isForward = sort.key === "updated_at" && !sort.isDescending;
  const since = Math.max(filters.updatedSince ?? 0, isForward ? (after?.value ?? 0) : 0);
  const where = ["", ...conditions].join(" AND ");
  const order = `ORDER BY ${orderSql(sort)} LIMIT ${most}`;
  const columns = `id, ${sortSql(sort)} AS sort_value`;
  const firstId =
    filters.updatedSince === undefined ? firstRecentId(where, most) : parameters.add(smallestIdAt("opp", since));
  return `
    SELECT id, sort_value FROM (
      SELECT * FROM (SELECT ${columns} FROM opportunities INDEXED BY opportunities_changed
        WHERE tenant_id = ?1 AND revision > 1 AND updated_at >= ${parameters.add(since)}${where} ${order})
      UNION ALL
      SELECT * FROM (SELECT ${columns} FROM opportunities
        WHERE tenant_id = ?1 AND revision = 1 AND id >= ${firstId}${where} ${order}))
    ORDER BY ${orderSql(sort, "sort_value")} LIMIT ${most}`;
}

/**
 * Where the unchanged ones begin that can be among the last created. As many as there is room for are taken in the order of their ids. One of
 * an earlier id comes before the oldest of these only if it was created later than that one, and then its id is of a later time than that, too.
 */
function firstRecentId(where: string, most: string): string {
  return `(SELECT min(first, ${smallestIdSql("opp", "later")}) FROM (SELECT min(id) AS first, min(updated_at) + 1 AS later FROM (
    SELECT id, updated_at FROM opportunities WHERE tenant_id = ?1 AND revision = 1${where} ORDER BY id DESC LIMIT ${most})))`;
}

/** The rows of what was found, still in that order. */
function rowsOf(found: string, sort: Sort): string {
  const columns = OPPORTUNITY_COLUMNS.map((column) => `deal.${column}`).join(", ");
  return `SELECT ${columns} FROM (${found}) AS page CROSS JOIN opportunities AS deal
    WHERE deal.tenant_id = ?1 AND deal.id = page.id ORDER BY ${orderSql(sort, "page.sort_value", "page.id")}`;
}

function sortSql({ key }: Sort): string {
  switch (key) {
    case "id":
      return "NULL";
    case "updated_at":
      return "updated_at";
    case "amount":
      return amountSql();
    case "score":
      return "score_hundredths";
    case "expected_close_date":
      return "expected_close_day";
  }
}

/** Whether some opportunities have no such value. */
function isNullable({ key }: Sort): boolean {
  return key === "amount" || key === "expected_close_date";
}

function orderSql(sort: Sort, value = sortSql(sort), id = "id"): string {
  const direction = sort.isDescending ? "DESC" : "ASC";
  const byId = `${id} ${direction}`;
  if (sort.key === "id") return byId;
  const byValue = `${value} ${direction}, ${byId}`;
  return isNullable(sort) ? `${value} IS NULL, ${byValue}` : byValue;
}

/** Comes after a place in the order of `orderSql`. */
function afterSql(sort: Sort, { value, id }: Place, parameters: Parameters): string {
  const beyond = sort.isDescending ? "<" : ">";
  const lastId = parameters.add(id);
  const idBeyond = `id ${beyond} ${lastId}`;
  if (sort.key === "id") return idBeyond;
  const column = sortSql(sort);
  if (value === null) return `${column} IS NULL AND ${idBeyond}`;
  const last = parameters.add(value);
  // A pair, for which an index in this order is entered in the right place.
  if (!isNullable(sort)) return `(${column}, id) ${beyond} (${last}, ${lastId})`;
  return `(${column} ${beyond} ${last} OR (${column} = ${last} AND ${idBeyond}) OR ${column} IS NULL)`;
}
