import { describe, expect, test } from "vitest";
import { stageTime } from "./stage-time.ts";

const open = (daysInStage: number | null) => ({ status: "open", daysInStage }) as const;

describe("the time in a stage", () => {
  test("is held against the limit of the process, whatever won deals took", () => {
    const time = stageTime(open(15), 14, new Map([[100, 5]]));
    expect(time).toEqual({ limitDays: 14, limitSource: "max_days", overdueDays: 1, isStalled: true });
  });

  test("is held against one and a half times what won deals took, where the process has no limit", () => {
    const time = stageTime(open(86), null, new Map([[57, 1]]));
    expect(time).toEqual({ limitDays: 85.5, limitSource: "won_deals", overdueDays: 1, isStalled: true });
    expect(stageTime(open(85), null, new Map([[57, 1]]))).toMatchObject({ overdueDays: 0, isStalled: false });
  });

  test("is not too long on the last day of the limit", () => {
    expect(stageTime(open(14), 14, undefined)).toMatchObject({ overdueDays: 0, isStalled: false });
  });

  test("is held against nothing where nothing is known", () => {
    const nothing = { limitDays: null, limitSource: null, overdueDays: null, isStalled: false };
    expect(stageTime(open(500), null, undefined)).toEqual(nothing);
    expect(stageTime(open(null), 14, undefined)).toMatchObject({ limitDays: 14, overdueDays: null, isStalled: false });
  });

  test("of a closed deal is over", () => {
    const closed = { status: "won", daysInStage: 100 } as const;
    expect(stageTime(closed, 14, undefined)).toMatchObject({ limitDays: 14, overdueDays: null, isStalled: false });
  });
});
