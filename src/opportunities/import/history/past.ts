import { isOutcome, type KnownStay, type Mark } from "./timeline.ts";
import type { Stay } from "./walk.ts";

type Outcome = "won" | "lost";

/** The past of one deal as it is put together, mark by mark. */
export class Past {
  readonly #stays: Stay[];

  /** From what is known already. */
  constructor(start: readonly Stay[]) {
    this.#stays = [...start];
  }

  /** In their order. The last one has no end unless the deal was closed. */
  get stays(): readonly Stay[] {
    return this.#stays;
  }

  get last(): Stay | undefined {
    return this.#stays.at(-1);
  }

  /** Whether the deal is known to be there now; before the first mark nothing is known. */
  isIn(stage: string): boolean {
    return this.last !== undefined && this.last.closing === null && this.last.stage === stage;
  }

  /** A closing needs a stay that it ends. */
  add(mark: Mark): void {
    if (mark.reopens && this.last?.closing === null) this.close("lost", mark.reopens.closedAt);
    if (isOutcome(mark.target)) this.close(mark.target, mark.at);
    else this.enter(mark.target, mark.at, mark.visit?.score_at_entry ?? null);
  }

  /** Into a stage, at a time that may be unknown. What is told of the stage that the deal is in already adds the score alone. */
  enter(stage: string, at: number | null, scoreAtEntry: number | null = null): void {
    const { last } = this;
    if (last?.closing) {
      this.#stays.push(stayIn(last.stage, at, last.stage === stage ? scoreAtEntry : null));
      if (last.stage === stage) return;
    } else if (last?.stage === stage) {
      this.#amend({ scoreAtEntry: last.scoreAtEntry ?? scoreAtEntry });
      return;
    }
    if (this.last) this.#amend({ leftAt: at });
    this.#stays.push(stayIn(stage, at, scoreAtEntry));
  }

  /** As `enter`, into a stage that Infield knew the deal in: its date counts where it is later than all that is told. */
  enterKnown({ stage, enteredAt }: KnownStay): void {
    const { last } = this;
    const latest = last?.leftAt ?? last?.enteredAt ?? Number.NEGATIVE_INFINITY;
    const isLater = enteredAt !== null && (last?.closing ? enteredAt >= latest : enteredAt > latest);
    this.enter(stage, isLater ? enteredAt : null);
  }

  /** To an outcome; the same one again is the same closing. Another one is a correction, so the deal was reopened in between. */
  close(outcome: Outcome, at: number | null): void {
    const { last } = this;
    if (last?.closing === outcome) return;
    if (last?.closing) this.#stays.push(stayIn(last.stage, at, null));
    const enteredAt = this.last?.enteredAt ?? null;
    this.#amend({ leftAt: at === null || enteredAt === null ? at : Math.max(at, enteredAt), closing: outcome });
  }

  #amend(change: Partial<Stay>): void {
    const last = this.#stays.pop();
    if (last) this.#stays.push({ ...last, ...change });
  }
}

function stayIn(stage: string, enteredAt: number | null, scoreAtEntry: number | null): Stay {
  return { stage, direction: null, enteredAt, leftAt: null, scoreAtEntry, scoreAtExit: null, closing: null };
}
