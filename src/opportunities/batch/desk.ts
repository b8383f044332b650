import { DomainError, notFound } from "../../errors.ts";
import type { DealState } from "../deal-state.ts";
import type { DealChange } from "../write-deals.ts";
import type { BatchGround } from "./ground.ts";

/** The opportunities of a batch while it is carried out: each item finds them as the items before it have left them. */
export class Desk {
  readonly #ground: BatchGround;
  readonly #deals: Map<string, DealState>;
  readonly #idByName: Map<string, string>;

  constructor(ground: BatchGround) {
    this.#ground = ground;
    this.#deals = new Map(ground.deals);
    this.#idByName = new Map([...ground.named].map(([name, row]) => [name, row.id]));
  }

  /** The opportunity that an item is about. Throws `not_found`, which says what it was merged into. */
  find({ id, external_id: name }: { id?: string | undefined; external_id?: string | undefined }): DealState {
    const deal = id === undefined ? this.named(name) : this.#deals.get(id);
    if (deal) return deal;
    const survivor = this.#ground.mergedInto.get(id ?? "");
    if (survivor === undefined) throw notFound("opportunity");
    throw new DomainError("not_found", "This opportunity was merged into another one, which merged_into names.", {
      extensions: { merged_into: survivor },
    });
  }

  named(externalId: string | undefined): DealState | undefined {
    return this.#deals.get(this.#idByName.get(externalId ?? "") ?? "");
  }

  /** Puts down what an item has made of an opportunity, new or not. Throws `external_id_taken`; nothing is put down then. */
  put(deal: DealState): void {
    const { id, external_id: name } = deal.row;
    const before = this.#deals.get(id)?.row.external_id ?? null;
    if (name !== before) {
      this.#refuseTaken(name, id);
      if (before !== null) this.#giveUp(before);
      if (name !== null) this.#idByName.set(name, id);
    }
    this.#deals.set(id, deal);
  }

  /** An external id that is given up may still be another one's alias. */
  #giveUp(name: string): void {
    const survivor = this.#ground.aliased.get(name);
    if (survivor) this.#idByName.set(name, survivor.id);
    else this.#idByName.delete(name);
  }

  #refuseTaken(name: string | null, id: string): void {
    const holder = this.#idByName.get(name ?? "");
    if (holder === undefined || holder === id) return;
    throw new DomainError("external_id_taken", "Another opportunity has this external_id.");
  }

  /** All that has changed since the ground was read. */
  changes(): DealChange[] {
    return [...this.#deals].map(([id, after]) => ({ before: this.#ground.deals.get(id) ?? null, after }));
  }
}
