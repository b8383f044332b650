import { env } from "cloudflare:workers";
import fc from "fast-check";
import { NOTHING_KEPT, type OpportunityRow, searchTextOf } from "../../src/opportunities/opportunity.ts";
import type { OpportunityView } from "../../src/opportunities/schema.ts";
import { OPPORTUNITY_COLUMNS } from "../../src/opportunities/store.ts";
import { dayOf } from "../../src/values/calendar.ts";
import type { TestTenant } from "./api.ts";

/** A day of which expected close dates are near. */
export const SOME_DAY = dayOf(2026, 11, 24) ?? 0;
export const SOME_TIME = Date.parse("2026-11-20T12:00:00Z");
const HOUR_MS = 3_600_000;

let made = 0;

/** A row as it could have been written: open, at 0 %, without anything that need not be. */
export function rowOf(fields: Partial<OpportunityRow> & { readonly process_id: string }): OpportunityRow {
  const number = String(++made).padStart(8, "0");
  const row = {
    id: `opp_search${number}`,
    external_id: null,
    name: "A deal",
    account: null,
    owner: null,
    amount_minor: null,
    currency: "EUR",
    expected_close_day: null,
    opened_day: null,
    version: 1,
    status: "open" as const,
    stage: "find",
    earned_stage: "find",
    hollow: 0,
    score_hundredths: 0,
    visit: 1,
    stage_entered_at: null,
    pushes: 0,
    lost_reason: null,
    revision: 1,
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
    closed_at: null,
    closed_day: null,
    first_expected_day: null,
    last_event_at: SOME_TIME,
    ...NOTHING_KEPT,
    ...fields,
  };
  return { search_text: searchTextOf(row), ...row };
}

/** Puts rows straight into the database: values of every kind, many at once. */
export async function insertRows(tenant: TestTenant, rows: readonly OpportunityRow[]): Promise<void> {
  const columns = OPPORTUNITY_COLUMNS.map((column) => `value ->> '${column}'`).join(", ");
  await env.DB.prepare(
    `INSERT INTO opportunities (tenant_id, ${OPPORTUNITY_COLUMNS.join(", ")}) SELECT ?1, ${columns} FROM json_each(?2)`,
  )
    .bind(tenant.id, JSON.stringify(rows))
    .run();
}

const few = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { freq: 3 });

/** Rows full of ties, of nothing, and of amounts that are the same in different currencies. */
export const arbitraryRow: fc.Arbitrary<Partial<OpportunityRow>> = fc
  .record({
    name: few("Forklifts", "Fork lifts for Mäkinen", "50% off_season", "東京タワー"),
    account: orNull(few("Mäkinen Oy", "Virtanen Oy", "makinen")),
    owner: orNull(few("Aino", "Eino")),
    amount_minor: orNull(few(0, 5, 500, 5_000, 50_000, 12_345)),
    currency: few("EUR", "EUR", "JPY", "KWD", "CLF"),
    expected_close_day: orNull(fc.integer({ min: SOME_DAY - 2, max: SOME_DAY + 2 })),
    status: few<OpportunityRow["status"]>("open", "open", "won", "lost"),
    stage: few("find", "agree"),
    hollow: few(0, 1),
    score_hundredths: few(0, 3_333, 5_000, 10_000),
    tags: few("[]", '["red"]', '["red","blue sky"]', '["reddish"]'),
    contacts: few("[]", '[{"name":"Ann"}]', '[{"name":"Ann"},{"name":"Bo"}]'),
    custom: few("{}", '{"region":"North","seats":5,"renewal":true}', '{"region":"north","seats":50}', '{"region":"5"}'),
    next_step_due_day: orNull(fc.integer({ min: SOME_DAY - 1, max: SOME_DAY + 1 })),
    revision: few(1, 1, 2),
    created_at: fc.integer({ min: 0, max: 5 }).map((hours) => SOME_TIME + hours * HOUR_MS),
    changedAfterHours: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ changedAfterHours, ...row }) => {
    const updated_at = row.created_at + (row.revision === 1 ? 0 : changedAfterHours * HOUR_MS);
    return { ...row, updated_at, closed_at: row.status === "open" ? null : updated_at };
  });

export interface SearchCase {
  readonly query: string;
  /** The same in words of what the API shows. */
  readonly isFound: (deal: OpportunityView) => boolean;
  readonly sort: string;
}

interface Filter {
  readonly query: string;
  readonly isFound: (deal: OpportunityView) => boolean;
}

const filter = (name: string, value: string, isFound: Filter["isFound"]): Filter => {
  return { query: `${name}=${encodeURIComponent(value)}`, isFound };
};
const at = (hours: number) => new Date(SOME_TIME + hours * HOUR_MS).toISOString();
const text = (deal: OpportunityView) => `${deal.name} ${deal.account ?? ""}`;

const FILTERS: readonly Filter[] = [
  filter("status", "open", (deal) => deal.status === "open"),
  filter("status", "open", (deal) => deal.status === "open"),
  filter("status", "won", (deal) => deal.status === "won"),
  filter("stage", "agree", (deal) => deal.stage === "agree"),
  filter("owner", "Aino", (deal) => deal.owner === "Aino"),
  filter("account", "Mäkinen Oy", (deal) => deal.account === "Mäkinen Oy"),
  filter("currency", "JPY", (deal) => deal.currency === "JPY"),
  filter("tag", "red", (deal) => deal.tags.includes("red")),
  filter("tag", "red,blue sky", (deal) => deal.tags.includes("red") && deal.tags.includes("blue sky")),
  filter("hollow", "true", (deal) => deal.hollow),
  filter("hollow", "false", (deal) => !deal.hollow),
  filter("single_threaded", "true", (deal) => deal.contacts.length === 1),
  filter("single_threaded", "false", (deal) => deal.contacts.length !== 1),
  filter("min_score", "33.33", (deal) => deal.score >= 33.33),
  filter("max_score", "33.33", (deal) => deal.score <= 33.33),
  filter("amount_min", "50", (deal) => deal.amount !== null && deal.amount >= 50),
  filter("amount_max", "123.45", (deal) => deal.amount !== null && deal.amount <= 123.45),
  filter("updated_since", at(4), (deal) => deal.updated_at >= at(4)),
  filter("expected_close_before", "2026-11-24", (deal) => (deal.expected_close_date ?? "9") < "2026-11-24"),
  filter("expected_close_after", "2026-11-24", (deal) => (deal.expected_close_date ?? "0") > "2026-11-24"),
  filter("next_step_due_before", "2026-11-24", (deal) => (deal.next_step_due_date ?? "9") < "2026-11-24"),
  filter("q", "fork", (deal) => /\bfork/i.test(text(deal))),
  filter("q", "MAK fork", (deal) => /\bm[aä]k/i.test(text(deal)) && /\bfork/i.test(text(deal))),
  filter("q", "50%", (deal) => text(deal).includes("50%")),
  filter("q", "タワ", (deal) => text(deal).includes("タワー")),
  filter("custom.region", "North", (deal) => deal.custom["region"] === "North"),
  filter("custom.region", "5", (deal) => deal.custom["region"] === "5"),
  filter("custom.seats", "5.0", (deal) => deal.custom["seats"] === 5),
  filter("custom.renewal", "true", (deal) => deal.custom["renewal"] === true),
];

export const SORTS = ["id", "updated_at", "amount", "score", "expected_close_date"].flatMap((key) => [key, `-${key}`]);

/** Up to three filters, each by another name, in one order. */
export const arbitrarySearch: fc.Arbitrary<SearchCase> = fc
  .record({
    filters: fc.uniqueArray(few(...FILTERS), { maxLength: 3, selector: ({ query }) => query.split("=")[0] }),
    sort: few(...SORTS),
  })
  .map(({ filters, sort }) => ({
    query: [...filters.map(({ query }) => query), `sort=${sort}`].join("&"),
    isFound: (deal) => filters.every(({ isFound }) => isFound(deal)),
    sort,
  }));

/** The whole list as one big sort of everything would have it. */
export function inOrder(deals: readonly OpportunityView[], sort: string): OpportunityView[] {
  const key = sort.replace(/^-/, "") as "id" | "updated_at" | "amount" | "score" | "expected_close_date";
  const sign = sort.startsWith("-") ? -1 : 1;
  return deals.toSorted((a, b) => {
    const [one, other] = [a[key], b[key]];
    if (one !== other && (one === null || other === null)) return one === null ? 1 : -1;
    if (one !== null && other !== null && one !== other) return one < other ? -sign : sign;
    return a.id < b.id ? -sign : sign;
  });
}
