import { z } from "@hono/zod-openapi";
import { type Api, json, operation, problem } from "../../http/operation.ts";
import { filterQuery, isFiltered, processQuery } from "../filter.ts";
import { readForecast } from "./read-forecast.ts";
import { ForecastSchema } from "./schema.ts";
import { serializeForecast } from "./serialize.ts";

const DEFAULT_MONTHS = 3;
const { owner, team } = filterQuery;

const getForecastRoute = operation({
  operationId: "getForecast",
  method: "get",
  path: "/v1/funnel/forecast",
  permission: "funnel:read",
  summary: "The forecast of a process by month",
  description:
    "Every open deal is in one of the months, or `later`, `overdue` or `undated`. A target of all processes together is held against the only " +
    "published one, where there is one; that of an owner where `owner` asks for it.",
  tags: ["Funnel"],
  request: {
    query: z.strictObject({
      ...processQuery,
      owner,
      team,
      months: z
        .string()
        .regex(/^(?:[1-9]|1[0-2])$/, "must be a number from 1 to 12")
        .transform(Number)
        .optional()
        .openapi({ type: "integer", minimum: 1, maximum: 12, default: DEFAULT_MONTHS }),
    }),
  },
  responses: {
    200: json("The forecast", ForecastSchema),
    404: problem("There is no such process or team"),
    409: problem("The process is not published"),
  },
});

export function mountForecastRoutes(api: Api): void {
  api.openapi(getForecastRoute, async (c) => {
    const { process_id, months = DEFAULT_MONTHS, ...filter } = c.req.valid("query");
    const ground = await readForecast(c.var.scope, process_id, filter, months);
    return c.json(serializeForecast(ground, isFiltered(filter)), 200);
  });
}
