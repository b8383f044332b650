import type { OpportunityRow } from "../../opportunities/opportunity.ts";
import { addTo } from "../../values/counts.ts";
import type { RatesMillionths } from "../../values/money.ts";
import { convertSums } from "../sums.ts";
import type { ClosedBy } from "./past-view.ts";

type ClosedDeal = Pick<OpportunityRow, "status" | "amount_minor" | "currency">;

interface Closings {
  won: number;
  lost: number;
  readonly minorByCurrency: Map<string, number>;
}

const nothing = (): Closings => ({ won: 0, lost: 0, minorByCurrency: new Map() });

/** What of today's closed deals had been closed by the end of each of many days. No deal is kept, but what closed on a day. */
export class ClosedSweep {
  /** Deals of an unknown day have been closed on every one. */
  readonly #byDay = new Map<number, Closings>();
  readonly #sum = nothing();
  #through = Number.NEGATIVE_INFINITY;

  add({ status, amount_minor: minor, currency }: ClosedDeal, closedDay: number | null): void {
    if (status === "open") return;
    const day = closedDay ?? Number.NEGATIVE_INFINITY;
    const closings = this.#byDay.get(day) ?? nothing();
    this.#byDay.set(day, closings);
    closings[status] += 1;
    if (status === "won" && minor !== null) addTo(closings.minorByCurrency, currency, minor);
  }

  /** To be asked for days in their order, when all deals are in. */
  by(day: number, currency: string, rates: RatesMillionths): ClosedBy {
    if (this.#through === Number.NEGATIVE_INFINITY) {
      for (const [closed, closings] of this.#byDay) if (closed < day) this.#take(closings);
      this.#through = day - 1;
    }
    for (let next = this.#through + 1; next <= day; next++) this.#take(this.#byDay.get(next) ?? nothing());
    this.#through = day;
    const { won, lost, minorByCurrency } = this.#sum;
    return { won, lost, amounts: convertSums(minorByCurrency, currency, rates) };
  }

  #take({ won, lost, minorByCurrency }: Closings): void {
    this.#sum.won += won;
    this.#sum.lost += lost;
    for (const [currency, minor] of minorByCurrency) addTo(this.#sum.minorByCurrency, currency, minor);
  }
}
