import { z } from "@hono/zod-openapi";
import { invalid } from "../errors.ts";
import { DateField } from "../http/fields.ts";
import { type Api, json, operation, problem } from "../http/operation.ts";
import { localDay, parseDate } from "../values/calendar.ts";
import { serializePast } from "./as-of/past-schema.ts";
import { readAsOf } from "./as-of/read-as-of.ts";
import { readConversion } from "./conversion/read-conversion.ts";
import { ConversionSchema, serializeConversion } from "./conversion/schema.ts";
import { filterQuery, isFiltered, processQuery } from "./filter.ts";
import { readFunnel } from "./read-funnel.ts";
import { FunnelSchema, serializeFunnel } from "./schema.ts";
import { readVelocity } from "./velocity/read-velocity.ts";
import { serializeVelocity, VelocitySchema } from "./velocity/schema.ts";
import { inFuture, windowQuery } from "./window.ts";

const tags = ["Funnel"];
const noProcess = { 404: problem("There is no such process"), 409: problem("The process is not published") };

const getFunnelRoute = operation({
  operationId: "getFunnel",
  method: "get",
  path: "/v1/funnel",
  permission: "funnel:read",
  summary: "The funnel of a process, live or of a past day",
  description:
    "Of several filters an opportunity has to fit all. The live funnel reads the open opportunities only; that of a past day all of the " +
    "company's, closed ones too, and their stage visits.",
  tags,
  request: {
    query: z.strictObject({
      ...processQuery,
      ...filterQuery,
      as_of: DateField.optional().openapi({
        description: "The funnel at the end of that day in the company's time zone; today: the live one",
      }),
    }),
  },
  responses: { 200: json("The funnel", FunnelSchema), ...noProcess, 404: problem("There is no such process or team") },
});

const getConversionRoute = operation({
  operationId: "getFunnelConversion",
  method: "get",
  path: "/v1/funnel/conversion",
  permission: "funnel:read",
  summary: "How many opportunities that entered a stage got further, and how many it would take",
  tags,
  request: { query: z.strictObject({ ...processQuery, ...windowQuery }) },
  responses: { 200: json("Conversion by stage", ConversionSchema), ...noProcess },
});

const getVelocityRoute = operation({
  operationId: "getFunnelVelocity",
  method: "get",
  path: "/v1/funnel/velocity",
  permission: "funnel:read",
  summary: "How fast a process makes money, and how long opportunities take",
  description: "Of all closings there have been; with from or to, of those in that window.",
  tags,
  request: { query: z.strictObject({ ...processQuery, ...windowQuery }) },
  responses: { 200: json("Velocity and times", VelocitySchema), ...noProcess },
});

export function mountFunnelRoutes(api: Api): void {
  api.openapi(getFunnelRoute, async (c) => {
    const { scope } = c.var;
    const { process_id, as_of, ...filter } = c.req.valid("query");
    const today = localDay(scope.now, scope.tenant.timezone);
    const day = (as_of === undefined ? undefined : parseDate(as_of)) ?? today;
    if (day > today) throw invalid([inFuture("as_of")]);
    if (day < today) {
      const past = await readAsOf(scope, process_id, day, filter);
      return c.json(serializePast(past, isFiltered(filter)), 200);
    }
    const funnel = await readFunnel(scope, process_id, filter);
    return c.json(serializeFunnel(funnel, isFiltered(filter)), 200);
  });

  api.openapi(getConversionRoute, async (c) => {
    const { process_id, ...window } = c.req.valid("query");
    return c.json(serializeConversion(await readConversion(c.var.scope, process_id, window)), 200);
  });

  api.openapi(getVelocityRoute, async (c) => {
    const { process_id, ...window } = c.req.valid("query");
    return c.json(serializeVelocity(await readVelocity(c.var.scope, process_id, window)), 200);
  });
}
