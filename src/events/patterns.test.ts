import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "./catalogue.ts";
import { isEventPattern, MAX_PATTERN_LENGTH } from "./patterns.ts";

describe("a pattern of event types", () => {
  test.each([...EVENT_TYPES, "*", "opportunity.*", "process.*", "alert.*", "webhook_endpoint.*"])(
    "can be %s",
    (pattern) => {
      expect(isEventPattern(pattern)).toBe(true);
      expect(pattern.length).toBeLessThanOrEqual(MAX_PATTERN_LENGTH);
    },
  );

  test.each([
    "",
    ".*",
    "**",
    "opportunity",
    "opportunity.",
    "opportunity*",
    "oppo.*",
    "opportunity.wo*",
    "opportunity.won.*",
    "opportunity.*.won",
    "Opportunity.won",
    "opportunity.[w]on",
    "?pportunity.won",
    "deal.*",
    " *",
  ])("cannot be %j", (pattern) => {
    expect(isEventPattern(pattern)).toBe(false);
  });
});
