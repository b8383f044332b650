import { describe, expect, test, vi } from "vitest";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { insertDeals, times } from "../support/open-deals.ts";
import { createDeal, meet, move, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { elementsOf, parseXml, textOf } from "../support/xml.ts";

// No midnight passes between two pictures.
vi.setSystemTime("2026-11-24T10:00:00Z");

const PICTURES = ["/v1/funnel/diamond.svg", "/v1/funnel/funnel.svg"] as const;

async function company(settings = {}): Promise<{ tenant: TestTenant; processId: string }> {
  const tenant = await foundTenant(settings);
  return { tenant, processId: await publishProcess(tenant, SMALL_DOCUMENT) };
}

const descOf = (svg: string): string =>
  textOf(elementsOf(parseXml(svg), "desc")[0])
    .replace(/[\u2068\u2069]/g, "")
    .replace(/[\u00a0\u202f]/g, " ");

describe.each(PICTURES)("GET %s", (path) => {
  test("answers a picture that nothing can be done with but look at it", async () => {
    const { tenant } = await company();
    const { status, headers, body } = await tenant.call("GET", path);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("image/svg+xml");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("private, no-cache");
    expect(parseXml(body).attributes.get("xmlns")).toBe("http://www.w3.org/2000/svg");
  });

  test("tells in words what the funnel answers in numbers", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, [
      ...times(1_100, { stage: "find", amount_minor: 1_050 }),
      ...times(3, { stage: "agree", hollow: 1, amount_minor: null }),
      ...times(4, { stage: "close", hollow: 1, amount_minor: 100_000_000 }),
    ]);
    const { body: svg } = await tenant.call("GET", path);
    const { body: funnel } = await tenant.call("GET", "/v1/funnel");
    const told = descOf(svg);
    const number = new Intl.NumberFormat("en");
    const euros = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });
    expect(funnel.open.count).toBe(1_107);
    expect(told).toContain(`${number.format(funnel.open.count)} open deals, ${euros.format(funnel.open.amount)}`);
    expect(told).toContain("0 won, 0 lost.");
    for (const [index, stage] of funnel.stages.entries()) {
      expect(told).toContain(`Stage ${index + 1}, ${stage.name}`);
      const figures = [`${number.format(stage.count)} deals`, euros.format(stage.amount), `${stage.hollow} hollow`];
      expect(told).toContain(figures.join(", "));
    }
    if (path.endsWith("funnel.svg")) expect(told).toContain("Inverted: 1 more than the stage before");
    else expect(told).toContain("Stage 1, Find (to first base)");
  });

  test("is of the deals that are asked for, in the language and the theme that are asked for", async () => {
    const { tenant, processId } = await company({ locale: "fi" });
    await insertDeals(tenant, processId, [
      ...times(3, { stage: "find", owner: "Aino" }),
      ...times(2, { stage: "find", owner: "Väinö" }),
    ]);
    const all = await tenant.call("GET", `${path}?process_id=${processId}`);
    expect(descOf(all.body)).toContain("5 avointa kauppaa");
    const hers = await tenant.call("GET", `${path}?owner=Aino&locale=en&theme=dark`);
    expect(descOf(hers.body)).toContain("(Aino): 3 open deals");
    expect(descOf(hers.body)).not.toContain("won");
    expect(parseXml(hers.body).attributes.get("class")).toBe("infield-dark");
    expect(hers.body).not.toContain("prefers-color-scheme");
    expect(all.body).toContain("prefers-color-scheme");
  });

  test("is not sent again to whoever has it", async () => {
    const { tenant, processId } = await company();
    const first = await tenant.call("GET", path);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await tenant.call("GET", path, { headers: { "if-none-match": known } });
      expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, "", etag]);
    }
    await insertDeals(tenant, processId, [{ stage: "find" }]);
    const changed = await tenant.call("GET", path, { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  test("draws names as they are, never as markup", async () => {
    const { tenant } = await company();
    const name = `<script>alert("&")</script>שלום 👩‍👩‍👧‍👦 ${"x".repeat(120)}`;
    const [first, ...rest] = SMALL_DOCUMENT.stages;
    const hostile = { ...SMALL_DOCUMENT, stages: [{ ...first, name }, ...rest] };
    const { body: created } = await tenant.call("POST", "/v1/processes", { body: { name, document: hostile } });
    expect((await tenant.call("POST", `/v1/processes/${created.id}/publish`)).status).toBe(201);
    const { body } = await tenant.call("GET", `${path}?process_id=${created.id}`);
    expect(descOf(body)).toContain(name);
    expect(elementsOf(parseXml(body), "script")).toEqual([]);
  });

  test("reads no more than the funnel does: the open deals, in one trip", async () => {
    const { tenant, processId } = await company();
    await insertDeals(tenant, processId, times(300, { stage: "find" }));
    await tenant.call("GET", path);
    const { d1 } = await tenant.call("GET", path);
    expect(d1.roundTrips).toBe(1);
    expect(d1.rowsRead).toBeLessThanOrEqual(1.1 * 300 + 100);
    expect(d1.rowsWritten).toBe(0);
  });

  test("refuses what it does not know", async () => {
    const { tenant } = await company();
    const faults = async (query: string) => {
      const { status, body } = await tenant.call("GET", `${path}?${query}`);
      expect(status).toBe(422);
      return body.errors.map(({ pointer }: { pointer: string }) => pointer);
    };
    expect(await faults("theme=pink&locale=sv")).toEqual(["/query/theme", "/query/locale"]);
    expect(await faults("width=12")).toEqual(["/query/width"]);
    expect((await tenant.call("GET", `${path}?process_id=prc_none`)).status).toBe(404);
    const unpublished = await foundTenant();
    expect((await unpublished.call("GET", path)).body.code).toBe("process_not_published");
  });
});

test("the funnel shows what the target takes of each stage", async () => {
  const { tenant } = await company();
  const wanted = async () => descOf((await tenant.call("GET", "/v1/funnel/funnel.svg")).body);
  expect(await wanted()).toContain("How many are needed is not known");
  for (let won = 0; won < 6; won += 1) {
    const { id } = await createDeal(tenant, { amount: 1_000 });
    await meet(tenant, id, "problem", "need", "funds");
    for (const to of ["agree", "close", "won"]) expect((await move(tenant, id, to)).status).toBe(200);
  }
  for (let lost = 0; lost < 6; lost += 1) {
    const { id } = await createDeal(tenant);
    expect((await move(tenant, id, "lost", { reason: "No budget" })).status).toBe(200);
  }
  // Half of the 12 that entered the first stage got on, and all 6 of them from the others.
  const pace = await wanted();
  expect(pace).toContain("Goal: to win 6, as in the last 90 days");
  expect(pace).toContain("Stage 1, Find: 0 deals, €0.00, 0 hollow, Needed 12.");
  const target = { period: "2026-11", amount: 10_000 };
  expect((await tenant.call("POST", "/v1/targets", { body: target })).status).toBe(201);
  // 10,000 less 6 × 1,000, by the mean of 1,000, are 4 more.
  const told = await wanted();
  expect(told).toContain("Goal: to win 4 more for the target");
  expect(told).toContain("Stage 1, Find: 0 deals, €0.00, 0 hollow, Needed 8.");
  expect(told).toContain("Stage 3, Close: 0 deals, €0.00, 0 hollow, Needed 4.");
});
