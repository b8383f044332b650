import fc from "fast-check";
import type { CriterionFacts, DealFacts } from "../../src/opportunities/import/rows/facts.ts";
import { compileProcess } from "../../src/process/compile.ts";
import { startOfDay } from "../../src/values/calendar.ts";

export const TIMEZONE = "Europe/Helsinki";
export const TODAY = 20_500;
export const NOW = startOfDay(TODAY, TIMEZONE) + 20 * 3_600_000;
export const CLOCK = { timezone: TIMEZONE, now: NOW, actor: "key_1" };
export const STAGES = ["find", "agree", "close"] as const;

/** Three stages, each with a milestone that is graded and a criterion that need not apply. */
export const PROCESS = compileProcess({
  stages: STAGES.map((key) => ({
    key,
    name: key,
    criteria: [
      { key: `${key}_done`, name: key, weight: 20, required: true, levels: [0, 50, 100] },
      { key: `${key}_more`, name: key, weight: 13.33, allow_not_applicable: true },
    ],
  })),
});

const TENANT = { id: "ten_1", name: "Acme", locale: "en", timezone: TIMEZONE, currency: "EUR" } as const;
export const GROUND = {
  scope: { tenant: TENANT, now: NOW, actor: "key_1" },
  processId: "prc_1",
  version: 1,
  process: PROCESS,
};

export const SAYS_NOTHING: DealFacts = {
  row: 2,
  externalId: "1",
  outcome: "open",
  stage: "find",
  name: null,
  account: null,
  owner: null,
  amount: null,
  currency: null,
  openedDay: null,
  stageEnteredDay: null,
  stageEnteredAt: null,
  closedDay: null,
  closedAt: null,
  expectedCloseDay: null,
  lostReason: null,
  tags: null,
  nextStep: null,
  nextStepDueDay: null,
  contacts: null,
  custom: null,
  pushes: null,
  criteria: null,
  visits: null,
};

const anyDay = fc.option(fc.integer({ min: TODAY - 100, max: TODAY }));

/** The time of a day, where there is one: between six and noon. */
const anyHour = fc.option(fc.integer({ min: 6, max: 12 }));
const timeOn = (day: number | null, hour: number | null) =>
  day === null || hour === null ? null : startOfDay(day, TIMEZONE) + hour * 3_600_000;

const anyPlace = fc
  .record({ outcome: fc.constantFrom("open", "won", "lost"), stage: fc.constantFrom(...STAGES), isNamed: fc.boolean() })
  .map(({ outcome, stage, isNamed }) => ({ outcome, stage: outcome === "open" || isNamed ? stage : null }));

/** What a row can say of where its deal stands, and since when. */
export const anyPositionFacts: fc.Arbitrary<DealFacts> = fc
  .record({
    place: anyPlace,
    openedDay: anyDay,
    stageEnteredDay: anyDay,
    stageEnteredHour: anyHour,
    closedDay: anyDay,
    closedHour: anyHour,
    lostReason: fc.option(fc.constantFrom("price", "nobody answered")),
  })
  .map(({ place, stageEnteredHour, closedHour, ...said }) => ({
    ...SAYS_NOTHING,
    ...place,
    ...said,
    stageEnteredAt: timeOn(said.stageEnteredDay, stageEnteredHour),
    closedAt: timeOn(said.closedDay, closedHour),
  }));

const anyCriterion: fc.Arbitrary<Omit<CriterionFacts, "key">> = fc.record({
  state: fc.constantFrom("unknown", "met", "not_met"),
  levelPercent: fc.constant(null),
  evidence: fc.option(fc.constantFrom({ text: "They said so" }, { link: "https://example.com/" })),
  confirmedBy: fc.option(fc.constantFrom("rep", "buyer")),
  note: fc.option(fc.constantFrom("by phone", "in writing")),
  changedAt: fc.option(fc.integer({ min: NOW - 1e9, max: NOW })),
});

const CRITERION_KEYS = [...PROCESS.criteria.map(({ key }) => key), "of_another_version"];

export const anyCriteria: fc.Arbitrary<readonly CriterionFacts[]> = fc
  .tuple(
    fc.subarray(CRITERION_KEYS),
    fc.array(anyCriterion, { minLength: CRITERION_KEYS.length, maxLength: CRITERION_KEYS.length }),
    fc.constantFrom(null, 0, 50, 100),
  )
  .map(([keys, drawn, level]) =>
    keys.flatMap((key, index) => {
      const said = drawn[index];
      if (!said) return [];
      return [{ ...said, key, levelPercent: said.state === "met" && key.endsWith("_done") ? level : null }];
    }),
  );

/** What a row can say of a deal, except its visits. */
export const anyFacts: fc.Arbitrary<DealFacts> = fc
  .record({
    position: anyPositionFacts,
    fields: fc.record({
      name: fc.option(fc.constantFrom("Forklifts", "Cranes")),
      owner: fc.option(fc.constantFrom("Aino", "Väinö")),
      amount: fc.option(fc.integer({ min: 0, max: 1000 })),
      currency: fc.option(fc.constantFrom("EUR", "SEK")),
      expectedCloseDay: anyDay,
      tags: fc.option(fc.subarray(["key account", "export"])),
      nextStep: fc.option(fc.constantFrom("Call", "Visit")),
      nextStepDueDay: anyDay,
      contacts: fc.option(fc.subarray([{ name: "Liisa", role: null, email: "liisa@example.com" }])),
      custom: fc.option(fc.constantFrom({ region: "north" }, { region: "south", seats: 5 }, { seats: 7 })),
      pushes: fc.option(fc.nat(3)),
      criteria: fc.option(anyCriteria),
    }),
  })
  .map(({ position, fields }) => ({ ...position, ...fields }));
