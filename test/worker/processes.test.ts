import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { type CallOptions, foundTenant, withScopes } from "../support/api.ts";
import { createProcess, createPublishedProcess, documentOf, faultsOf, type TestProcess } from "../support/process.ts";

describe("templates", () => {
  test("come in the company's language, or in the one asked for", async () => {
    const finnish = await foundTenant({ locale: "fi" });
    const own = await finnish.call("GET", "/v1/templates");
    expect(own.body.data.map(({ key, locale }: { key: string; locale: string }) => `${key} ${locale}`)).toContain(
      "baseline fi",
    );
    const english = await finnish.call("GET", "/v1/templates?locale=en");
    expect(english.body.data[0]).toMatchObject({ key: "baseline", locale: "en", name: expect.any(String) });
    expect(english.body.data[0].document.stages[0].name).toBe("To first base");
    expect(english.d1).toMatchObject({ roundTrips: 0 });
  });

  test.each(["en", "fi"])("are all ready to be published as they are (%s)", async (locale) => {
    const { call } = await foundTenant();
    const { data } = (await call("GET", `/v1/templates?locale=${locale}`)).body;
    const keys = data.map(({ key }: { key: string }) => key);
    expect(keys).toEqual(["baseline", "meddic", "meddpicc", "bant", "spiced", "challenger"]);
    for (const template of keys) {
      const { id } = (await call("POST", "/v1/processes", { body: { name: template, template, locale } })).body;
      expect((await call("POST", `/v1/processes/${id}/publish`)).status, template).toBe(201);
    }
  });

  test("can be read one by one", async () => {
    const { call } = await foundTenant();
    const one = await call("GET", "/v1/templates/baseline");
    expect(one.body).toEqual((await call("GET", "/v1/templates")).body.data[0]);
    expect((await call("GET", "/v1/templates/baseline?locale=fi")).body.locale).toBe("fi");
  });

  test.each([
    ["/v1/templates/nonsense", 404, []],
    ["/v1/templates/constructor", 404, []],
    ["/v1/templates?locale=sv", 422, ["/query/locale invalid_value"]],
    ["/v1/templates?language=fi", 422, ["/query/language unknown_field"]],
    ["/v1/templates/baseline?locale=", 422, ["/query/locale invalid_value"]],
  ])("%s is refused", async (path, status, faults) => {
    const { call } = await foundTenant();
    const reply = await call("GET", path);
    expect([reply.status, faultsOf(reply.body)]).toEqual([status, faults]);
  });
});

describe("creating a process", () => {
  test("from a template gives a draft that is its document", async () => {
    const { call } = await foundTenant();
    const body = { name: "New business", template: "baseline", locale: "en" };
    const reply = await call("POST", "/v1/processes", { body });
    const template = (await call("GET", "/v1/templates/baseline?locale=en")).body;
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      id: expect.stringMatching(/^prc_[0-9a-z]{26}$/),
      name: "New business",
      current_version: null,
      draft: { document: template.document, revision: 1, updated_at: reply.body.created_at },
      revision: 1,
      updated_at: reply.body.created_at,
    });
    expect(reply.body.draft.document).toEqual(template.document);
    expect(reply.headers.get("etag")).toBe('"1"');
    expect(reply.headers.get("location")).toBe(`/v1/processes/${reply.body.id}`);
    const read = await call("GET", `/v1/processes/${reply.body.id}`);
    expect(read.body).toEqual(reply.body);
    expect(read.headers.get("etag")).toBe('"1"');
    expect(read.d1).toMatchObject({ roundTrips: 1 });
  });

  test("from a template is in the company's language unless another is named", async () => {
    const { call } = await foundTenant({ locale: "fi" });
    const nameOfFirstStage = async (more: object) => {
      const reply = await call("POST", "/v1/processes", { body: { name: "Myynti", template: "baseline", ...more } });
      return reply.body.draft.document.stages[0].name;
    };
    expect(await nameOfFirstStage({ locale: "en" })).toBe("To first base");
    expect(await nameOfFirstStage({})).not.toBe("To first base");
  });

  test("from a document keeps it as it was sent, however incomplete, in any language", async () => {
    const { call } = await foundTenant();
    const document = {
      stages: [
        { key: "won", name: "首次接触 🥎", base: null, guidance: "Ensin.\r\n\tSitten.", criteria: [] },
        { key: "won", name: "مرحلة", criteria: [{ key: "a", name: " ä ", weight: 33.33, levels: [50], theme: null }] },
      ],
    };
    const reply = await call("POST", "/v1/processes", { body: { name: "Uusi myynti 🥎", document } });
    expect(reply.status).toBe(201);
    expect(reply.body.name).toBe("Uusi myynti 🥎");
    expect(reply.body.draft.document).toEqual(document);
  });

  test("from nothing gives an empty draft", async () => {
    const { call } = await foundTenant();
    const reply = await call("POST", "/v1/processes", { body: { name: "Empty" } });
    expect(reply.body.draft.document).toEqual({ stages: [] });
  });

  test("prepares the totals that its closed deals will be added to, in the same commit", async () => {
    const tenant = await foundTenant();
    const process = await createProcess(tenant);
    const rollup = await env.DB.prepare(
      "SELECT won_count, lost_count FROM process_rollups WHERE tenant_id = ? AND process_id = ?",
    )
      .bind(tenant.id, process.id)
      .first();
    expect(rollup).toEqual({ won_count: 0, lost_count: 0 });
  });

  test("makes the first one the default, and only the first, even of several at once", async () => {
    const { call } = await foundTenant();
    const names = ["a", "b", "c"];
    const replies = await Promise.all(names.map((name) => call("POST", "/v1/processes", { body: { name } })));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(replies.filter(({ body }) => body.is_default)).toHaveLength(1);
    const list = await call("GET", "/v1/processes");
    expect(list.body.data).toHaveLength(3);
    expect(list.body.data.filter(({ is_default }: { is_default: boolean }) => is_default)).toHaveLength(1);
  });

  test("with an Idempotency-Key happens once and answers the same again", async () => {
    const { call } = await foundTenant();
    const options = { body: { name: "Once", template: "baseline" }, headers: { "idempotency-key": "create-1" } };
    const first = await call("POST", "/v1/processes", options);
    const again = await call("POST", "/v1/processes", options);
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect(again.headers.get("etag")).toBe('"1"');
    expect((await call("GET", "/v1/processes")).body.data).toHaveLength(1);
    const other = await call("POST", "/v1/processes", { ...options, body: { name: "Twice" } });
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
  });

  test.each<[string, unknown, string[]]>([
    ["no name", { template: "baseline" }, ["/name required"]],
    ["a blank name", { name: "  " }, ["/name blank"]],
    ["control characters in the name", { name: "a\u0000b\nc" }, ["/name control_characters"]],
    ["half a character in the name", { name: "a\ud83e" }, ["/name lone_surrogate"]],
    ["a name that is too long", { name: "ä".repeat(201) }, ["/name too_big"]],
    ["an unknown template", { name: "a", template: "nonsense" }, ["/template unknown_template"]],
    ["an unknown language", { name: "a", template: "baseline", locale: "sv" }, ["/locale invalid_value"]],
    ["null for a document", { name: "a", document: null }, ["/document invalid_type"]],
    [
      "both a template and a document",
      { name: "a", template: "baseline", document: { stages: [] } },
      ["/document template_and_document"],
    ],
    [
      "several faults at once",
      { name: 1, template: "nonsense", document: { stages: [{}], more: 1 }, stages: [] },
      [
        "/name invalid_type",
        "/template unknown_template",
        "/document/stages/0/name required",
        "/document/stages/0/criteria required",
        "/document/more unknown_field",
        "/stages unknown_field",
        "/document template_and_document",
      ],
    ],
    ["a list", [], ["/ invalid_type"]],
    ["nothing", null, ["/ invalid_type"]],
  ])("is refused with %s, and nothing is made", async (_, body, faults) => {
    const { call } = await foundTenant();
    const reply = await call("POST", "/v1/processes", { rawBody: JSON.stringify(body), headers: json });
    expect([reply.status, reply.body.code]).toEqual([422, "validation_failed"]);
    expect(faultsOf(reply.body).sort()).toEqual(faults.map((fault) => fault.replace(/^\/ /, " ")).sort());
    expect((await call("GET", "/v1/processes")).body.data).toEqual([]);
  });

  test.each<[string, CallOptions, number, string]>([
    ["malformed JSON", { rawBody: "{", headers: { "content-type": "application/json" } }, 400, "malformed_json"],
    ["no body", { headers: { "content-type": "application/json" } }, 400, "malformed_json"],
    [
      "another type of body",
      { rawBody: "name=a", headers: { "content-type": "text/plain" } },
      415,
      "unsupported_media_type",
    ],
    ["a body of 10 MB", { body: { name: "a".repeat(10_000_000) } }, 413, "payload_too_large"],
  ])("is refused with %s", async (_, options, status, code) => {
    const { call } = await foundTenant();
    const reply = await call("POST", "/v1/processes", options);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });
});

const json = { "content-type": "application/json" };

describe("the list of processes", () => {
  test("pages through all of them, oldest first, without documents", async () => {
    const tenant = await foundTenant();
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.push((await createProcess(tenant)).id);
    const first = await tenant.call("GET", "/v1/processes?limit=2");
    expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    expect(first.body.data[0].draft).toEqual({ revision: 1, updated_at: first.body.data[0].created_at });
    expect(first.d1).toMatchObject({ roundTrips: 1 });
    const second = await tenant.call("GET", `/v1/processes?limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({ data: [{ id: ids[2] }], next_cursor: null });
  });

  test.each(["limit=0", "limit=101", "cursor=nonsense", "status=open"])("refuses ?%s", async (query) => {
    const { call } = await foundTenant();
    expect((await call("GET", `/v1/processes?${query}`)).status).toBe(422);
  });
});

describe("changing a process", () => {
  test("renames it and leaves the rest", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const before = (await tenant.call("GET", path)).body;
    const reply = await tenant.call("PATCH", path, { body: { name: "Renewals" }, headers: { "if-match": '"1"' } });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ ...before, name: "Renewals", revision: 2, updated_at: reply.body.updated_at });
    expect(reply.headers.get("etag")).toBe('"2"');
    expect((await tenant.call("GET", path)).body).toEqual(reply.body);
    expect(reply.d1).toMatchObject({ roundTrips: 2 });
  });

  test("writes nothing when nothing differs", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    for (const body of [{}, { name: "New business" }, { is_default: true }]) {
      const reply = await tenant.call("PATCH", path, { body });
      expect(reply.body.revision).toBe(1);
      expect(reply.d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
    }
  });

  test("to the default one takes that from the other", async () => {
    const tenant = await foundTenant();
    const first = await createPublishedProcess(tenant);
    const second = await createPublishedProcess(tenant);
    const reply = await tenant.call("PATCH", second.path, { body: { is_default: true, name: "Renewals" } });
    expect(reply.body).toMatchObject({ is_default: true, name: "Renewals", revision: 3 });
    const other = await tenant.call("GET", first.path);
    expect(other.body).toMatchObject({ is_default: false, name: "New business", revision: 3 });
  });

  test("to the default one is refused for one that opportunities cannot go by yet", async () => {
    const tenant = await foundTenant();
    const first = await createPublishedProcess(tenant);
    const second = await createProcess(tenant);
    const reply = await tenant.call("PATCH", second.path, { body: { is_default: true } });
    expect([reply.status, reply.body.code]).toEqual([409, "process_not_published"]);
    expect((await tenant.call("GET", first.path)).body.is_default).toBe(true);
    expect((await tenant.call("POST", "/v1/opportunities", { body: { name: "New lead" } })).status).toBe(201);
  });

  test("to the default one at once with others leaves exactly one", async () => {
    const tenant = await foundTenant();
    const processes: TestProcess[] = [];
    for (let count = 0; count < 4; count++) processes.push(await createPublishedProcess(tenant));
    const patch = { body: { is_default: true } };
    const replies = await Promise.all(processes.map(({ path }) => tenant.call("PATCH", path, patch)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const list = await tenant.call("GET", "/v1/processes");
    expect(list.body.data.filter(({ is_default }: { is_default: boolean }) => is_default)).toHaveLength(1);
  });

  test.each<[string, unknown, string[]]>([
    ["false for is_default: there always is one", { is_default: false }, ["/is_default invalid_value"]],
    ["a blank name", { name: "" }, ["/name blank"]],
    ["null for a name", { name: null }, ["/name invalid_type"]],
    [
      "what is not to be changed",
      { current_version: 1, draft: {} },
      ["/current_version unknown_field", "/draft unknown_field"],
    ],
  ])("refuses %s", async (_, body, faults) => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const reply = await tenant.call("PATCH", path, { body });
    expect([reply.status, faultsOf(reply.body)]).toEqual([422, faults]);
    expect((await tenant.call("GET", path)).body.revision).toBe(1);
  });

  test("refuses a revision that is not the present one", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    for (const tag of ['"2"', 'W/"1"', "1", '"0", "2"']) {
      const reply = await tenant.call("PATCH", path, { body: { name: "Renewals" }, headers: { "if-match": tag } });
      expect([reply.status, reply.body.code]).toEqual([412, "precondition_failed"]);
    }
    expect((await tenant.call("GET", path)).body.name).toBe("New business");
  });
});

/** Every operation on a process, with what it answers to those who may. */
const operations: readonly (readonly [string, string, CallOptions, number])[] = [
  ["GET", "", {}, 200],
  ["PATCH", "", { body: { name: "Taken over" } }, 200],
  ["GET", "/draft", {}, 200],
  ["PUT", "/draft", { body: documentOf("Taken over"), headers: { "if-match": "*" } }, 200],
  ["POST", "/publish", {}, 201],
  ["GET", "/versions", {}, 200],
  ["GET", "/versions/1", {}, 200],
];

describe("a process of somebody else", () => {
  test.each(operations)("is not there for %s %s", async (method, sub, options, status) => {
    const [owner, stranger] = [await foundTenant(), await foundTenant()];
    const process = await createPublishedProcess(owner);
    await createPublishedProcess(stranger);
    await owner.call("PUT", `${process.path}/draft`, { body: documentOf("Changed"), headers: { "if-match": "*" } });
    const before = await owner.call("GET", process.path);

    const strange = await stranger.call(method, process.path + sub, options);
    expect([strange.status, strange.body.code]).toEqual([404, "not_found"]);
    expect((await owner.call("GET", process.path)).body).toEqual(before.body);
    expect((await owner.call(method, process.path + sub, options)).status).toBe(status);
  });

  test("is not in the list, nor taken its default from", async () => {
    const [owner, stranger] = [await foundTenant(), await foundTenant()];
    const process = await createProcess(owner);
    await createProcess(stranger);
    const second = await createProcess(stranger);
    await stranger.call("PATCH", second.path, { body: { is_default: true } });
    const list = await stranger.call("GET", "/v1/processes");
    expect(list.body.data.map(({ id }: { id: string }) => id)).not.toContain(process.id);
    expect((await owner.call("GET", process.path)).body.is_default).toBe(true);
  });

  test("is not there without If-Match either", async () => {
    const [owner, stranger] = [await foundTenant(), await foundTenant()];
    const process = await createProcess(owner);
    const reply = await stranger.call("PUT", `${process.path}/draft`, { body: documentOf("Taken over") });
    expect(reply.status).toBe(404);
  });
});

describe("a key", () => {
  const all = [...operations.map(([method, sub, options]) => [method, `/v1/processes/ID${sub}`, options] as const)];
  const others = [
    ["GET", "/v1/templates", {}],
    ["GET", "/v1/templates/baseline", {}],
    ["GET", "/v1/processes", {}],
    ["POST", "/v1/processes", { body: { name: "Another" } }],
  ] as const;

  test.each<readonly [string, string, CallOptions]>([...all, ...others])(
    "needs the right scope for %s %s",
    async (method, template, options) => {
      const tenant = await foundTenant();
      const process = await createPublishedProcess(tenant);
      await tenant.call("PUT", `${process.path}/draft`, { body: documentOf("Changed"), headers: { "if-match": "*" } });
      const path = template.replace("ID", process.id);
      const needed = method === "GET" ? "processes:read" : "processes:write";
      const lacking = await withScopes(tenant, [needed === "processes:read" ? "processes:write" : "processes:read"]);
      const holding = await withScopes(tenant, [needed]);
      const refused = await lacking(method, path, options);
      expect([refused.status, refused.body.required_scope]).toEqual([403, needed]);
      expect((await holding(method, path, options)).status).toBeLessThan(300);
    },
  );
});
