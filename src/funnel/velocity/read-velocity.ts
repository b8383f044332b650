import { readFlows, weekToReadFrom } from "../../opportunities/flows.ts";
import type { TenantScope } from "../../scope.ts";
import { listCurrencyRates } from "../../tenancy/currency-rates-store.ts";
import { localDay } from "../../values/calendar.ts";
import { type Closings, closingsIn } from "../closings.ts";
import type { Funnel } from "../funnel-shape.ts";
import type { Period } from "../period.ts";
import { demandPublished, shapeFunnels } from "../read-funnel.ts";
import { findFlowsSince, findProcessHead, findRollup, listOpenDeals } from "../store.ts";
import { windowOf } from "../window.ts";

export interface VelocityInput {
  readonly funnel: Funnel;
  /** Null: all time. */
  readonly window: Period | null;
  readonly closings: Closings;
}

/** After every week there is. */
const NO_WEEK = Number.MAX_SAFE_INTEGER;

/** Throws as `readFunnel`, and `validation_failed` for a window that cannot be. Reads the open deals and totals, or flows, in one round trip. */
export async function readVelocity(
  scope: TenantScope,
  processId: string | undefined,
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<VelocityInput> {
  const id = processId ?? null;
  const isWindow = asked.from !== undefined || asked.to !== undefined;
  const window = isWindow ? windowOf(asked, localDay(scope.now, scope.tenant.timezone)) : null;
  const [processes, rollups, rates, deals, flowRows] = await scope.db.read([
    findProcessHead(id),
    findRollup(id),
    listCurrencyRates(scope.tenant.currency),
    listOpenDeals(id),
    findFlowsSince(id, window ? weekToReadFrom(window.firstDay) : NO_WEEK),
  ]);
  demandPublished(processes[0], processId);
  const [funnel] = await shapeFunnels(scope, { processes, rollups, rates, deals });
  if (!funnel) throw new Error("a published process has a funnel");
  return { funnel, window, closings: window ? closingsIn(readFlows(flowRows), window) : funnel.closed };
}
