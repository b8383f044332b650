import { describe, expect, test } from "vitest";
import { byExternalId, counts, foundCompany, issues, upload } from "../support/imports.ts";
import { faultsOf } from "../support/process.ts";

const HEADER = "ID;Title;Value;Stage;Status;Organization;Owner;Deal created;Won time;Lost time";

function pipedrive(...rows: readonly string[]): string {
  return [HEADER, ...rows].join("\n");
}

describe("an export that is known", () => {
  test("says of won and of lost deals when they were closed, each in a column of its own", async () => {
    const { tenant } = await foundCompany();
    const csv = pipedrive(
      "1;Cranes;1000,50;find;Won;Lahti Oy;Aino;2026-01-05 10:00;2026-02-01 12:00:00;",
      "2;Hoists;500,00;agree;Lost;Salo Oy;Eino;2026-01-06 10:00;;2026-02-03 12:00:00",
      "3;Hooks;700,00;agree;Lost;Salo Oy;Eino;2026-01-06 10:00;;",
    );
    const reply = await upload(tenant, csv, {});
    expect(reply.body).toMatchObject({
      preset: "pipedrive_deals",
      created: 3,
      mapping: { columns: { won_on: "Won time", lost_on: "Lost time" } },
    });
    expect(issues(reply.body.warnings)).toEqual(["4 Lost time closed_on_missing"]);
    expect(await byExternalId(tenant, "1")).toMatchObject({ status: "won", closed_at: "2026-02-01T10:00:00.000Z" });
    expect(await byExternalId(tenant, "2")).toMatchObject({ status: "lost", closed_at: "2026-02-03T10:00:00.000Z" });
    const again = await upload(tenant, csv, reply.body.mapping);
    expect(counts(again.body), "by the mapping that was answered").toMatchObject({ unchanged: 3 });
  });

  test("tells what its words mean by the columns that the caller names", async () => {
    const { tenant } = await foundCompany();
    const csv = "ID;Title;Value;Stage;Phase;Status;Organization;Owner\n1;Cranes;1;Step 1;FIND;Open;Lahti Oy;Aino\n";
    const reply = await upload(tenant, csv, { preset: "pipedrive_deals", columns: { stage: "Phase" } });
    expect(reply.body).toMatchObject({ created: 1, failed: 0, mapping: { stages: { FIND: "find" } } });
    expect(reply.body.unmapped_stages).toBeUndefined();
  });

  test("is asked for by name where the caller names some columns only", async () => {
    const { tenant } = await foundCompany();
    const { status, body } = await upload(tenant, pipedrive(), { columns: { amount: "Value" } });
    expect([status, ...faultsOf(body)]).toEqual([
      422,
      "/mapping/columns/external_id required",
      "/mapping/columns/stage required",
    ]);
    expect(body.errors[0].detail).toContain("preset pipedrive_deals");
  });
});

describe("words that nobody has explained", () => {
  test("are listed once each, whatever mapping was sent", async () => {
    const { tenant } = await foundCompany();
    const csv = "id,phase,state\n1,Offer,open\n2,Offer,on hold\n3,Signed,open\n4,find,open\n5,Met,open\n";
    const columns = { external_id: "id", stage: "phase", status: "state" };
    const { body } = await upload(tenant, csv, { columns, stages: { Met: "agree" } });
    expect(body).toMatchObject({ created: 2, failed: 3, unmapped_stages: ["Offer", "Signed"] });
    expect(body.unmapped_statuses).toEqual(["on hold"]);
  });

  test("are cut where they are no words: an import has to fit into one row of the database", async () => {
    const { tenant } = await foundCompany();
    const rows = Array.from({ length: 30 }, (_, index) => `${index};t;1;${index}${"x".repeat(100_000)};Open;o;w;;;`);
    const { status, body } = await upload(tenant, pipedrive(...rows), {});
    expect(status).toBe(200);
    expect(body.unmapped_stages).toHaveLength(30);
    expect(JSON.stringify(body).length).toBeLessThan(1_000_000);
    expect(body.errors.length).toBe(30);
  });
});
