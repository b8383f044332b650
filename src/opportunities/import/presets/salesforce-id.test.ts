import { expect, test } from "vitest";
import { toLongSalesforceId } from "./salesforce-id.ts";

test.each([
  ["a0D30000001n7Pi", "a0D30000001n7PiEAI"],
  ["500x000000003TR", "500x000000003TRAAY"],
  ["0019000000B98de", "0019000000B98deAAB"],
])("the id %s of a report is %s in the API", (short, long) => {
  expect(toLongSalesforceId(short)).toBe(long);
  expect(toLongSalesforceId(long)).toBe(long);
});

test.each(["", "D-1", "a0D30000001n7P", "a0D30000001n7P!", "a0D30000001n7PiEA"])("%j is left as it is", (id) => {
  expect(toLongSalesforceId(id)).toBe(id);
});
