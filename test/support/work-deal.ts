import type { Reply, TestTenant } from "./api.ts";
import type { Operation } from "./deal-operations.ts";
import { move } from "./story.ts";

/** Does to a deal what an operation says; whether it is allowed is the API's to say. */
export function workDeal(tenant: TestTenant, id: string, operation: Operation): Promise<Reply> {
  const path = `/v1/opportunities/${id}`;
  if (operation.kind === "patch") {
    return tenant.call("PATCH", path, { body: { expected_close_date: operation.closeDate } });
  }
  if (operation.kind === "criterion") {
    const { key, state, level } = operation;
    return tenant.call("PUT", `${path}/criteria/${key}`, { body: { state, ...(level === null ? {} : { level }) } });
  }
  const { to, reason, override } = operation;
  return move(tenant, id, to, { ...(reason === null ? {} : { reason }), ...(to === "won" ? { override } : {}) });
}
