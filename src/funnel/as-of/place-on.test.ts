import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DatedDeal, type DatedVisit, placeOn } from "./place-on.ts";

type Named = DatedVisit & { readonly stage: string };

const visit = (
  stage: string,
  enteredDay: number | null,
  leftDay: number | null = null,
  direction: DatedVisit["direction"] = "forward",
): Named => ({ stage, enteredDay, leftDay, direction });

const OPEN: DatedDeal = { status: "open", closedDay: null };
const told = (day: number, visits: readonly Named[], deal: DatedDeal = OPEN) => {
  const place = placeOn(day, visits, deal);
  return place.kind === "open" ? place.visit.stage : place.kind;
};

describe("where a deal was", () => {
  const moved = [visit("a", 10, 20, "entry"), visit("b", 20, 20), visit("c", 20, 30), visit("b", 30, null, "backward")];

  test.each([
    [9, "absent"],
    [10, "a"],
    [19, "a"],
    [20, "c"],
    [29, "c"],
    [30, "b"],
    [99, "b"],
  ])("on day %i, of one that moved twice on day 20: %s", (day, place) => expect(told(day, moved)).toBe(place));

  test("is nowhere from the day of its closing on, whatever its visits say", () => {
    const lost: DatedDeal = { status: "lost", closedDay: 15 };
    const visits = [visit("a", 10, 15, "entry"), visit("b", 17, 18)];
    expect([14, 15, 17].map((day) => told(day, visits, lost))).toEqual(["a", "closed", "closed"]);
  });

  test("is nowhere between a closing and the reopening after it", () => {
    const visits = [visit("a", 10, 15, "entry"), visit("a", 18, 18, "reopened"), visit("a", 18, 21, "reopened")];
    expect([14, 15, 17, 18, 20].map((day) => told(day, visits))).toEqual(["a", "closed", "closed", "a", "a"]);
    const again: DatedDeal = { status: "won", closedDay: 21 };
    expect([17, 20, 21].map((day) => told(day, visits, again))).toEqual(["closed", "a", "closed"]);
  });

  test("is the last place that is known, also where it left for one that nobody knows the day of", () => {
    const visits = [visit("a", 10, null, "entry"), visit("b", null, null), visit("c", 30)];
    expect([20, 30].map((day) => told(day, visits))).toEqual(["a", "c"]);
    expect(told(20, [visit("a", 10, 15, "entry"), visit("b", null)])).toBe("a");
  });

  test("is not known without a day of entry, nor after the last one where it was closed some day", () => {
    expect(told(20, [visit("a", null)])).toBe("undated");
    expect(told(20, [])).toBe("undated");
    expect(told(20, [visit("a", null, 15, "entry")], { status: "won", closedDay: 15 })).toBe("closed");
    const some: DatedDeal = { status: "lost", closedDay: null };
    const visits = [visit("a", 10, 20, "entry"), visit("b", 20)];
    expect([9, 15, 20].map((day) => told(day, visits, some))).toEqual(["absent", "a", "undated"]);
    // It entered at a time that is known, so it had not begun before.
    expect(told(5, [visit("a", null, 10, "entry"), visit("b", 10)])).toBe("absent");
  });
});

/** What happens to a deal, day by day. */
const life = fc.array(
  fc.record({ days: fc.integer({ min: 0, max: 3 }), to: fc.constantFrom("a", "b", "c", "won", "lost") }),
  { maxLength: 12 },
);

test("it is where a replay of what happened until then leaves it", () => {
  fc.assert(
    fc.property(life, (steps) => {
      const visits: Named[] = [visit("a", 0, null, "entry")];
      const log: { day: number; state: string }[] = [{ day: 0, state: "a" }];
      let deal: DatedDeal = OPEN;
      let day = 0;
      for (const { days, to } of steps) {
        day += days;
        const last = visits.at(-1);
        if (!last) throw new Error("there is a visit");
        const isClosing = to === "won" || to === "lost";
        if (deal.status !== "open") {
          // Whatever is asked, a closed deal is reopened where it was.
          visits.push(visit(last.stage, day, null, "reopened"));
          deal = OPEN;
          log.push({ day, state: last.stage });
        } else if (isClosing) {
          visits[visits.length - 1] = { ...last, leftDay: day };
          deal = { status: to, closedDay: day };
          log.push({ day, state: "closed" });
        } else if (to !== last.stage) {
          visits[visits.length - 1] = { ...last, leftDay: day };
          visits.push(visit(to, day));
          log.push({ day, state: to });
        }
      }
      for (let asked = -1; asked <= day + 1; asked++) {
        const naive = log.filter((entry) => entry.day <= asked).at(-1)?.state ?? "absent";
        expect(told(asked, visits, deal), `day ${asked}`).toBe(naive);
      }
    }),
  );
});
