import { describe, expect, test } from "vitest";
import { isSellerActivity } from "../../src/process/audit/language/activity.ts";
import { isElapsedTime } from "../../src/process/audit/language/elapsed-time.ts";
import { isVague } from "../../src/process/audit/language/vague.ts";

/** What a name of a criterion is read as; nothing where it can be checked. */
function readingsOf(name: string): string[] {
  return [
    ...(isSellerActivity(name) ? ["activity"] : []),
    ...(isElapsedTime(name) ? ["elapsed time"] : []),
    ...(isVague(name) ? ["vague"] : []),
  ];
}

export interface Names {
  readonly activity: readonly string[];
  readonly elapsedTime: readonly string[];
  readonly vague: readonly string[];
  readonly activityAndElapsedTime: readonly string[];
  readonly checkable: readonly string[];
}

/** Names as companies write them, each of which has to be read as its list says, and as nothing else. */
export function describeNames(language: string, names: Names): void {
  const expected: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["the seller's activity", names.activity, ["activity"]],
    ["elapsed time", names.elapsedTime, ["elapsed time"]],
    ["vague", names.vague, ["vague"]],
    ["activity and elapsed time", names.activityAndElapsedTime, ["activity", "elapsed time"]],
    ["can be checked", names.checkable, []],
  ];
  describe.each(expected)(`names in ${language}: %s`, (_what, list, readings) => {
    test.each(list)("%s", (name) => {
      expect(readingsOf(name)).toEqual(readings);
    });
  });
}
