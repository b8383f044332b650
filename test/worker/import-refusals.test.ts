import { describe, expect, test } from "vitest";
import { asOperator, foundTenant, withScopes } from "../support/api.ts";
import { countRows, counts, csvOf, foundCompany, HEADER, PLAIN, upload } from "../support/imports.ts";
import { faultsOf } from "../support/process.ts";

describe("a request is refused whole", () => {
  const csv = csvOf({ external_id: "1", stage: "find" });

  test.each([
    ["an unknown field", { ...PLAIN, sheet: 1 }, ["/mapping/sheet unknown_field"]],
    [
      "an unknown column field",
      { columns: { external_id: "external_id", stage: "stage", colour: "x" } },
      ["/mapping/columns/colour unknown_field"],
    ],
    [
      "no required columns",
      { columns: {} },
      ["/mapping/columns/external_id required", "/mapping/columns/stage required"],
    ],
    ["no mapping at all", [], ["/mapping invalid_type"]],
    [
      "columns and stages that are not there",
      {
        columns: { external_id: "id", stage: "stage", amount: "value" },
        stages: { Won: "won", "a/b": "heaven" },
        defaults: { stage: "x" },
      },
      [
        "/mapping/columns/external_id unknown_column",
        "/mapping/columns/amount unknown_column",
        "/mapping/stages/a~1b unknown_stage",
        "/mapping/defaults/stage unknown_stage",
      ],
    ],
    [
      "a strange format",
      { ...PLAIN, date_format: "YY-MM-DD", delimiter: "x" },
      ["/mapping/date_format invalid_value", "/mapping/delimiter invalid_value"],
    ],
    [
      "a default that is none",
      { ...PLAIN, defaults: { currency: "EURO", owner: "a\nb" } },
      ["/mapping/defaults/owner control_characters", "/mapping/defaults/currency invalid_currency"],
    ],
    [
      "names that JSON has and objects do not",
      `{"__proto__": {}, "columns": {"external_id": "external_id", "stage": "stage", "__proto__": "x"}, "stages": {"__proto__": "won"}}`,
      [
        "/mapping/stages/__proto__ unknown_field",
        "/mapping/columns/__proto__ unknown_field",
        "/mapping/__proto__ unknown_field",
      ],
    ],
  ])("for %s in the mapping", async (_name, mapping, faults) => {
    const { tenant } = await foundCompany();
    const reply = await upload(tenant, csv, mapping);
    expect(reply.status).toBe(422);
    expect(faultsOf(reply.body)).toEqual(faults);
    expect((await countRows(tenant))["opportunities"]).toBe(0);
  });

  test("for what is no CSV", async () => {
    const { tenant } = await foundCompany();
    const refusal = async (file: string | Uint8Array, mapping: unknown = PLAIN) => {
      const { status, body } = await upload(tenant, file, mapping);
      return [status, body.code, ...faultsOf(body)];
    };
    expect(await refusal("")).toEqual([422, "invalid_csv", "/file header_missing"]);
    const notUtf8 = new Uint8Array([0x61, 0xff, 0x0a]);
    expect(await refusal(notUtf8, { ...PLAIN, encoding: "utf-8" })).toEqual([
      422,
      "invalid_csv",
      "/file invalid_encoding",
    ]);
    expect(await refusal(`${HEADER},${"x".repeat(301)}\n`)).toEqual([422, "invalid_csv", "/file column_name_too_long"]);
    expect(await refusal(`${HEADER},stage,name\n`)).toEqual([
      422,
      "validation_failed",
      "/file duplicate_column",
      "/file duplicate_column",
    ]);
    const many = `${HEADER}\n${"1,,,,find\n".repeat(100_001)}`;
    expect(await refusal(many)).toEqual([422, "too_many_rows"]);
    expect(await refusal(csv, "{")).toEqual([400, "malformed_json", "/mapping malformed_json"]);
    expect(await refusal(HEADER)).toEqual([200, undefined]);
  });

  test("for a body that is no such form", async () => {
    const { tenant } = await foundCompany();
    const send = async (rawBody: BodyInit, headers: Record<string, string> = {}, path = "/v1/imports") => {
      const { status, body } = await tenant.call("POST", path, { rawBody, headers });
      return [status, body.code, ...faultsOf(body)];
    };
    expect(await send("{}", { "content-type": "application/json" })).toEqual([415, "unsupported_media_type"]);
    expect(await send("x", { "content-type": "multipart/form-data" })).toEqual([
      422,
      "validation_failed",
      " malformed_multipart",
    ]);
    expect(await send("x", { "content-type": "multipart/form-data; boundary=b" })).toEqual([
      422,
      "validation_failed",
      " malformed_multipart",
    ]);
    const form = new FormData();
    form.append("mapping", '{"sheet": 1}');
    form.append("mapping", "{}");
    form.append("colour", "red");
    expect(await send(form)).toEqual([
      422,
      "validation_failed",
      "/mapping repeated",
      "/colour unknown_field",
      "/file required",
      "/mapping/sheet unknown_field",
    ]);
    const latin = new FormData();
    latin.set("mapping", new Blob(['{"stages": {"Gew', Uint8Array.of(0xe4), 'hrt": "find"}}']));
    expect(await send(latin)).toEqual([400, "malformed_json", "/mapping malformed_json"]);
    expect(await send(new FormData(), {}, "/v1/imports?dry_run=maybe")).toEqual([
      422,
      "validation_failed",
      "/query/dry_run invalid_value",
    ]);
    const huge = new FormData();
    const row = `1,find,${"x".repeat(1_015)}\n`;
    huge.set("file", new File(["external_id,stage,note\n", row.repeat(51 * 1_024)], "huge.csv"));
    expect((await send(huge))[0]).toBe(413);
  });

  test("for a process that is not there, not published, or another company's", async () => {
    const { processId } = await foundCompany();
    const tenant = await foundTenant();
    const none = await upload(tenant, csv, PLAIN);
    expect([none.status, none.body.code]).toEqual([409, "process_not_published"]);
    for (const process_id of [processId, "prc_none"]) {
      const reply = await upload(tenant, csv, { ...PLAIN, process_id });
      expect([reply.status, ...faultsOf(reply.body)]).toEqual([404, "/mapping/process_id not_found"]);
    }
  });

  test("without the scope, and another company's import is not there", async () => {
    const { tenant } = await foundCompany();
    const { tenant: other } = await foundCompany();
    const reader = await withScopes(tenant, ["imports:read"]);
    expect((await upload({ call: reader }, csv, PLAIN)).status).toBe(403);
    const { body } = await upload(tenant, csv, PLAIN);
    expect((await reader("GET", `/v1/imports/${body.id}`)).status).toBe(200);
    expect((await other.call("GET", `/v1/imports/${body.id}`)).status).toBe(404);
    expect((await other.call("GET", "/v1/imports")).body.data).toEqual([]);
    expect((await asOperator("GET", "/v1/imports")).status).toBe(401);

    const own = await upload(other, csv, PLAIN);
    expect(counts(own.body), "the same external_id elsewhere is another deal").toMatchObject({ created: 1 });
  });
});
