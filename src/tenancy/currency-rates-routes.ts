import { z } from "@hono/zod-openapi";
import { answerWrite } from "../events/write.ts";
import { jsonAnswer } from "../http/answer.ts";
import { type Api, json, jsonBody, operation } from "../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../http/paging.ts";
import { replaceCurrencyRates } from "./currency-rates.ts";
import { CurrencyRateSchema, CurrencyRatesChangeSchema, serializeCurrencyRate } from "./currency-rates-schema.ts";
import { pageCurrencyRates } from "./currency-rates-store.ts";

const tags = ["Company"];
const CurrencyRatePageSchema = pageSchema(CurrencyRateSchema, "CurrencyRatePage");

const listCurrencyRatesRoute = operation({
  operationId: "listCurrencyRates",
  method: "get",
  path: "/v1/currency-rates",
  permission: "tenant:read",
  summary: "List the rates to the reporting currency, by currency",
  tags,
  request: { query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of rates", CurrencyRatePageSchema) },
});

const replaceCurrencyRatesRoute = operation({
  operationId: "replaceCurrencyRates",
  method: "put",
  path: "/v1/currency-rates",
  permission: "tenant:write",
  summary: "Replace all rates to the reporting currency at once",
  tags,
  request: { body: jsonBody(CurrencyRatesChangeSchema) },
  responses: { 200: json("The rates, all of them", CurrencyRatePageSchema) },
});

export function mountCurrencyRateRoutes(api: Api): void {
  api.openapi(listCurrencyRatesRoute, async (c) => {
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const [rows] = await c.var.scope.db.read([
      pageCurrencyRates(c.var.scope.tenant.currency, readCursor(cursor, { list: "currency_rates" }) ?? "", limit + 1),
    ]);
    const page = toPage(rows, limit, { list: "currency_rates" }, (row) => row.currency);
    return c.json({ data: page.rows.map(serializeCurrencyRate), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(replaceCurrencyRatesRoute, (c) => {
    const { scope } = c.var;
    const { rates } = c.req.valid("json");
    return answerWrite(c, {
      decide: async () => replaceCurrencyRates(scope, rates),
      answer: (rows) => jsonAnswer(200, { data: rows.map(serializeCurrencyRate), next_cursor: null }),
    });
  });
}
