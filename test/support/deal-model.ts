import { hasReason, type Operation } from "./deal-operations.ts";

/** The document that the model sells by, as plain data: nothing of `src` is used here, so that a fault there cannot hide in both. */
export interface ModelCriterion {
  readonly key: string;
  /** Hundredths of a percent. */
  readonly weight: bigint;
  readonly required: boolean;
  readonly levels: readonly number[] | null;
  readonly mayNotApply: boolean;
}

export interface ModelProcess {
  readonly gatePolicy: "strict" | "advisory";
  readonly stages: readonly { readonly key: string; readonly criteria: readonly ModelCriterion[] }[];
}

interface Said {
  readonly state: string;
  readonly level: number | null;
}

interface Visit {
  readonly stage: string;
  readonly direction: string;
  readonly isOver: boolean;
  readonly scoreAtEntry: number;
  readonly scoreAtExit: number | null;
}

/** What a deal is by product.md §2 and §3, worked out in the most naive way: everything again from what was said, each time. */
export class DealModel {
  status: "open" | "won" | "lost" = "open";
  stage: string;
  pushes = 0;
  closeDate: string | null = null;
  readonly #process: ModelProcess;
  readonly #said = new Map<string, Said>();
  #visits: Visit[];

  constructor(process: ModelProcess) {
    this.#process = process;
    this.stage = process.stages[0]?.key ?? "";
    this.#visits = [visitOf(this.stage, "entry", 0)];
  }

  get score(): number {
    let earned = 0n;
    let applicable = 0n;
    for (const criterion of this.#criteria) {
      const said = this.#said.get(criterion.key);
      if (said?.state === "not_applicable") continue;
      applicable += criterion.weight;
      if (said?.state === "met") earned += criterion.weight * BigInt(said.level ?? 100);
    }
    return applicable === 0n ? 0 : Number((earned * 100n) / applicable) / 100;
  }

  get earnedStage(): string {
    const furthest = this.#process.stages.findLast((_, index) => this.#missing(0, index).length === 0);
    return furthest?.key ?? "";
  }

  get hollow(): boolean {
    return this.#indexOf(this.stage) > this.#indexOf(this.earnedStage);
  }

  get visits(): readonly Visit[] {
    return this.#visits;
  }

  /** Carries an operation out. Answers the status that the API must answer. */
  apply(operation: Operation): number {
    if (operation.kind === "criterion") return this.#say(operation);
    if (operation.kind === "patch") return this.#patch(operation.closeDate);
    return this.#move(operation);
  }

  #say({ key, state, level }: Extract<Operation, { kind: "criterion" }>): number {
    const criterion = this.#criteria.find((candidate) => candidate.key === key);
    if (!criterion) return 404;
    if (state === "not_applicable" && !criterion.mayNotApply) return 422;
    if (level !== null && (state !== "met" || !criterion.levels?.includes(level))) return 422;
    this.#said.set(key, { state, level });
    return 200;
  }

  #patch(closeDate: string | null): number {
    if (closeDate !== null && this.closeDate !== null && closeDate > this.closeDate) this.pushes += 1;
    this.closeDate = closeDate;
    return 200;
  }

  #move(move: Extract<Operation, { kind: "move" }>): number {
    const { to } = move;
    if (to === "reopened") {
      if (this.status === "open") return 409;
      this.#enter(this.stage, "reopened");
      this.status = "open";
      return 200;
    }
    if (this.status !== "open") return 409;
    if (to === "lost") {
      if (!hasReason(move)) return 422;
      return this.#close("lost");
    }
    const all = this.#process.stages.length;
    if (to === "won") return this.#passes(move, 0, all, move.override) ? this.#close("won") : 409;
    const [from, target] = [this.#indexOf(this.stage), this.#indexOf(to)];
    if (target === -1) return 422;
    if (target === from) return 409;
    if (target > from && !this.#passes(move, from, target, false)) return 409;
    this.#leave();
    this.#enter(to, target > from ? "forward" : "backward");
    return 200;
  }

  #passes(move: Extract<Operation, { kind: "move" }>, from: number, to: number, override: boolean): boolean {
    if (this.#missing(from, to).length === 0) return true;
    return (this.#process.gatePolicy === "advisory" || override) && hasReason(move);
  }

  #close(status: "won" | "lost"): number {
    this.#leave();
    this.status = status;
    return 200;
  }

  #enter(stage: string, direction: string): void {
    this.stage = stage;
    this.#visits = [...this.#visits, visitOf(stage, direction, this.score)];
  }

  #leave(): void {
    const last = this.#visits.at(-1);
    if (last) this.#visits = [...this.#visits.slice(0, -1), { ...last, isOver: true, scoreAtExit: this.score }];
  }

  #missing(from: number, to: number): readonly ModelCriterion[] {
    const before = this.#process.stages.slice(from, to).flatMap(({ criteria }) => criteria);
    return before.filter(({ key, required }) => {
      const said = this.#said.get(key);
      const isSatisfied = said?.state === "not_applicable" || (said?.state === "met" && (said.level ?? 100) > 0);
      return required && !isSatisfied;
    });
  }

  get #criteria(): readonly ModelCriterion[] {
    return this.#process.stages.flatMap(({ criteria }) => criteria);
  }

  #indexOf(stage: string): number {
    return this.#process.stages.findIndex(({ key }) => key === stage);
  }
}

function visitOf(stage: string, direction: string, scoreAtEntry: number): Visit {
  return { stage, direction, isOver: false, scoreAtEntry, scoreAtExit: null };
}
