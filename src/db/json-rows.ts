// Bulk work passes its rows as one JSON array in ?2: a statement takes at most 100 parameters.

/** Selects columns from the JSON rows of `json_each(?2) AS row`. */
export function fromJson(columns: readonly string[]): string {
  return columns.map((column) => `row.value ->> '${column}'`).join(", ");
}

/** Sets columns from the JSON rows. */
export function setFromJson(columns: readonly string[]): string {
  return columns.map((column) => `${column} = row.value ->> '${column}'`).join(", ");
}

/**
 * The rows of a bulk update, with the tenant beside each. From plain `json_each` the planner would walk all of the tenant's rows and look
 * each up in the JSON; a materialized source that carries the whole key makes it go by the primary key instead.
 */
export const JSON_ROWS = "(SELECT ?1 AS tenant_id, value FROM json_each(?2) LIMIT -1) AS row";
