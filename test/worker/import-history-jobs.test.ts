import { describe, expect, test } from "vitest";
import type { TestTenant } from "../support/api.ts";
import { importOf, queue, runToEnd, send, stateOf } from "../support/import-jobs.ts";
import { byExternalId, counts, csvOf, foundCompany, historyOf, issues, PLAIN, upload } from "../support/imports.ts";

const MAPPING = {
  kind: "stage_history",
  columns: { external_id: "deal", stage: "stage", entered_at: "at" },
};

const PAD = "x".repeat(8_900);

/** A file of stage histories whose rows stand in an order of their own; with `isWide` in several parts. */
const historyCsv = (rows: readonly (readonly [string, string, string])[], isWide = true) =>
  `deal,stage,at,note\n${rows.map((row) => [...row, isWide ? PAD : ""].join(",")).join("\n")}\n`;

/** Deals that went forward, back and forward again, told round by round, so that no deal's rows stand together. */
function rounds(count: number): (readonly [string, string, string])[] {
  const steps = [
    ["find", "2026-01-05T09:00:00Z"],
    ["agree", "2026-02-05T09:00:00Z"],
    ["find", "2026-02-07T09:00:00Z"],
    ["agree", "2026-03-05T09:00:00Z"],
  ] as const;
  return steps.flatMap(([stage, at]) =>
    Array.from({ length: count }, (_, index) => [`deal-${index}`, stage, at] as const),
  );
}

async function companyWith(count: number): Promise<TestTenant> {
  const { tenant } = await foundCompany();
  const deals = Array.from({ length: count }, (_, index) => ({
    external_id: `deal-${index}`,
    stage: "agree",
    opened_on: "2026-01-05",
  }));
  expect((await upload(tenant, csvOf(...deals), PLAIN)).body.created).toBe(count);
  return tenant;
}

describe("a stage history that waits for a job", { timeout: 60_000 }, () => {
  const withFaults = [
    ...rounds(60),
    ["", "find", "2026-01-05"],
    ["deal-7", "nowhere", "2026-01-06"],
    ["nobody", "find", "2026-01-06"],
    [" deal-8 ", "find", "soon"],
  ] as const;

  test("is put together by deal, wherever the rows of one stand", async () => {
    const tenant = await companyWith(60);
    const id = await queue(tenant, historyCsv(withFaults), MAPPING);
    await runToEnd(tenant, id);
    const result = await importOf(tenant, id);
    expect(counts(result)).toEqual({ rows: 244, created: 0, updated: 58 * 4, unchanged: 0, failed: 12 });
    const { visits } = await historyOf(tenant, (await byExternalId(tenant, "deal-3")).id);
    expect(visits.map(({ stage, direction }: Record<string, string>) => `${direction} ${stage}`)).toEqual([
      "entry find",
      "forward agree",
      "backward find",
      "forward agree",
    ]);
    expect(issues(result.errors)).toEqual(
      expect.arrayContaining([
        "242 deal external_id_missing",
        "243 stage unknown_stage",
        "244 deal unknown_opportunity",
        "245 at bad_date",
      ]),
    );
  });

  test("comes to the same as in one request", async () => {
    const [one, other] = [await companyWith(60), await companyWith(60)];
    const mapping = JSON.stringify(MAPPING);
    const now = await send(one, historyCsv(withFaults), { mapping });
    expect([now.status, now.body.kind]).toEqual([200, "stage_history"]);
    const id = await queue(other, historyCsv(withFaults), MAPPING);
    await runToEnd(other, id);
    const result = await importOf(other, id);
    expect(counts(result)).toEqual(counts(now.body));
    expect(result.errors).toEqual(now.body.errors);
    expect(await stateOf(other)).toEqual(await stateOf(one));

    const again = await queue(other, historyCsv(withFaults), MAPPING);
    await runToEnd(other, again);
    expect(counts(await importOf(other, again))).toMatchObject({ updated: 0, unchanged: 58 * 4, failed: 12 });
  });

  test("may have a deal with more rows than go in at a time", async () => {
    const tenant = await companyWith(3);
    const start = Date.UTC(2025, 0, 1);
    const long = Array.from({ length: 3_500 }, (_, index) => {
      const at = new Date(start + index * 3_600_000).toISOString();
      return ["deal-1", index % 2 === 0 ? "find" : "agree", at] as const;
    });
    const id = await queue(tenant, historyCsv([...rounds(3), ...long], false), MAPPING);
    await runToEnd(tenant, id);
    expect(counts(await importOf(tenant, id))).toMatchObject({ rows: 3_512, updated: 3_512, failed: 0 });
    const { visits } = await historyOf(tenant, (await byExternalId(tenant, "deal-1")).id);
    expect(visits.length).toBeGreaterThan(3_000);
  });
});
