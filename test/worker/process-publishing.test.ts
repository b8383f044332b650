import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { TenantDb } from "../../src/db/tenant-db.ts";
import { publishDraft } from "../../src/process/publish.ts";
import { findPublishable } from "../../src/process/store.ts";
import { type CallOptions, foundTenant, type TestTenant } from "../support/api.ts";
import {
  createProcess,
  createPublishedProcess,
  documentOf,
  faultsOf,
  replaceDraft,
  type TestProcess,
} from "../support/process.ts";

/** The events of a company of one type, as they were recorded. */
async function eventsOf(tenant: TestTenant, type: string): Promise<unknown[]> {
  const rows = await env.DB.prepare("SELECT data FROM events WHERE tenant_id = ? AND type = ? ORDER BY id")
    .bind(tenant.id, type)
    .all<{ data: string }>();
  return rows.results.map(({ data }) => JSON.parse(data));
}

describe("publishing a draft", () => {
  test("makes it version 1 and records it", async () => {
    const tenant = await foundTenant();
    const { id, path } = await createProcess(tenant, { template: "baseline", locale: "en" });
    const draft = (await tenant.call("GET", `${path}/draft`)).body;
    const reply = await tenant.call("POST", `${path}/publish`, { headers: { "if-match": '"1"' } });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      version: 1,
      process_id: id,
      document: draft.document,
      published_at: expect.any(String),
      published_by: expect.stringMatching(/^key_/),
    });
    expect(reply.headers.get("etag")).toBe('"1"');
    expect(reply.headers.get("location")).toBe(`${path}/versions/1`);
    expect((await tenant.call("GET", path)).body).toMatchObject({ current_version: 1, revision: 2, draft });
    expect(await eventsOf(tenant, "process.published")).toEqual([
      { process: { id, name: "New business", version: 1 } },
    ]);
  });

  test("again, after a change, makes the next version and leaves the one before as it was", async () => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant);
    const first = await tenant.call("GET", `${process.path}/versions/1`);
    await replaceDraft(tenant, process, documentOf("Changed"));
    const reply = await tenant.call("POST", `${process.path}/publish`);
    expect(reply.body).toMatchObject({ version: 2, document: documentOf("Changed") });
    expect((await tenant.call("GET", `${process.path}/versions/1`)).body).toEqual(first.body);
    expect((await tenant.call("GET", `${process.path}/versions/2`)).body).toEqual(reply.body);
    expect((await eventsOf(tenant, "process.published")).at(-1)).toEqual({
      process: { id: process.id, name: "New business", version: 2 },
      previous: { version: 1 },
    });
  });

  test("can bring back what was published before", async () => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant);
    for (const [name, version] of [
      ["Changed", 2],
      ["Find", 3],
    ] as const) {
      await replaceDraft(tenant, process, documentOf(name));
      expect((await tenant.call("POST", `${process.path}/publish`)).body.version).toBe(version);
    }
  });

  test("takes two round trips and few rows", async () => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant, { template: "baseline" });
    await replaceDraft(tenant, process, documentOf("Changed"));
    const { d1 } = await tenant.call("POST", `${process.path}/publish`);
    expect(d1.roundTrips).toBe(2);
    expect(d1.rowsWritten).toBeLessThanOrEqual(10);
    expect(d1.rowsRead).toBeLessThanOrEqual(20);
  });

  test("with an Idempotency-Key happens once", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const headers = { "idempotency-key": "publish-1" };
    const first = await tenant.call("POST", `${path}/publish`, { headers });
    const again = await tenant.call("POST", `${path}/publish`, { headers });
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(again.body).toEqual(first.body);
    expect((await tenant.call("GET", `${path}/versions`)).body.data).toHaveLength(1);
  });
});

describe("a draft is not published", () => {
  test("when its weights total 99.99: every other fault is named beside it", async () => {
    const tenant = await foundTenant();
    const [found, won] = documentOf("Find", [33.33, 66.66]).stages;
    const document = {
      stages: [
        { ...found, base: "second" },
        { ...won, key: "won", base: "first" },
        { ...found, base: null },
      ],
    };
    const light = {
      stages: document.stages.map((stage, place) =>
        place === 2 ? { ...stage, criteria: [{ key: "need", name: "Need", weight: 0, levels: [50] }] } : stage,
      ),
    };
    const { path } = await createProcess(tenant, { document: light });
    const reply = await tenant.call("POST", `${path}/publish`);
    expect([reply.status, reply.body.code]).toEqual([422, "document_invalid"]);
    expect(faultsOf(reply.body)).toEqual([
      "/stages weights_total",
      "/stages/1/key reserved_key",
      "/stages/1/base base_order",
      "/stages/2/key duplicate_stage_key",
      "/stages/2/criteria/0/key duplicate_criterion_key",
      "/stages/2/criteria/0/levels levels_invalid",
    ]);
    expect(reply.body.errors[0].detail).toContain("99.99");
    expect((await tenant.call("GET", path)).body).toMatchObject({ current_version: null, revision: 1 });
    expect((await tenant.call("GET", `${path}/versions`)).body.data).toEqual([]);
    expect(await eventsOf(tenant, "process.published")).toEqual([]);
  });

  test.each<[string, readonly [number, number]]>([
    ["99.99", [33.33, 66.66]],
    ["100.01", [33.34, 66.67]],
  ])("when its weights total %s, whatever was published before", async (total, weights) => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant);
    await replaceDraft(tenant, process, documentOf("Find", weights));
    const reply = await tenant.call("POST", `${process.path}/publish`);
    expect([reply.status, faultsOf(reply.body)]).toEqual([422, ["/stages weights_total"]]);
    expect(reply.body.errors[0].detail).toContain(total);
    expect((await tenant.call("GET", process.path)).body.current_version).toBe(1);
  });

  test("when it is empty", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant, {});
    const reply = await tenant.call("POST", `${path}/publish`);
    expect(faultsOf(reply.body)).toEqual(["/stages no_stages", "/stages weights_total"]);
  });

  test("when it is the current version already", async () => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant, { template: "baseline" });
    const again = await tenant.call("POST", `${process.path}/publish`);
    expect([again.status, again.body.code]).toEqual([409, "draft_unchanged"]);

    const { document } = (await tenant.call("GET", `${process.path}/draft`)).body;
    await replaceDraft(tenant, process, documentOf("Changed"));
    await replaceDraft(tenant, process, document);
    const back = await tenant.call("POST", `${process.path}/publish`);
    expect([back.status, back.body.code]).toEqual([409, "draft_unchanged"]);
    expect((await tenant.call("GET", `${process.path}/versions`)).body.data).toHaveLength(1);
  });

  test("when it is not the draft that the caller has read", async () => {
    const tenant = await foundTenant();
    const process = await createProcess(tenant);
    await replaceDraft(tenant, process, documentOf("Changed"));
    const reply = await tenant.call("POST", `${process.path}/publish`, { headers: { "if-match": '"1"' } });
    expect([reply.status, reply.body.code]).toEqual([412, "precondition_failed"]);
    expect((await tenant.call("GET", process.path)).body.current_version).toBeNull();
  });

  test("when what is stored no longer has the shape that is asked for", async () => {
    const tenant = await foundTenant();
    const { id, path } = await createProcess(tenant);
    await env.DB.prepare("UPDATE process_drafts SET document = ? WHERE tenant_id = ? AND process_id = ?")
      .bind(JSON.stringify({ ...documentOf("Find"), retired: 1 }), tenant.id, id)
      .run();
    const reply = await tenant.call("POST", `${path}/publish`);
    expect([reply.status, faultsOf(reply.body)]).toEqual([422, ["/retired unknown_field"]]);
  });
});

describe("at the same time", () => {
  test("several publish: one does, the others are told", async () => {
    const tenant = await foundTenant();
    const process = await createProcess(tenant);
    for (const version of [1, 2]) {
      await replaceDraft(tenant, process, documentOf(`Find ${version}`));
      const draft = await tenant.call("GET", `${process.path}/draft`);
      const headers = { "if-match": draft.headers.get("etag") ?? "" };
      const publish = (options: CallOptions) => tenant.call("POST", `${process.path}/publish`, options);
      const replies = await Promise.all([publish({}), publish({ headers }), publish({})]);
      const outcomes = replies.map(({ status, body }) => body.code ?? `${status}`);
      expect(outcomes.sort()).toEqual(["201", "draft_unchanged", "draft_unchanged"]);
    }
    const versions = (await tenant.call("GET", `${process.path}/versions`)).body.data;
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([1, 2]);
    expect(await eventsOf(tenant, "process.published")).toHaveLength(2);
  });

  test("one renames while the other publishes: both happen", async () => {
    const tenant = await foundTenant();
    const { path } = await createProcess(tenant);
    const replies = await Promise.all([
      tenant.call("PATCH", path, { body: { name: "Renewals" } }),
      tenant.call("POST", `${path}/publish`),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 201]);
    expect((await tenant.call("GET", path)).body).toMatchObject({ name: "Renewals", current_version: 1, revision: 3 });
  });

  test.each(["the draft first", "the publication first"])(
    "one spoils the draft while the other publishes: %s",
    async (order) => {
      const tenant = await foundTenant();
      const { path } = await createProcess(tenant);
      const spoil = () =>
        tenant.call("PUT", `${path}/draft`, {
          body: documentOf("Spoilt", [33.33, 66.66]),
          headers: { "if-match": '"1"' },
        });
      const publish = () => tenant.call("POST", `${path}/publish`);
      const calls = order === "the draft first" ? [spoil, publish] : [publish, spoil];
      const replies = await Promise.all(calls.map((call) => call()));
      const published = replies.find(({ status }) => status === 201);
      const versions = (await tenant.call("GET", `${path}/versions`)).body.data;
      expect(versions).toHaveLength(published ? 1 : 0);
      if (published) {
        expect(published.body.document).toEqual(documentOf("Find"));
        expect((await tenant.call("GET", `${path}/versions/1`)).body).toEqual(published.body);
      }
    },
  );

  test.each<[string, (tenant: TestTenant, process: TestProcess) => Promise<unknown>]>([
    [
      "the draft was replaced",
      (tenant, process) => replaceDraft(tenant, process, documentOf("Spoilt", [33.33, 66.66])),
    ],
    ["the process was renamed", (tenant, { path }) => tenant.call("PATCH", path, { body: { name: "Renewals" } })],
    ["the draft was published", (tenant, { path }) => tenant.call("POST", `${path}/publish`)],
  ])("a decision cannot be committed when meanwhile %s", async (_, interfere) => {
    const tenant = await foundTenant();
    const process = await createProcess(tenant);
    const db = new TenantDb(new D1Connection(env.DB), tenant.id);
    const [[row]] = await db.read([findPublishable(process.id)]);
    if (!row) throw new Error("the process is not there");
    const { changes } = publishDraft({ now: Date.now(), actor: "key_late" }, row);
    await interfere(tenant, process);
    const [before, versions] = [
      await tenant.call("GET", process.path),
      await tenant.call("GET", `${process.path}/versions`),
    ];

    await expect(db.commit(changes)).rejects.toMatchObject({ code: "conflict" });
    expect((await tenant.call("GET", process.path)).body).toEqual(before.body);
    expect((await tenant.call("GET", `${process.path}/versions`)).body).toEqual(versions.body);
  });
});

describe("published versions", () => {
  test("are answered so that a cache may keep them, for their own company only", async () => {
    const tenant = await foundTenant();
    const { path } = await createPublishedProcess(tenant);
    const reply = await tenant.call("GET", `${path}/versions/1`);
    expect(reply.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    expect(reply.headers.get("vary")).toBe("authorization");
    expect(reply.headers.get("etag")).toBe('"1"');
    expect(reply.d1).toMatchObject({ roundTrips: 1, rowsWritten: 0 });
  });

  test("cannot be changed, even in the database", async () => {
    const tenant = await foundTenant();
    const { id } = await createPublishedProcess(tenant);
    const change = env.DB.prepare("UPDATE process_versions SET document = '{}' WHERE tenant_id = ? AND process_id = ?");
    await expect(change.bind(tenant.id, id).run()).rejects.toThrow("never changes");
  });

  test("are listed oldest first, page by page", async () => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant);
    for (let version = 2; version <= 11; version++) {
      await replaceDraft(tenant, process, documentOf(`Find ${version}`));
      await tenant.call("POST", `${process.path}/publish`);
    }
    const numbers = (body: { data: { version: number }[] }) => body.data.map(({ version }) => version);
    const first = await tenant.call("GET", `${process.path}/versions?limit=9`);
    expect(numbers(first.body)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first.body.data[0]).toEqual({
      version: 1,
      published_at: expect.any(String),
      published_by: expect.any(String),
    });
    const cursor = first.body.next_cursor;
    const second = await tenant.call("GET", `${process.path}/versions?limit=9&cursor=${cursor}`);
    expect([numbers(second.body), second.body.next_cursor]).toEqual([[10, 11], null]);

    const other = await createPublishedProcess(tenant);
    const reply = await tenant.call("GET", `${other.path}/versions?cursor=${cursor}`);
    expect([reply.status, reply.body.code]).toEqual([422, "invalid_cursor"]);
  });

  test.each([
    ["2", 404],
    ["0", 404],
    ["999999999", 404],
    ["9999999999", 422],
    ["-1", 422],
    ["1.0", 422],
    ["latest", 422],
  ])("do not include %s", async (number, status) => {
    const tenant = await foundTenant();
    const { path } = await createPublishedProcess(tenant);
    const reply = await tenant.call("GET", `${path}/versions/${number}`);
    expect(reply.status).toBe(status);
    if (status === 422) expect(faultsOf(reply.body)).toEqual(["/path/n invalid_format"]);
  });
});

test("the first process that is published becomes the default one, whatever was begun before it", async () => {
  const tenant = await foundTenant();
  const begun = await tenant.call("POST", "/v1/processes", { body: { name: "Never finished" } });
  const other = await tenant.call("POST", "/v1/processes", { body: { name: "In use", template: "baseline" } });
  await tenant.call("POST", `/v1/processes/${other.body.id}/publish`);
  const third = await tenant.call("POST", "/v1/processes", { body: { name: "Later", template: "baseline" } });
  await tenant.call("POST", `/v1/processes/${third.body.id}/publish`);
  const { data } = (await tenant.call("GET", "/v1/processes")).body;
  const defaults = data.filter((process: { is_default: boolean }) => process.is_default);
  expect(begun.body.is_default).toBe(true);
  expect(defaults.map((process: { id: string }) => process.id)).toEqual([other.body.id]);
  expect((await tenant.call("POST", "/v1/opportunities", { body: { name: "A" } })).body.process_id).toBe(other.body.id);
});
