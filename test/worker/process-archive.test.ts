import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { byExternalId, csvOf, PLAIN, upload } from "../support/imports.ts";
import { createPublishedProcess, documentOf, replaceDraft, type TestProcess } from "../support/process.ts";
import { createDeal, move } from "../support/story.ts";

afterEach(() => void vi.restoreAllMocks());

/** A company with a default process and another one, both published. */
async function companyOfTwo(): Promise<{ tenant: TestTenant; main: TestProcess; other: TestProcess }> {
  const tenant = await foundTenant();
  return { tenant, main: await createPublishedProcess(tenant), other: await createPublishedProcess(tenant) };
}

const archive = (tenant: TestTenant, { path }: TestProcess, headers = {}) =>
  tenant.call("POST", `${path}/archive`, { headers });
const restore = (tenant: TestTenant, { path }: TestProcess) => tenant.call("POST", `${path}/restore`);
const refusal = ({ status, body }: Reply) => [status, body.code];

describe("archiving a process", () => {
  test("puts it aside: it stays readable, and lists tell it apart", async () => {
    const { tenant, main, other } = await companyOfTwo();
    const reply = await archive(tenant, other);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      id: other.id,
      archived_at: expect.any(String),
      current_version: 1,
      revision: 3,
    });
    expect(reply.headers.get("etag")).toBe('"3"');
    expect((await tenant.call("GET", other.path)).body).toEqual(reply.body);
    expect((await tenant.call("GET", `${other.path}/versions/1`)).status).toBe(200);
    expect((await tenant.call("GET", `/v1/funnel?process_id=${other.id}`)).status).toBe(200);
    const idsOf = async (query: string) =>
      (await tenant.call("GET", `/v1/processes${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await idsOf("")).toEqual([main.id, other.id]);
    expect(await idsOf("?archived=false")).toEqual([main.id]);
    expect(await idsOf("?archived=true")).toEqual([other.id]);
    await createPublishedProcess(tenant);
    const { next_cursor } = (await tenant.call("GET", "/v1/processes?archived=false&limit=1")).body;
    expect(next_cursor).not.toBeNull();
    const moved = await tenant.call("GET", `/v1/processes?archived=true&limit=1&cursor=${next_cursor}`);
    expect(refusal(moved)).toEqual([422, "invalid_cursor"]);
    const { data } = (await tenant.call("GET", "/v1/events?types=process.archived")).body;
    expect(data).toMatchObject([{ data: { process: { id: other.id, name: "New business", version: 1 } } }]);
  });

  test("twice changes nothing the second time, and restoring brings it back", async () => {
    const { tenant, other } = await companyOfTwo();
    const first = await archive(tenant, other);
    const second = await archive(tenant, other);
    expect([second.body, second.d1.rowsWritten]).toEqual([first.body, 0]);
    const restored = await restore(tenant, other);
    expect(restored.body).toMatchObject({ archived_at: null, revision: 4 });
    expect((await restore(tenant, other)).d1.rowsWritten).toBe(0);
    expect((await createDeal(tenant, { process_id: other.id })).stage).toBe("find");
    expect((await tenant.call("GET", "/v1/events?types=process.restored")).body.data).toHaveLength(1);
  });

  test("is refused while open opportunities use it, and says how many", async () => {
    const { tenant, other } = await companyOfTwo();
    const deals = [
      await createDeal(tenant, { process_id: other.id }),
      await createDeal(tenant, { process_id: other.id }),
    ];
    const two = await archive(tenant, other);
    expect(two.body).toMatchObject({ status: 409, code: "process_in_use", open_opportunities: 2 });
    expect(two.body.detail).toContain("2 open opportunities use");
    const [first, second] = deals;
    await move(tenant, first.id, "lost", { reason: "Gone" });
    expect((await archive(tenant, other)).body.detail).toContain("1 open opportunity uses");
    await move(tenant, second.id, "lost", { reason: "Gone" });
    expect((await archive(tenant, other)).status).toBe(200);
  });

  test("is refused for the default process", async () => {
    const { tenant, main, other } = await companyOfTwo();
    expect(refusal(await archive(tenant, main))).toEqual([409, "process_is_default"]);
    const deal = await createDeal(tenant);
    const both = await archive(tenant, main);
    expect([both.body.code, both.body.detail]).toEqual(["process_in_use", expect.stringContaining("default process")]);
    await move(tenant, deal.id, "lost", { reason: "Gone" });
    await tenant.call("PATCH", other.path, { body: { is_default: true } });
    expect((await archive(tenant, main)).status).toBe(200);
  });

  test("heeds If-Match", async () => {
    const { tenant, other } = await companyOfTwo();
    expect((await archive(tenant, other, { "if-match": '"1"' })).status).toBe(412);
    expect((await archive(tenant, other, { "if-match": '"2"' })).status).toBe(200);
    const stale = await tenant.call("POST", `${other.path}/restore`, { headers: { "if-match": '"2"' } });
    expect(stale.status).toBe(412);
  });
});

describe("in an archived process", () => {
  test("no opportunity is opened, whatever the path", async () => {
    const { tenant, other } = await companyOfTwo();
    const closed = await createDeal(tenant, { process_id: other.id, external_id: "closed" });
    await move(tenant, closed.id, "lost", { reason: "Gone" });
    await archive(tenant, other);
    const opened = await tenant.call("POST", "/v1/opportunities", { body: { name: "Late", process_id: other.id } });
    expect(refusal(opened)).toEqual([409, "process_archived"]);
    expect(refusal(await move(tenant, closed.id, "reopened"))).toEqual([409, "process_archived"]);
    const row = csvOf({ external_id: "new", stage: "find" });
    expect(refusal(await upload(tenant, row, { ...PLAIN, process_id: other.id }))).toEqual([409, "process_archived"]);
    expect(await byExternalId(tenant, "new")).toBeUndefined();
    expect((await tenant.call("GET", `/v1/opportunities/${closed.id}`)).body.status).toBe("lost");
  });

  test("what is closed can still be corrected", async () => {
    const { tenant, other } = await companyOfTwo();
    const { id } = await createDeal(tenant, { process_id: other.id });
    await move(tenant, id, "lost", { reason: "Gone" });
    await archive(tenant, other);
    const reply = await tenant.call("PATCH", `/v1/opportunities/${id}`, { body: { owner: "Eino" } });
    expect(reply.body).toMatchObject({ owner: "Eino", status: "lost" });
  });

  test("nothing is drafted, published or made the default", async () => {
    const { tenant, other } = await companyOfTwo();
    await replaceDraft(tenant, other, documentOf("Changed"));
    await archive(tenant, other);
    const any = { "if-match": "*" };
    const before = (await tenant.call("GET", other.path)).body;
    for (const reply of [
      await tenant.call("PUT", `${other.path}/draft`, { body: documentOf("Again"), headers: any }),
      await tenant.call("DELETE", `${other.path}/draft`, { headers: any }),
      await tenant.call("POST", `${other.path}/publish`),
      await tenant.call("PATCH", other.path, { body: { is_default: true } }),
    ]) {
      expect(refusal(reply)).toEqual([409, "process_archived"]);
    }
    expect((await tenant.call("GET", other.path)).body).toEqual(before);
  });
});

describe("of two at once", () => {
  /** Does something just before the first statement of a kind is written. */
  function justBefore(beginning: string, work: () => Promise<unknown>) {
    const { write } = D1Connection.prototype;
    let done = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!done && statements.some(({ sql }) => sql.startsWith(beginning))) {
        done = true;
        await work();
      }
      return write.call(this, statements);
    });
  }

  test("a deal that is opened while its process is archived keeps it in use", async () => {
    const { tenant, other } = await companyOfTwo();
    justBefore("UPDATE processes SET archived_at", () => createDeal(tenant, { process_id: other.id }));
    expect((await archive(tenant, other)).body).toMatchObject({ code: "process_in_use", open_opportunities: 1 });
  });

  test("a deal whose process is archived just before it is written is not opened", async () => {
    const { tenant, other } = await companyOfTwo();
    justBefore("INSERT INTO opportunities", () => archive(tenant, other));
    const reply = await tenant.call("POST", "/v1/opportunities", { body: { name: "Late", process_id: other.id } });
    expect(refusal(reply)).toEqual([409, "process_archived"]);
    const count = env.DB.prepare("SELECT count(*) AS n FROM opportunities WHERE tenant_id = ?").bind(tenant.id);
    expect(await count.first("n")).toBe(0);
  });

  test("a draft that is replaced while its process is archived stays as it was", async () => {
    const { tenant, other } = await companyOfTwo();
    justBefore("UPDATE process_drafts", () => archive(tenant, other));
    const reply = await tenant.call("PUT", `${other.path}/draft`, {
      body: documentOf("Late"),
      headers: { "if-match": "*" },
    });
    expect(refusal(reply)).toEqual([409, "process_archived"]);
    expect((await tenant.call("GET", `${other.path}/draft`)).body.document).toEqual(documentOf("Find"));
  });
});

describe("throwing a draft away", () => {
  const any = { "if-match": "*" };

  test("starts it again from the current version", async () => {
    const { tenant, main } = await companyOfTwo();
    await replaceDraft(tenant, main, documentOf("Changed"));
    const reply = await tenant.call("DELETE", `${main.path}/draft`, { headers: { "if-match": '"2"' } });
    expect(reply.body).toEqual({ document: documentOf("Find"), revision: 3, updated_at: expect.any(String) });
    expect(reply.headers.get("etag")).toBe('"3"');
    expect(refusal(await tenant.call("POST", `${main.path}/publish`))).toEqual([409, "draft_unchanged"]);
    const again = await tenant.call("DELETE", `${main.path}/draft`, { headers: any });
    expect([again.body, again.d1.rowsWritten]).toEqual([reply.body, 0]);
  });

  test("wants to know which one, and one to start from", async () => {
    const { tenant, main } = await companyOfTwo();
    expect((await tenant.call("DELETE", `${main.path}/draft`)).status).toBe(428);
    expect((await tenant.call("DELETE", `${main.path}/draft`, { headers: { "if-match": '"9"' } })).status).toBe(412);
    const { id } = (await tenant.call("POST", "/v1/processes", { body: { name: "New" } })).body;
    const reply = await tenant.call("DELETE", `/v1/processes/${id}/draft`, { headers: any });
    expect(refusal(reply)).toEqual([409, "process_not_published"]);
  });
});
