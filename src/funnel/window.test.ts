import { describe, expect, test } from "vitest";
import { windowOf } from "./window.ts";

describe("a window", () => {
  const TODAY = 20_781; // 2026-11-24

  test("is the last 90 days where nothing is said, and as many before an end", () => {
    expect(windowOf({}, TODAY)).toEqual({ firstDay: TODAY - 89, lastDay: TODAY });
    expect(windowOf({ to: "2026-11-20" }, TODAY)).toEqual({ firstDay: TODAY - 93, lastDay: TODAY - 4 });
    expect(windowOf({ from: "2026-11-24" }, TODAY)).toEqual({ firstDay: TODAY, lastDay: TODAY });
    expect(windowOf({ from: "2026-11-20", to: "2026-11-20" }, TODAY)).toEqual({
      firstDay: TODAY - 4,
      lastDay: TODAY - 4,
    });
  });

  test.each([
    [{ to: "2026-11-25" }, ["/query/to date_in_future"]],
    [{ from: "2026-11-25" }, ["/query/from date_in_future"]],
    [{ from: "2026-11-26", to: "2026-11-25" }, ["/query/to date_in_future", "/query/from date_in_future"]],
    [{ from: "2026-11-21", to: "2026-11-20" }, ["/query/from after_end"]],
  ])("of %j is refused", (asked, faults) => {
    const refusal = expect.objectContaining({
      faults: faults.map((fault) => {
        const [pointer, code] = fault.split(" ");
        return expect.objectContaining({ pointer, code });
      }),
    });
    expect(() => windowOf(asked, TODAY)).toThrow(refusal);
  });
});
