import { expect, test } from "vitest";
import { samenessKey } from "./sameness.ts";

test.each([
  ["Budget confirmed", "Confirmed the budget!"],
  ["Need identified", "need  Identified"],
  ["Café visited", "cafe visited"],
  ["Tarve kartoitettu", "Kartoitettu tarve"],
  ["Approved by CFO", "CFO approved"],
  ["Decision maker met", "Decision-maker met"],
  ["Buyer’s need", "Buyer's need"],
  ["Budjetti  varmistettu", "BUDJETTI: VARMISTETTU"],
  ["Naytto saatu", "Näyttö saatu"],
])("%s and %s say the same", (one, other) => {
  expect(samenessKey(one)).toBe(samenessKey(other));
});

test.each([
  ["Budget confirmed", "Budget not confirmed"],
  ["Sent to buyer", "Sent from buyer"],
  ["Stage 1", "Stage 2"],
  ["!!!", "???"],
  ["The", "A"],
  ["Problem named", "Problems named"],
])("%s and %s do not", (one, other) => {
  expect(samenessKey(one)).not.toBe(samenessKey(other));
});
