import type { Change } from "../../db/tenant-db.ts";
import { commit } from "../../events/commit.ts";
import { retryLostRace } from "../../events/lost-race.ts";
import { loadVersions } from "../../process/version-store.ts";
import type { TenantScope } from "../../scope.ts";
import { countDeal, emptyDelta, type RollupDelta } from "../rollup.ts";
import { addToRollup } from "../rollup-store.ts";
import { completeDays } from "./complete-days.ts";
import { type Counted, compareCounts, type Difference, readCounted, readStored, writeCounted } from "./counted.ts";
import {
  findTotals,
  listFlows,
  listIncompleteDeals,
  listStoredDeals,
  readRevisions,
  replaceCounts,
  storeDays,
} from "./repair-store.ts";
import { readStoredDeal, type StoredDeal } from "./stored-deal.ts";

export interface Limits {
  /** Of one job: some 120 statements at most with what it counts again, of the 1,000 that an invocation may run. The next job goes on. */
  readonly pages: number;
  /** Deals of a page, which is one statement. */
  readonly deals: number;
}

const LIMITS: Limits = { pages: 40, deals: 1_000 };
/** A page of days that are stored takes as many statements as so many that are only read. */
const PAGES_STORED = 8;
/** How often a page of deals without days is tried that somebody else works on. */
const TRIES = 4;
const MOST_TOLD = 100;

/** How far a repair is, as it is kept from one job to the next. */
export interface RollupProgress {
  /** Up to which deal the days have been completed; null when all have. */
  readonly completing: string | null;
  readonly completed: number;
  /** What has been counted, up to a deal, since the totals and the flows were at `revisions`; undefined before. */
  readonly counting?: {
    readonly after: string;
    readonly deals: number;
    readonly revisions: number;
    readonly counted: Counted;
  };
}

export const NOTHING_REPAIRED: RollupProgress = { completing: "", completed: 0 };

/** What the totals and the flows of a process were found to be. */
export interface RollupFindings {
  readonly opportunities: number;
  /** Deals of before this release whose days were completed, or, where nothing is to be changed, that lack them. */
  readonly completed: number;
  readonly differences: number;
  /** The first of them, in the order of their keys. */
  readonly differing: readonly Difference[];
}

export type RollupTurn =
  | { readonly kind: "more"; readonly progress: RollupProgress }
  /** Others have written meanwhile: what was counted is of no use. */
  | { readonly kind: "outrun"; readonly progress: RollupProgress }
  /** `changes` set right what differs, in one commit that fails when others have written since. */
  | { readonly kind: "found"; readonly findings: RollupFindings; readonly changes: readonly Change[] };

/**
 * Goes on with counting the totals and the flows of a process anew from its deals and visits, as far as one job may. First the days are stored
 * that deals of before this release lack, in commits of a page each, so that they are in the flows from then on; then everything is counted,
 * and compared with what is stored. Pages are read one after another: what was counted is right if no commit has changed a total or a flow
 * since, which their revisions tell.
 */
export async function workOnRollups(
  scope: TenantScope,
  processId: string,
  verifyOnly: boolean,
  progress: RollupProgress,
  limits = LIMITS,
): Promise<RollupTurn> {
  return new RollupWork(scope, processId, verifyOnly, limits).goOn(progress);
}

class RollupWork {
  readonly #scope: TenantScope;
  readonly #processId: string;
  readonly #verifyOnly: boolean;
  readonly #limits: Limits;
  #pages = 0;

  constructor(scope: TenantScope, processId: string, verifyOnly: boolean, limits: Limits) {
    this.#scope = scope;
    this.#processId = processId;
    this.#verifyOnly = verifyOnly;
    this.#limits = limits;
  }

  async goOn(progress: RollupProgress): Promise<RollupTurn> {
    const { completing, completed } = await this.#complete(progress);
    if (completing !== null) return { kind: "more", progress: { completing, completed } };
    return this.#count(progress, completed);
  }

  async #complete(progress: RollupProgress): Promise<Pick<RollupProgress, "completing" | "completed">> {
    let { completing, completed } = progress;
    while (completing !== null && this.#pages < this.#limits.pages) {
      const page = await this.#completePage(completing);
      completed += page.completed;
      completing = page.last;
    }
    return { completing, completed };
  }

  async #completePage(after: string): Promise<{ completed: number; last: string | null }> {
    return retryLostRace(
      async () => {
        this.#pages += PAGES_STORED;
        const [rows] = await this.#scope.db.read([listIncompleteDeals(this.#processId, after, this.#limits.deals)]);
        const deals = rows.map(readStoredDeal);
        const changed = await this.#withDays(deals);
        if (changed.length > 0 && !this.#verifyOnly) await this.#store(changed);
        return { completed: changed.length, last: this.#lastOf(deals) };
      },
      { tries: TRIES },
    );
  }

  async #withDays(deals: readonly StoredDeal[]): Promise<{ before: StoredDeal; after: StoredDeal }[]> {
    const versions = [...new Set(deals.map(({ version }) => version))];
    const refs = versions.map((version) => ({ processId: this.#processId, version }));
    const compiled = await loadVersions(this.#scope, refs);
    return deals.flatMap((before) => {
      const process = compiled[versions.indexOf(before.version)];
      const after = process ? completeDays(before, process, this.#scope.tenant.timezone) : before;
      return after === before ? [] : [{ before, after }];
    });
  }

  async #store(changed: readonly { before: StoredDeal; after: StoredDeal }[]): Promise<void> {
    const delta = emptyDelta();
    for (const { before, after } of changed) {
      countDeal(delta, -1, before, before.visits);
      countDeal(delta, 1, after, after.visits);
    }
    const changes = [
      ...storeDays(changed.map(({ after }) => after)),
      ...addToRollup(this.#processId, delta, this.#scope.now),
    ];
    await commit(this.#scope, { changes, events: [] });
  }

  async #count({ counting }: RollupProgress, completed: number): Promise<RollupTurn> {
    const fresh: RollupProgress = { completing: null, completed };
    const [[start]] = await this.#scope.db.read([readRevisions(this.#processId)]);
    const revisions = start?.revisions ?? 0;
    if (counting && counting.revisions !== revisions) return { kind: "outrun", progress: fresh };
    const delta = counting ? readCounted(counting.counted) : emptyDelta();
    let after: string | null = counting?.after ?? "";
    let deals = counting?.deals ?? 0;
    while (after !== null) {
      if (this.#pages++ >= this.#limits.pages) {
        const counted = { after, deals, revisions, counted: writeCounted(delta) };
        return { kind: "more", progress: { ...fresh, counting: counted } };
      }
      const page: StoredDeal[] = await this.#countPage(delta, after);
      deals += page.length;
      after = this.#lastOf(page);
    }
    return this.#compare(delta, revisions, { deals, completed });
  }

  async #countPage(delta: RollupDelta, after: string): Promise<StoredDeal[]> {
    const [rows] = await this.#scope.db.read([listStoredDeals(this.#processId, after, this.#limits.deals)]);
    const deals = rows.map(readStoredDeal);
    for (const deal of deals) countDeal(delta, 1, deal, deal.visits);
    return deals;
  }

  async #compare(
    counted: RollupDelta,
    revisions: number,
    { deals, completed }: { readonly deals: number; readonly completed: number },
  ): Promise<RollupTurn> {
    const [[end], [totals], flows] = await this.#scope.db.read([
      readRevisions(this.#processId),
      findTotals(this.#processId),
      listFlows(this.#processId),
    ]);
    if (!totals || end?.revisions !== revisions) return { kind: "outrun", progress: { completing: null, completed } };
    const differing = compareCounts(readStored(totals, flows), counted);
    const findings: RollupFindings = {
      opportunities: deals,
      completed,
      differences: differing.length,
      differing: differing.slice(0, MOST_TOLD),
    };
    const isRight = differing.length === 0 || this.#verifyOnly;
    return { kind: "found", findings, changes: isRight ? [] : replaceCounts(this.#processId, counted, revisions) };
  }

  /** Null when there are no more. */
  #lastOf(page: readonly StoredDeal[]): string | null {
    return page.length < this.#limits.deals ? null : (page.at(-1)?.id ?? null);
  }
}
