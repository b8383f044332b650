import type { DomainError, Fault } from "../../errors.ts";
import type { Decision } from "../../events/commit.ts";
import type { TenantScope } from "../../scope.ts";
import { writeDeals } from "../write-deals.ts";
import { type BatchOutcome, carryOut, type ItemOutcome } from "./carry-out.ts";
import { type BatchGround, readGround } from "./ground.ts";
import { pointerTo, type SentItem } from "./sent-item.ts";

/** After so many lost races the opportunities that keep moving are left out, so that one of them does not starve the others. */
const PATIENT_TRIES = 4;

export type Refused = Extract<ItemOutcome, { readonly refusal: DomainError }>;

/** A batch of one request, which may have to be decided several times. */
export class Batch {
  readonly #scope: TenantScope;
  readonly #sent: readonly SentItem[];
  readonly #isAtomic: boolean;
  /** The revision of each opportunity when it was first read (absent: it was not there), and when it was last. */
  #first: ReadonlyMap<string, number> | undefined;
  #last: ReadonlyMap<string, number> = new Map();
  #tries = 0;
  readonly #hot = new Set<string>();

  constructor(scope: TenantScope, sent: readonly SentItem[], isAtomic: boolean) {
    this.#scope = scope;
    this.#sent = sent;
    this.#isAtomic = isAtomic;
  }

  /**
   * Reads what the items are about and carries them out, to be committed as one. To be called again after a lost race. Throws `batch_refused`
   * when all are to stand or fall together and one falls; `refuse` makes the problem of each.
   */
  async decide(refuse: (refused: readonly Refused[]) => DomainError): Promise<Decision<readonly ItemOutcome[]>> {
    const items = this.#sent.flatMap((one) => ("item" in one ? [one.item] : []));
    const ground = await readGround(this.#scope, items);
    const outcome = carryOut(this.#scope, ground, this.#sent, this.#contended(ground));
    if (this.#isAtomic) refuseWhole(outcome, refuse);
    return { result: outcome.items, changes: writeDeals(outcome.changes), events: outcome.events };
  }

  #contended({ deals }: BatchGround) {
    const now = new Map([...deals].map(([id, { row }]) => [id, row.revision]));
    const movedSince = (then: ReadonlyMap<string, number>) =>
      [...now].filter(([id, revision]) => then.get(id) !== revision).map(([id]) => id);
    this.#tries += 1;
    if (this.#tries > PATIENT_TRIES && !this.#isAtomic) for (const id of movedSince(this.#last)) this.#hot.add(id);
    this.#last = now;
    this.#first ??= now;
    return { moved: new Set(movedSince(this.#first)), hot: this.#hot };
  }
}

function refuseWhole({ items }: BatchOutcome, refuse: (refused: readonly Refused[]) => DomainError): void {
  const refused = items.filter((item) => "refusal" in item);
  if (refused.length > 0) throw refuse(refused);
}

/** Every fault of the items that were refused; one that has none by itself is a fault as a whole. */
export function faultsOfItems(refused: readonly Refused[]): Fault[] {
  return refused.flatMap(({ index, refusal: { code, message, faults } }) =>
    faults.length > 0 ? faults : [{ pointer: pointerTo(index), code, detail: message }],
  );
}
