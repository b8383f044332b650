import { describe, expect, test } from "vitest";
import { type CallOptions, foundTenant } from "../support/api.ts";
import { createProcess, createPublishedProcess, documentOf, faultsOf, replaceDraft } from "../support/process.ts";

const any = { "if-match": "*" };

describe("the draft of a process", () => {
  test("is read in one round trip, with its revision as the ETag", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const reply = await tenant.call("GET", `${path}/draft`);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ document: documentOf("Find"), revision: 1, updated_at: expect.any(String) });
    expect(reply.headers.get("etag")).toBe('"1"');
    expect(reply.d1).toMatchObject({ roundTrips: 1, queries: 1, rowsWritten: 0 });
    expect(reply.d1.rowsRead).toBeLessThanOrEqual(2);
  });

  test("is replaced whole by whoever has read it", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const document = { stages: [{ key: "only", name: "Only", criteria: [] }] };
    const reply = await tenant.call("PUT", `${path}/draft`, { body: document, headers: { "if-match": '"1"' } });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({ document, revision: 2, updated_at: expect.any(String) });
    expect(reply.headers.get("etag")).toBe('"2"');
    expect(reply.d1).toMatchObject({ roundTrips: 2 });
    expect((await tenant.call("GET", `${path}/draft`)).body).toEqual(reply.body);
    const process = await tenant.call("GET", path);
    expect(process.body).toMatchObject({ draft: reply.body, current_version: null, revision: 2 });
  });

  test("stays as it is when it is replaced by itself, in whatever order its members come", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant, { template: "baseline" });
    const before = (await tenant.call("GET", `${path}/draft`)).body;
    const { gate_policy, stages } = before.document;
    for (const body of [before.document, { stages, gate_policy }]) {
      const reply = await tenant.call("PUT", `${path}/draft`, { body, headers: { "if-match": '"1"' } });
      expect(reply.body).toEqual(before);
      expect(reply.d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
    }
  });

  test("gets the keys that it lacks, and keeps them when it is sent again without", async () => {
    const tenant = await foundTenant();
    const document = (...names: readonly string[]) => ({
      stages: names.map((name) => ({ name, criteria: [{ name: `${name} päätetty`, weight: 50 }] })),
    });
    const { path, id } = await createProcess(tenant, { document: document("Löytäminen", "決定") });
    const draft = (await tenant.call("GET", `${path}/draft`)).body;
    const keysOf = (stages: readonly { key: string; criteria: readonly { key: string }[] }[]) =>
      stages.map(({ key, criteria }) => [key, ...criteria.map((criterion) => criterion.key)]);
    expect(keysOf(draft.document.stages)).toEqual([
      ["loytaminen", "loytaminen_paatetty"],
      ["stage", "paatetty"],
    ]);
    const put = (body: unknown) => tenant.call("PUT", `${path}/draft`, { body, headers: any });
    expect((await put(document("Löytäminen", "決定"))).body).toMatchObject({ revision: 1 });
    const own = {
      stages: [{ key: "search", name: "Löytäminen", criteria: [{ key: "pain", name: "Ongelma", weight: 9 }] }],
    };
    await put(own);
    const again = await put({ stages: [{ name: "Löytäminen", criteria: [{ name: "Ongelma", weight: 9 }] }] });
    expect(keysOf(again.body.document.stages)).toEqual([["search", "pain"]]);
    await put(draft.document);
    expect(keysOf((await put(document("決定", "Uusi", "Löytäminen"))).body.document.stages)).toEqual([
      ["stage", "paatetty"],
      ["uusi", "uusi_paatetty"],
      ["loytaminen", "loytaminen_paatetty"],
    ]);
    expect((await tenant.call("GET", `/v1/processes/${id}`)).body.draft.document.stages).toHaveLength(3);
  });

  test("is refused where the keys that it lacks would make it too large", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const questions = Array.from({ length: 20 }, (_, index) => String(index).padEnd(500, "?"));
    const criteria = Array.from({ length: 25 }, (_, index) => ({ name: `Asked ${index}`, weight: 1, questions }));
    const padded = {
      stages: ["One", "Two", "Three"].map((name) => ({ name, guidance: "", criteria: [] as unknown[] })),
    };
    padded.stages[0]?.criteria.push(...criteria);
    for (const stage of padded.stages) {
      stage.guidance = "x".repeat(Math.min(4_000, 262_144 - JSON.stringify(padded).length));
    }
    expect(JSON.stringify(padded)).toHaveLength(262_144);
    const reply = await tenant.call("PUT", `${path}/draft`, { body: padded, headers: any });
    expect([reply.status, faultsOf(reply.body)]).toEqual([422, [" document_too_large"]]);
    expect((await tenant.call("GET", `${path}/draft`)).body.revision).toBe(1);
  });

  test("is not replaced without If-Match", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const reply = await tenant.call("PUT", `${path}/draft`, { body: documentOf("Blind") });
    expect([reply.status, reply.body.code]).toEqual([428, "precondition_required"]);
    expect((await tenant.call("GET", `${path}/draft`)).body.revision).toBe(1);
  });

  test.each(['"2"', 'W/"1"', "1", '"0", "2"', "nonsense"])("is not replaced with If-Match: %s", async (tag) => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const reply = await tenant.call("PUT", `${path}/draft`, { body: documentOf("Late"), headers: { "if-match": tag } });
    expect([reply.status, reply.body.code]).toEqual([412, "precondition_failed"]);
    expect((await tenant.call("GET", `${path}/draft`)).body.revision).toBe(1);
  });

  test.each(["*", '"1"', '"7", "1"'])("is replaced with If-Match: %s", async (tag) => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const reply = await tenant.call("PUT", `${path}/draft`, { body: documentOf("New"), headers: { "if-match": tag } });
    expect([reply.status, reply.body.revision]).toEqual([200, 2]);
  });

  test("goes to one of two editors who have read the same revision; the other is told", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const put = (name: string) =>
      tenant.call("PUT", `${path}/draft`, { body: documentOf(name), headers: { "if-match": '"1"' } });
    const replies = await Promise.all([put("Mine"), put("Yours")]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412]);
    const kept = replies.find(({ status }) => status === 200);
    expect((await tenant.call("GET", `${path}/draft`)).body).toEqual(kept?.body);
  });

  test("takes every one of several that are sent for any revision", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const put = (name: string) => tenant.call("PUT", `${path}/draft`, { body: documentOf(name), headers: any });
    const replies = await Promise.all([put("a"), put("b"), put("c")]);
    expect(replies.map(({ status, body }) => [status, body.revision]).sort()).toEqual([
      [200, 2],
      [200, 3],
      [200, 4],
    ]);
  });

  test("is the current version after publishing, until it is changed", async () => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant);
    const draft = await tenant.call("GET", `${process.path}/draft`);
    expect(draft.body).toMatchObject({ document: documentOf("Find"), revision: 1 });
    await replaceDraft(tenant, process, documentOf("Changed"));
    expect((await tenant.call("GET", `${process.path}/draft`)).body.document).toEqual(documentOf("Changed"));
    expect((await tenant.call("GET", `${process.path}/versions/1`)).body.document).toEqual(documentOf("Find"));
  });
});

describe("a document for a draft", () => {
  const stage = { key: "find", name: "Find", criteria: [{ key: "need", name: "Need", weight: 100 }] };

  test("may be incomplete", async () => {
    const tenant = await foundTenant();
    const process = await createProcess(tenant);
    for (const document of [{ stages: [] }, documentOf("Light", [1, 2]), { stages: [stage, stage] }]) {
      await replaceDraft(tenant, process, document);
      expect((await tenant.call("GET", `${process.path}/draft`)).body.document).toEqual(document);
    }
  });

  test("may have 256 KB", async () => {
    const tenant = await foundTenant();
    const process = await createProcess(tenant);
    const criteria = Array.from({ length: 25 }, (_, place) => ({
      ...stage.criteria[0],
      key: `c${place}`,
      weight: 4,
      questions: Array(20).fill("ä".repeat(250)),
    }));
    const document = { stages: [{ ...stage, criteria }] };
    expect(JSON.stringify(document).length).toBeGreaterThan(125_000);
    await replaceDraft(tenant, process, document);
    const version = await tenant.call("POST", `${process.path}/publish`, { headers: { "idempotency-key": "large" } });
    expect([version.status, version.body.document]).toEqual([201, document]);

    const larger = { stages: [{ ...stage, criteria: [...criteria, ...criteria] }] };
    const reply = await tenant.call("PUT", `${process.path}/draft`, { body: larger, headers: any });
    expect([reply.status, faultsOf(reply.body)]).toEqual([422, [" document_too_large"]]);
  });

  test.each<[string, unknown, string[]]>([
    ["no object", [], [" invalid_type"]],
    [
      "the draft as it is answered",
      { document: { stages: [] }, revision: 1 },
      ["/stages required", "/document unknown_field", "/revision unknown_field"],
    ],
    [
      "unknown fields",
      { stages: [{ ...stage, colour: "red" }], more: 1 },
      ["/stages/0/colour unknown_field", "/more unknown_field"],
    ],
    [
      "wrong types",
      { stages: [{ ...stage, max_days: "14", criteria: {} }], gate_policy: 1 },
      ["/gate_policy invalid_value", "/stages/0/max_days invalid_type", "/stages/0/criteria invalid_type"],
    ],
    [
      "control characters",
      { stages: [{ ...stage, name: "a\u0007", guidance: "b\u0000" }] },
      ["/stages/0/name control_characters", "/stages/0/guidance control_characters"],
    ],
    ["half a character", { stages: [{ ...stage, name: "a\udc00" }] }, ["/stages/0/name lone_surrogate"]],
    [
      "a weight of three decimals",
      { stages: [{ ...stage, criteria: [{ key: "a", name: "A", weight: 33.333 }] }] },
      ["/stages/0/criteria/0/weight weight_decimals"],
    ],
  ])("may not be or have %s", async (_, document, faults) => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const options = { rawBody: JSON.stringify(document), headers: { ...any, "content-type": "application/json" } };
    const reply = await tenant.call("PUT", `${path}/draft`, options);
    expect([reply.status, reply.body.code]).toEqual([422, "validation_failed"]);
    expect(faultsOf(reply.body).sort()).toEqual([...faults].sort());
    expect((await tenant.call("GET", `${path}/draft`)).body.revision).toBe(1);
  });

  test.each<[string, CallOptions, number]>([
    ["malformed JSON", { rawBody: '{"stages":[', headers: { ...any, "content-type": "application/json" } }, 400],
    ["an empty body", { rawBody: "", headers: { ...any, "content-type": "application/json" } }, 400],
    ["another type of body", { rawBody: "{}", headers: { ...any, "content-type": "text/plain" } }, 415],
    ["10 MB", { body: { stages: [], more: "a".repeat(10_000_000) }, headers: any }, 413],
  ])("may not be %s", async (_, options, status) => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    expect((await tenant.call("PUT", `${path}/draft`, options)).status).toBe(status);
  });
});
