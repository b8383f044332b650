import { describe, expect, test } from "vitest";
import { SMALL_DOCUMENT } from "../../../test/support/small-document.ts";
import { compileProcess } from "../../process/compile.ts";
import type { ProcessDocument } from "../../process/document.ts";
import { parseDate } from "../../values/calendar.ts";
import { completeDays } from "./complete-days.ts";
import type { StoredDeal, StoredVisit } from "./stored-deal.ts";

const PROCESS = compileProcess(SMALL_DOCUMENT as ProcessDocument);
/** Where the clocks skipped midnight of 2018-11-04. */
const complete = (deal: StoredDeal) => completeDays(deal, PROCESS, "America/Sao_Paulo");

const visit = (fields: Partial<StoredVisit>): StoredVisit => ({
  visit: 1,
  stage: "find",
  entered_at: null,
  left_at: null,
  entered_day: null,
  position: 0,
  ...fields,
});

const deal = (fields: Partial<StoredDeal>): StoredDeal => ({
  id: "opp_1",
  revision: 1,
  version: 1,
  status: "lost",
  amount_minor: null,
  currency: "EUR",
  opened_day: null,
  closed_at: null,
  closed_day: null,
  expected_close_day: null,
  first_expected_day: null,
  pushes: 0,
  visits: [],
  ...fields,
});

const at = (time: string) => Date.parse(time);

describe("a deal of before its days were kept", () => {
  test("gets them in the company's zone, and the positions of its version", () => {
    const old = deal({
      closed_at: at("2018-11-04T03:30:00Z"),
      expected_close_day: 17_900,
      visits: [
        visit({ entered_at: at("2018-11-04T02:59:59Z"), position: null }),
        visit({ visit: 2, stage: "close", entered_at: at("2018-11-04T03:00:00Z"), position: null }),
      ],
    });
    const [saturday, sunday] = [parseDate("2018-11-03"), parseDate("2018-11-04")];
    expect(complete(old)).toMatchObject({
      closed_day: sunday,
      first_expected_day: 17_900,
      visits: [
        { entered_day: saturday, position: 0 },
        { entered_day: sunday, position: 2 },
      ],
    });
  });

  test("is complete then", () => {
    const done = complete(deal({ closed_at: 5, visits: [visit({ entered_at: 5, position: null })] }));
    expect(complete(done)).toBe(done);
  });
});

test.each([
  ["what is not known stays so", deal({ visits: [visit({})] })],
  [
    "a stage that the version does not have has no position",
    deal({ visits: [visit({ stage: "gone", position: null })] }),
  ],
  ["of a deal that has been pushed nobody knows the first promise", deal({ expected_close_day: 5, pushes: 1 })],
  ["what is known is not worked out anew", deal({ closed_at: at("2018-11-04T03:30:00Z"), closed_day: 7 })],
])("%s", (_, one) => {
  expect(complete(one)).toBe(one);
});
