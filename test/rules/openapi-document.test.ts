import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { EVENT_TYPES, UNDELIVERED_TYPES } from "../../src/events/catalogue.ts";
import { buildOpenApiDocument } from "../../src/openapi.ts";

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: unknown;
  readonly "x-permission": string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

const document = buildOpenApiDocument();
const operations = Object.values(document.paths ?? {}).flatMap((path) =>
  Object.values(path as Record<string, Operation>),
);

describe("the OpenAPI document", () => {
  test("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe("3.1.0");
  });

  test("names every operation once, says what it is for and who may call it", () => {
    const ids = operations.map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(document.tags?.map((tag) => tag.name));
    for (const operation of operations) {
      expect(operation.summary, operation.operationId).toBeTruthy();
      expect(
        operation.tags.every((tag) => tags.has(tag)),
        operation.operationId,
      ).toBe(true);
      expect(operation.security !== undefined, operation.operationId).toBe(operation["x-permission"] !== "public");
    }
  });

  test("gives a problem document for every refusal", () => {
    for (const operation of operations) {
      for (const [status, response] of Object.entries(operation.responses)) {
        // How the service is doing is told in one shape, whatever the status.
        if (Number(status) < 400 || operation.operationId === "getHealth") continue;
        expect(Object.keys(response.content ?? {}), `${operation.operationId} ${status}`).toEqual([
          "application/problem+json",
        ]);
      }
    }
  });

  test("has no schema that nothing can match: strict halves joined by allOf refuse each other's members", () => {
    const joined = Object.entries(document.components?.schemas ?? {}).filter(([, schema]) => "allOf" in schema);
    expect(joined.map(([name]) => name)).toEqual([]);
  });

  test("describes a schema as what it is, and not as one of the places where it is used", () => {
    const schemas = document.components?.schemas as Record<string, { readonly description?: string }>;
    expect(schemas["SpreadOfDays"]?.description).toMatch(/^Days below which so many percent/);
    expect(schemas["ForecastOutlook"]?.description).toMatch(/^Open deals of some time/);
  });

  test("describes the webhook of every event type", () => {
    expect(Object.keys(document.webhooks ?? {}).toSorted()).toEqual(
      EVENT_TYPES.filter((type) => !UNDELIVERED_TYPES.includes(type)).toSorted(),
    );
  });
});
