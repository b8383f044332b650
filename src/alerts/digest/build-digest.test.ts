import { describe, expect, test } from "vitest";
import { deals, funnelOf, NOW, TODAY } from "../../../test/support/funnel.ts";
import type { AlertRow } from "../alert.ts";
import { nextSteps, type Step } from "../life.ts";
import { buildDigest, type DigestInput } from "./build-digest.ts";
import { DigestSchema, MOST_ALERTS } from "./schema.ts";

const WEEK_MS = 7 * 86_400_000;
const TENANT = { id: "ten_1", name: "Acme", locale: "en", timezone: "Europe/Helsinki", currency: "EUR" } as const;
const NOTHING = { opened: 0, escalated: 0, resolved: 0 };

/** Ten deals of 1,000 euros: two of them hollow, five stalled. */
const funnel = funnelOf([
  ...deals(2, { stage: "a", hollow: 1 }),
  ...deals(3, { stage: "a" }),
  ...deals(5, { stage: "b", ageDays: 21 }),
]);

function digest(more: Partial<DigestInput> = {}) {
  const input: DigestInput = {
    tenant: TENANT,
    from: NOW - WEEK_MS,
    to: NOW,
    funnels: [funnel],
    live: [],
    counts: NOTHING,
    steps: [],
    past: [],
    ...more,
  };
  const view = buildDigest(input);
  expect(DigestSchema.parse(view)).toEqual(view);
  return view;
}

function alert(id: string, more: Partial<AlertRow> = {}): AlertRow {
  const [step] = nextSteps(
    { live: undefined, held: undefined },
    {
      processId: "prc_1",
      rule: "stalled",
      subject: "process",
      value: 0.5,
      n: 10,
      formula: "share",
      interval: null,
      levels: { warning: 0.25, critical: 0.75, minimum: 5, worse: "above", inclusive: true },
      muted: false,
      escalateAfterHours: null,
      opportunityIds: [],
      message: `Half of them are stalled (${id}).`,
      clearedMessage: "",
      sinceMessage: () => "Since then",
      tooFewMessage: "",
      advice: "",
    },
    NOW - 1_000,
    () => id,
  );
  if (!step) throw new Error("nothing was raised");
  return { ...step.alert, ...more };
}

const step = (kind: "escalated" | "resolved" | "reopened", before: AlertRow, after: Partial<AlertRow>): Step => ({
  kind,
  before,
  alert: { ...before, ...after },
});

describe("the processes", () => {
  test("stand as they do, with every figure and its n", () => {
    const [process] = digest().processes;
    expect(process).toMatchObject({
      process_id: "prc_1",
      name: "New business",
      open: { count: 10, amount: 10_000, weighted_amount: 0, currency: "EUR" },
      figures: { stalled: { value: 0.5, n: 10 }, hollow: { value: 0.2, n: 10 }, inversion: { value: 0, n: 10 } },
      change: null,
    });
  });

  test("are compared with what the snapshot kept", () => {
    const kept = {
      open: { count: 7, amount: 12_000.5, weighted_amount: 0, currency: "EUR" },
      figures: { stalled: { value: 0.3 }, hollow: null, inversion: { value: null } },
    };
    const past = [{ process_id: "prc_1", day: TODAY - 8, funnel: JSON.stringify(kept) }];
    const change = digest({ past }).processes[0]?.change;
    expect(change).toMatchObject({ since: "2026-11-16", count: 3, amount: -2_000.5, weighted_amount: 0 });
    expect(change?.figures).toMatchObject({ stalled: 0.2, hollow: null, inversion: null, silent: null });
  });

  test("are compared with an older snapshot as far as it goes, and never with sums of another currency", () => {
    const kept = { open: { count: 12, amount: 1, currency: "SEK" }, inversion: { value: 0.25 } };
    const past = [{ process_id: "prc_1", day: TODAY - 8, funnel: JSON.stringify(kept) }];
    const change = digest({ past }).processes[0]?.change;
    expect(change).toMatchObject({
      count: -2,
      amount: null,
      weighted_amount: null,
      figures: { inversion: -0.25, stalled: null },
    });
  });
});

test("deals that a drawn day could not place are no deals that came in since", () => {
  const kept = { undated: 3, open: { count: 7, amount: 1, currency: "EUR" } };
  const past = [{ process_id: "prc_1", day: TODAY - 8, funnel: JSON.stringify(kept) }];
  expect(digest({ past }).processes[0]?.change).toBeNull();
});

describe("the alerts", () => {
  test("of a whole process go before those of a part of it that are as bad", () => {
    const live = [
      alert("alr_1", { severity: "critical" }),
      alert("alr_2", { severity: "critical", subject: "owner:Ann" }),
      alert("alr_3"),
      alert("alr_4", { subject: "owner:Ann" }),
    ];
    expect(digest({ live }).alerts.live.map(({ id }) => id)).toEqual(["alr_1", "alr_2", "alr_3", "alr_4"]);
  });

  test("are those that are live after what is about to happen, the critical ones first, then the newest", () => {
    const [gone, worse, old] = [alert("alr_1"), alert("alr_2"), alert("alr_3", { opened_at: NOW - 2_000 })];
    const { alerts } = digest({
      live: [gone, worse, old],
      counts: { opened: 3, escalated: 0, resolved: 4 },
      steps: [
        step("resolved", gone, { status: "resolved" }),
        step("escalated", worse, { severity: "critical" }),
        { kind: "raised", alert: alert("alr_4") },
      ],
    });
    expect(alerts.live.map(({ id, severity }) => [id, severity])).toEqual([
      ["alr_2", "critical"],
      ["alr_4", "warning"],
      ["alr_3", "warning"],
    ]);
    expect(alerts).toMatchObject({ live_count: 3, critical_count: 1, opened: 4, escalated: 1, resolved: 5 });
  });

  test("that became critical twice in the time are counted once", () => {
    const before = alert("alr_1", { escalated_at: NOW - 1 });
    const steps = [step("escalated", before, { severity: "critical" })];
    expect(digest({ live: [before], counts: { ...NOTHING, escalated: 1 }, steps }).alerts.escalated).toBe(1);
    const long = alert("alr_1", { escalated_at: NOW - 2 * WEEK_MS });
    expect(digest({ live: [long], steps: [step("escalated", long, {})] }).alerts.escalated).toBe(1);
  });

  test("are shown as far as people read, and counted beyond", () => {
    const live = Array.from({ length: MOST_ALERTS + 3 }, (_, index) => alert(`alr_${index}`));
    const { alerts } = digest({ live });
    expect([alerts.live.length, alerts.live_count]).toEqual([MOST_ALERTS, MOST_ALERTS + 3]);
  });
});

describe("the message", () => {
  const past = [
    { process_id: "prc_1", day: TODAY - 8, funnel: JSON.stringify({ open: { count: 7, amount: 1, currency: "EUR" } }) },
  ];
  const live = [alert("alr_1", { severity: "critical" }), alert("alr_2")];
  const counts = { opened: 2, escalated: 1, resolved: 1 };

  test("is a paragraph that a director reads", () => {
    expect(digest({ past, live, counts }).message).toBe(
      "Acme, 2026-11-17 – 2026-11-24. “New business”: 10 open deals worth EUR\u00a010,000, 3 more than on 2026-11-16; inversion 0%, " +
        "stalled 50%, hollow 20%, past their close date 0%. 2 alerts are live, 1 of them critical; in this time 2 opened, 1 became critical " +
        "and 1 was resolved. First of all: Half of them are stalled (alr_1). Since then",
    );
  });

  test("in Finnish too", () => {
    expect(digest({ tenant: { ...TENANT, locale: "fi" }, past, live, counts }).message).toBe(
      "Acme, 2026-11-17 – 2026-11-24. ”New business”: 10 avointa kauppaa, arvo 10\u00a0000\u00a0EUR, 3 enemmän kuin 2026-11-16; käänteisyys 0 %, " +
        "jumissa 50 %, onttoa 20 %, päätöspäivä ohi 0 %. Voimassa on 2 hälytystä, joista kriittisiä 1; tänä aikana avautui 2, " +
        "muuttui kriittiseksi 1 ja ratkesi 1. Ensimmäiseksi: Half of them are stalled (alr_1). Since then",
    );
  });

  test("says little where there is little", () => {
    expect(digest({ funnels: [funnelOf(deals(1, { stage: "a" }))] }).message).toBe(
      "Acme, 2026-11-17 – 2026-11-24. “New business”: 1 open deal worth EUR\u00a01,000. No alert is live; " +
        "in this time 0 opened, 0 became critical and 0 were resolved.",
    );
    const many = Array.from({ length: 7 }, () => funnel);
    expect(digest({ funnels: many }).message).toContain(" 2 more processes are in the figures. ");
  });
});

test("the only alert is a critical one, or is not; deals without an amount are not said to be worth nothing", () => {
  const unvalued = { funnels: [funnelOf(deals(2, { stage: "a", amount_minor: null }))] };
  const live = [alert("alr_1", { severity: "critical" })];
  const [english, finnish] = (["en", "fi"] as const).map(
    (locale) => digest({ ...unvalued, live, tenant: { ...TENANT, locale } }).message,
  );
  expect(english).toContain(": 2 open deals. 1 alert is live, a critical one; in this time");
  expect(finnish).toContain(": 2 avointa kauppaa. Voimassa on 1 hälytys, kriittinen; tänä aikana");
  expect(digest({ live: [alert("alr_1")] }).message).toContain(" 1 alert is live; in this time");
});
