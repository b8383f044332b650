import { type Flows, firstDayOfMonth, monthOf, readFlows, weekToReadFrom } from "../../opportunities/flows.ts";
import type { TenantScope } from "../../scope.ts";
import { listCurrencyRates } from "../../tenancy/currency-rates-store.ts";
import { findTeam } from "../../tenancy/teams-store.ts";
import { localDay } from "../../values/calendar.ts";
import { type FunnelFilter, fitsOf, isFiltered } from "../filter.ts";
import type { Funnel } from "../funnel-shape.ts";
import { demandPublished, shapeFunnels } from "../read-funnel.ts";
import { findFlowsSince, findProcessHead, findRollup, listOpenDeals } from "../store.ts";
import { listTargetsBetween, type Target, toRuleTargets } from "../targets-store.ts";
import { type EarlierMonth, earlierMonths } from "./earlier.ts";
import { type Forecast, forecastOf } from "./forecast.ts";
import { listFirstForecasts, listOlderDues } from "./store.ts";

/** Months that are over whose forecast is held against what came. */
const EARLIER_MONTHS = 12;

/** What the forecast of a process is told from. */
export interface ForecastGround {
  /** Of the deals that the filter lets through. */
  readonly funnel: Funnel;
  readonly forecast: Forecast;
  readonly flows: Flows;
  /** Those of the filter's owner, or of all owners: of the months ahead, and of what longer periods today is in. */
  readonly targets: readonly Target[];
  /** Null with a filter: neither flows nor snapshots know owners. */
  readonly earlier: readonly EarlierMonth[] | null;
}

export type ForecastFilter = Pick<FunnelFilter, "owner" | "team">;

/** Reads the forecast of so many months. One round trip when the isolate knows the versions. Throws as `readFunnel`. */
export async function readForecast(
  scope: TenantScope,
  processId: string | undefined,
  filter: ForecastFilter,
  monthCount: number,
): Promise<ForecastGround> {
  const id = processId ?? null;
  const { currency, timezone } = scope.tenant;
  const today = localDay(scope.now, timezone);
  const month = monthOf(today);
  const past = Array.from({ length: EARLIER_MONTHS }, (_, index) => month - EARLIER_MONTHS + index);
  const firstMonth = month - EARLIER_MONTHS;
  const week = weekToReadFrom(firstDayOfMonth(firstMonth));
  const spans = past.map((each) => [each, firstDayOfMonth(each), firstDayOfMonth(each + 1) - 1] as const);
  const [processes, rollups, rates, deals, flowRows, dues, targets, firsts, [team]] = await scope.db.read([
    findProcessHead(id),
    findRollup(id),
    listCurrencyRates(currency),
    listOpenDeals(id),
    findFlowsSince(id, week),
    listOlderDues(id, week, firstMonth),
    listTargetsBetween(today, firstDayOfMonth(month + monthCount) - 1),
    listFirstForecasts(id, spans, today),
    findTeam(filter.team ?? null),
  ]);
  demandPublished(processes[0], processId);
  const fitting = deals.filter(fitsOf(filter, team));
  const [funnel] = await shapeFunnels(scope, { processes, rollups, rates, deals: fitting });
  if (!funnel) throw new Error("a published process has a funnel");
  const flows = readFlows([...dues, ...flowRows]);
  return {
    funnel,
    forecast: forecastOf(
      { openDeals: funnel.openDeals, today, outcomesByStage: funnel.closed.outcomesByStage },
      monthCount,
    ),
    flows,
    targets:
      filter.team === undefined
        ? toRuleTargets(targets, funnel.process.id, currency, funnel.rates).filter(
            ({ owner }) => owner === (filter.owner ?? null),
          )
        : [],
    earlier: isFiltered(filter) ? null : earlierMonths(past, flows, firsts, funnel),
  };
}
