import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant } from "../support/api.ts";
import { publishNext, runToEnd, storeMigration } from "../support/migrations.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { createProcess, createPublishedProcess, faultsOf, replaceDraft } from "../support/process.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

const rulesOf = (body: Reply["body"]): string[] => body.findings.map(({ rule }: { rule: string }) => rule);
const audit = (tenant: TestTenant, document: unknown, more: object = {}) =>
  tenant.call("POST", "/v1/process-audits", { body: { document, ...more } });

/** What many a CRM begins with. */
const TASK_LIST = {
  stages: [
    {
      name: "Prospecting",
      criteria: [{ name: "Called three times", weight: 30, required: true }],
    },
    { name: "Closing", criteria: [{ name: "Proposal sent", weight: 70, required: true }] },
  ],
};

describe("a document that is not stored", () => {
  test("is read as a consultant would, and nothing is stored", async () => {
    const tenant = await foundTenant();
    const { status, body, d1 } = await audit(tenant, TASK_LIST);
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: "unoptimised", locale: "en", deals: null, explanation: expect.any(String) });
    expect(rulesOf(body)).toEqual(expect.arrayContaining(["activity_criterion", "heavy_criterion", "back_loaded"]));
    const called = body.findings.find(({ pointer }: { pointer: string }) => pointer === "/stages/0/criteria/0");
    expect(called).toMatchObject({ rule: "activity_criterion", severity: "warning" });
    expect(called.why).toContain("Called three times");
    expect(d1.rowsWritten).toBe(0);
    expect((await tenant.call("GET", "/v1/processes")).body.data).toEqual([]);
  });

  test.each([
    ["none", { stages: [] }],
    ["believed", { stages: ["Prospecting", "Qualification", "Closing"].map((name) => ({ name, criteria: [] })) }],
    ["unoptimised", TASK_LIST],
  ])("shows an organisation of the kind %s", async (kind, document) => {
    const { body } = await audit(await foundTenant(), document);
    expect(body.kind).toBe(kind);
    expect(body.explanation.length).toBeGreaterThan(20);
  });

  test("is answered in the company's language, or in the one asked for", async () => {
    const finnish = await foundTenant({ locale: "fi" });
    const own = (await audit(finnish, TASK_LIST)).body;
    const english = (await audit(finnish, TASK_LIST, { locale: "en" })).body;
    expect([own.locale, english.locale]).toEqual(["fi", "en"]);
    expect(rulesOf(own)).toEqual(rulesOf(english));
    for (const [index, finding] of own.findings.entries()) {
      expect(finding.pointer).toBe(english.findings[index].pointer);
      expect(finding.why).not.toBe(english.findings[index].why);
      expect(finding.remedy).not.toBe(english.findings[index].remedy);
    }
  });

  test("is refused when it is no document, every fault named", async () => {
    const { status, body } = await audit(await foundTenant(), {
      stages: [{ name: "", criteria: [{ name: "Need", weight: 101 }] }],
      colour: 1,
    });
    expect(status).toBe(422);
    expect(faultsOf(body).toSorted()).toEqual([
      "/document/colour unknown_field",
      "/document/stages/0/criteria/0/weight too_big",
      "/document/stages/0/name blank",
    ]);
    expect(faultsOf((await (await foundTenant()).call("POST", "/v1/process-audits", { body: {} })).body)).toEqual([
      "/document required",
    ]);
  });
});

test.each(["en", "fi"])("every template is optimised, with nothing to remark (%s)", async (locale) => {
  const tenant = await foundTenant({ locale });
  const { data } = (await tenant.call("GET", "/v1/templates")).body;
  expect(data).toHaveLength(6);
  for (const { key } of data) {
    const { path } = await createProcess(tenant, { template: key });
    const { body } = await tenant.call("GET", `${path}/draft/audit`);
    expect(body, key).toMatchObject({ kind: "optimised", findings: [], deals: null });
  }
});

describe("a draft and a version", () => {
  test("are looked at each by itself", async () => {
    const tenant = await foundTenant();
    const process = await createPublishedProcess(tenant, { template: "baseline" });
    await replaceDraft(tenant, process, TASK_LIST);
    const draft = (await tenant.call("GET", `${process.path}/draft/audit`)).body;
    const version = (await tenant.call("GET", `${process.path}/versions/1/audit`)).body;
    expect([draft.kind, version.kind]).toEqual(["unoptimised", "optimised"]);
    expect((await tenant.call("GET", `${process.path}/draft/audit?locale=fi`)).body.locale).toBe("fi");
    expect((await tenant.call("GET", `${process.path}/versions/2/audit`)).status).toBe(404);
    expect((await tenant.call("GET", `${process.path}/draft/audit?locale=sv`)).status).toBe(422);
  });

  test("are looked at together with what deals have made of them", async () => {
    const tenant = await foundTenant();
    const id = await publishProcess(tenant, { ...SMALL_DOCUMENT, gate_policy: "advisory" });
    for (let deal = 0; deal < 10; deal++) {
      const { id: opportunity } = await createDeal(tenant);
      await meet(tenant, opportunity, "need");
      expect((await move(tenant, opportunity, "close", { reason: "No time" })).status).toBe(200);
    }
    await createDeal(tenant); // has not moved, and shows nothing
    const { body, d1 } = await tenant.call("GET", `/v1/processes/${id}/versions/1/audit`);
    expect(body.deals).toBe(10);
    const withData = body.findings.filter(({ rule }: { rule: string }) => /unmarked|skipped|box/.test(rule));
    expect(withData).toMatchObject([
      { rule: "unmarked_milestone", pointer: "/stages/0/criteria/0", severity: "warning" },
      { rule: "skipped_stage", pointer: "/stages/1" },
    ]);
    expect(d1).toMatchObject({ roundTrips: 3, rowsWritten: 0 });
    expect((await tenant.call("GET", `/v1/processes/${id}/draft/audit`)).body.deals).toBe(10);
  });

  /** Deals that went through the small process as it is meant, one stage after the other. */
  async function tenHonestDeals(tenant: TestTenant, processId: string): Promise<void> {
    for (let deal = 0; deal < 10; deal++) {
      const { id } = await createDeal(tenant, { process_id: processId });
      await meet(tenant, id, "problem");
      expect((await move(tenant, id, "agree")).status).toBe(200);
      await meet(tenant, id, "need");
      expect((await move(tenant, id, "close")).status).toBe(200);
    }
  }
  const dataRules = async (tenant: TestTenant, path: string) => {
    const { body } = await tenant.call("GET", path);
    return [body.deals, rulesOf(body).filter((rule) => /unmarked|skipped|box/.test(rule))];
  };

  test("are not blamed for what deals could not have known", async () => {
    const tenant = await foundTenant();
    const id = await publishProcess(tenant, SMALL_DOCUMENT);
    const path = `/v1/processes/${id}`;
    await tenHonestDeals(tenant, id);
    const added = { key: "date", name: "The buyer has named a date", weight: 0, required: true };
    const [find, agree, close] = SMALL_DOCUMENT.stages;
    const between = {
      key: "between",
      name: "Between",
      criteria: [{ ...added, key: "other", name: "The buyer has chosen" }],
    };
    const stages = [{ ...find, criteria: [...(find?.criteria ?? []), added] }, between, agree, close];
    await replaceDraft(tenant, { id, path }, { ...SMALL_DOCUMENT, stages });
    expect(await dataRules(tenant, `${path}/draft/audit`)).toEqual([10, []]);
    await tenant.call("POST", `${path}/publish`);
    await runToEnd(tenant, await storeMigration(tenant, id, { mapping: { stages: {}, criteria: {} } }));
    // All of them are in version 2 now, and went their way in version 1.
    expect(await dataRules(tenant, `${path}/versions/2/audit`)).toEqual([10, []]);
    expect(await dataRules(tenant, `${path}/versions/1/audit`)).toEqual([0, []]);
  });

  test("are told apart from other processes and other versions", async () => {
    const tenant = await foundTenant();
    const id = await publishProcess(tenant, SMALL_DOCUMENT);
    await publishNext(tenant, id, { ...SMALL_DOCUMENT, gate_policy: "advisory" });
    const other = await publishProcess(tenant, SMALL_DOCUMENT);
    await tenHonestDeals(tenant, other);
    expect(await dataRules(tenant, `/v1/processes/${id}/draft/audit`)).toEqual([0, []]);
    await tenHonestDeals(tenant, id);
    expect(await dataRules(tenant, `/v1/processes/${id}/versions/1/audit`)).toEqual([0, []]);
    expect(await dataRules(tenant, `/v1/processes/${id}/versions/2/audit`)).toEqual([10, []]);
  });

  test("show the criteria that are ticked on the very day on which their stage is left", async () => {
    const tenant = await foundTenant();
    const id = await publishProcess(tenant, SMALL_DOCUMENT);
    const day = 86_400_000;
    const left = Date.now() + 3 * day; // after the version was published
    const deals = await insertDeals(tenant, id, times(10, { stage: "agree" }));
    await env.DB.prepare("UPDATE opportunities SET visit = 2 WHERE tenant_id = ?").bind(tenant.id).run();
    const visits = deals.flatMap((deal) => [
      { deal, visit: 1, stage: "find", direction: "entry", entered_at: left - 2 * day, left_at: left },
      { deal, visit: 2, stage: "agree", direction: "forward", entered_at: left, left_at: null },
    ]);
    await env.DB.prepare(
      `INSERT INTO stage_visits (tenant_id, opportunity_id, visit, process_id, stage, direction, entered_at, left_at)
       SELECT ?1, value ->> 'deal', value ->> 'visit', ?2, value ->> 'stage', value ->> 'direction', value ->> 'entered_at',
         value ->> 'left_at' FROM json_each(?3)`,
    )
      .bind(tenant.id, id, JSON.stringify(visits))
      .run();
    const tick = (at: number) =>
      env.DB.prepare(
        `INSERT OR REPLACE INTO opportunity_criteria (tenant_id, opportunity_id, criterion, state, actor, changed_at)
         SELECT ?1, value, 'problem', 'met', 'key_test', ?3 FROM json_each(?2)`,
      )
        .bind(tenant.id, JSON.stringify(deals), at)
        .run();
    const ticked = async () => rulesOf((await tenant.call("GET", `/v1/processes/${id}/draft/audit`)).body);
    await tick(left);
    expect(await ticked()).toContain("box_ticking");
    await tick(left - 1 * day);
    expect(await ticked()).not.toContain("box_ticking");
  });

  test("of another company are not there", async () => {
    const tenant = await foundTenant();
    const { path } = await createPublishedProcess(tenant);
    const stranger = await foundTenant();
    for (const rest of ["/draft/audit", "/versions/1/audit"]) {
      expect((await stranger.call("GET", path + rest)).status).toBe(404);
    }
  });
});
