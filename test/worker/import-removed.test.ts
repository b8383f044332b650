import { afterEach, describe, expect, test, vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";
import {
  byExternalId,
  counts,
  csvOf,
  foundCompany,
  historyOf,
  issues,
  listAll,
  PLAIN,
  upload,
} from "../support/imports.ts";
import { countWhere } from "../support/migrations.ts";

afterEach(() => void vi.restoreAllMocks());

const rowOf = (external_id: string, more = {}) => ({ external_id, name: "Cranes", stage: "find", ...more });

describe("an import of an opportunity that was merged", () => {
  test("does not bring it back, and leaves the survivor as it is, with a warning", async () => {
    const { tenant } = await foundCompany();
    const file = csvOf(rowOf("A", { amount: "100" }), rowOf("B", { amount: "200" }));
    await upload(tenant, file, PLAIN);
    const [survivor, duplicate] = [await byExternalId(tenant, "A"), await byExternalId(tenant, "B")];
    const body = { duplicate_id: duplicate.id };
    expect((await tenant.call("POST", `/v1/opportunities/${survivor.id}/merge`, { body })).status).toBe(200);
    const before = await historyOf(tenant, survivor.id);

    const again = csvOf(rowOf("A", { amount: "100" }), rowOf("B", { amount: "250", stage: "agree" }), rowOf("C"));
    const { body: report } = await upload(tenant, again, PLAIN);
    expect(counts(report)).toEqual({ rows: 3, created: 1, updated: 0, unchanged: 2, failed: 0 });
    expect(issues(report.warnings)).toEqual(["3 external_id merged"]);
    expect((await listAll(tenant)).map(({ external_id }) => external_id)).toEqual(["A", "C"]);
    expect(await historyOf(tenant, survivor.id)).toEqual(before);
  });

  test("goes to the survivor once that has taken its external id", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf(rowOf("A"), rowOf("B")), PLAIN);
    const [survivor, duplicate] = [await byExternalId(tenant, "A"), await byExternalId(tenant, "B")];
    const body = { duplicate_id: duplicate.id, take: ["external_id"] };
    expect((await tenant.call("POST", `/v1/opportunities/${survivor.id}/merge`, { body })).status).toBe(200);
    const { body: report } = await upload(
      tenant,
      csvOf(rowOf("A", { owner: "Aino" }), rowOf("B", { owner: "Eino" })),
      PLAIN,
    );
    expect(counts(report)).toEqual({ rows: 2, created: 0, updated: 1, unchanged: 1, failed: 0 });
    expect(await listAll(tenant)).toMatchObject([{ id: survivor.id, external_id: "B", owner: "Eino" }]);
  });
});

test("a stage history of an opportunity that was merged is left aside, row by row, with a warning", async () => {
  const { tenant } = await foundCompany();
  await upload(tenant, csvOf(rowOf("A"), rowOf("B")), PLAIN);
  const [survivor, duplicate] = [await byExternalId(tenant, "A"), await byExternalId(tenant, "B")];
  await tenant.call("POST", `/v1/opportunities/${survivor.id}/merge`, { body: { duplicate_id: duplicate.id } });
  const before = await historyOf(tenant, survivor.id);
  const columns = { external_id: "external_id", stage: "stage", entered_at: "entered_at" };
  const file = "external_id,stage,entered_at\nB,find,2026-01-05T08:00:00Z\nB,agree,2026-01-20T09:00:00Z\n";
  const { body: report } = await upload(tenant, file, { kind: "stage_history", columns });
  expect(counts(report)).toEqual({ rows: 2, created: 0, updated: 0, unchanged: 2, failed: 0 });
  expect(issues(report.warnings)).toEqual(["2 external_id merged", "3 external_id merged"]);
  expect(await historyOf(tenant, survivor.id)).toEqual(before);
});

test("an external id of its own goes before an alias that a restored opportunity still has", async () => {
  const { tenant } = await foundCompany();
  await upload(tenant, csvOf(rowOf("A"), rowOf("B")), PLAIN);
  const [survivor, duplicate] = [await byExternalId(tenant, "A"), await byExternalId(tenant, "B")];
  await tenant.call("POST", `/v1/opportunities/${survivor.id}/merge`, { body: { duplicate_id: duplicate.id } });
  await tenant.call("DELETE", `/v1/opportunities/${survivor.id}`);
  await upload(tenant, csvOf(rowOf("B")), PLAIN);
  expect((await tenant.call("POST", `/v1/opportunities/${survivor.id}/restore`)).status).toBe(200);
  const { body: report } = await upload(tenant, csvOf(rowOf("B", { owner: "Eino" })), PLAIN);
  expect(counts(report)).toEqual({ rows: 1, created: 0, updated: 1, unchanged: 0, failed: 0 });
  expect(await byExternalId(tenant, "B")).toMatchObject({ owner: "Eino" });
});

describe("an opportunity that is taken out while an import changes it", () => {
  function beforeChange(meddle: () => Promise<unknown>): void {
    const { write } = D1Connection.prototype;
    let meddled = false;
    vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (this: D1Connection, statements) {
      if (!meddled && statements.some(({ sql }) => sql.startsWith("UPDATE opportunities"))) {
        meddled = true;
        await meddle();
      }
      return write.call(this, statements);
    });
  }

  test("by deletion is new to the import, like one that was never there", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf(rowOf("A")), PLAIN);
    const { id } = await byExternalId(tenant, "A");
    beforeChange(() => tenant.call("DELETE", `/v1/opportunities/${id}`));
    const { body: report } = await upload(tenant, csvOf(rowOf("A", { owner: "Aino" })), PLAIN);
    expect(counts(report)).toMatchObject({ created: 1, updated: 0, failed: 0 });
    expect((await byExternalId(tenant, "A")).id).not.toBe(id);
    expect((await tenant.call("POST", `/v1/opportunities/${id}/restore`)).body.code).toBe("external_id_taken");
  });

  test("by a merge is left to its survivor", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csvOf(rowOf("A"), rowOf("B")), PLAIN);
    const [survivor, duplicate] = [await byExternalId(tenant, "A"), await byExternalId(tenant, "B")];
    beforeChange(async () => {
      vi.restoreAllMocks();
      await tenant.call("POST", `/v1/opportunities/${survivor.id}/merge`, { body: { duplicate_id: duplicate.id } });
    });
    const file = csvOf(rowOf("A", { owner: "Aino" }), rowOf("B", { owner: "Eino" }));
    const { body: report } = await upload(tenant, file, PLAIN);
    expect(counts(report)).toMatchObject({ created: 0, updated: 1, unchanged: 1, failed: 0 });
    expect(await listAll(tenant)).toMatchObject([{ external_id: "A", owner: "Aino" }]);
    expect(await countWhere(tenant, "opportunities WHERE 1")).toBe(1);
  });
});
