import { describe, expect, test } from "vitest";
import { documentWith } from "../../test/support/funnel.ts";
import { compileProcess } from "../process/compile.ts";
import { stageLimitDays, stageLimits } from "./stage-limits.ts";

describe("the limit of a stage", () => {
  const won = new Map([
    [50, 1],
    [57, 2],
    [99, 1],
  ]);

  test("is what the process says", () => {
    expect(stageLimitDays(14, won)).toBe(14);
  });

  test("is else half as much again as won deals usually took", () => {
    expect(stageLimitDays(null, won)).toBe(85.5);
  });

  test("is at least a day, however fast deals were won", () => {
    expect(stageLimitDays(null, new Map([[0, 3]]))).toBe(1);
    expect(stageLimitDays(null, new Map([[1, 1]]))).toBe(1.5);
  });

  test("is else none", () => {
    expect(stageLimitDays(null, undefined)).toBeNull();
    expect(stageLimitDays(null, new Map())).toBeNull();
  });

  test("is taken from the won deals of the very stage", () => {
    const process = compileProcess(documentWith(10, null, null));
    expect([...stageLimits(process, new Map([["b", new Map([[4, 1]])]]))]).toEqual([
      ["a", 10],
      ["b", 6],
      ["c", null],
    ]);
  });
});
