import type { OpportunityRow } from "../../opportunities/opportunity.ts";
import type { RatesMillionths } from "../../values/money.ts";
import { convertSums } from "../sums.ts";
import type { ClosedBy } from "./past-view.ts";

type ClosedDeal = Pick<OpportunityRow, "status" | "amount_minor" | "currency">;

/** What of today's closed deals had been closed by the end of each of many days. */
export class ClosedSweep {
  /** By day: the deals closed on it. Those of an unknown day have been closed on every one. */
  readonly #deals = new Map<number, ClosedDeal[]>();
  readonly #minorByCurrency = new Map<string, number>();
  #won = 0;
  #lost = 0;
  #through = Number.NEGATIVE_INFINITY;

  add(deal: ClosedDeal, closedDay: number | null): void {
    if (deal.status === "open") return;
    const day = closedDay ?? Number.NEGATIVE_INFINITY;
    const deals = this.#deals.get(day);
    if (deals) deals.push(deal);
    else this.#deals.set(day, [deal]);
  }

  /** To be asked for days in their order, when all deals are in. */
  by(day: number, currency: string, rates: RatesMillionths): ClosedBy {
    if (this.#through === Number.NEGATIVE_INFINITY) {
      for (const [closed, deals] of this.#deals) if (closed < day) for (const deal of deals) this.#count(deal);
      this.#through = day - 1;
    }
    for (let next = this.#through + 1; next <= day; next++) {
      for (const deal of this.#deals.get(next) ?? []) this.#count(deal);
    }
    this.#through = day;
    return { won: this.#won, lost: this.#lost, amounts: convertSums(this.#minorByCurrency, currency, rates) };
  }

  #count({ status, amount_minor: minor, currency }: ClosedDeal): void {
    if (status === "lost") this.#lost += 1;
    if (status !== "won") return;
    this.#won += 1;
    if (minor !== null) this.#minorByCurrency.set(currency, (this.#minorByCurrency.get(currency) ?? 0) + minor);
  }
}
