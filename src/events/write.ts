import { DomainError } from "../errors.ts";
import { type Answer, toResponse } from "../http/answer.ts";
import type { AppContext } from "../http/context.ts";
import { commit, type Decision } from "./commit.ts";

/** How often a write that lost a race decides again on what the winner left. */
const TRIES = 4;

export interface Write<Result> {
  /** Reads what the decision rests on and decides; called again after a lost race. */
  readonly decide: () => Promise<Decision<Result>>;
  /** The answer to a decision, known before the commit so that the commit can keep it for a repeated request. */
  readonly answer: (result: Result) => Answer;
  /** False when the caller's intention rests on what it saw: then a lost race is its `conflict`. Default true. */
  readonly redecide?: boolean;
}

/** Decides, commits once, answers. The only way a route writes. */
export async function answerWrite<Result>(c: AppContext, write: Write<Result>): Promise<Response> {
  const { scope, idempotency } = c.var;
  const tries = write.redecide === false ? 1 : TRIES;
  for (let attempt = 1; ; attempt++) {
    const decision = await write.decide();
    const answer = write.answer(decision.result);
    try {
      const keep = idempotency ? await idempotency.keep(answer) : [];
      await commit(scope, decision, keep);
      if (idempotency) idempotency.kept = true;
      return toResponse(answer);
    } catch (error) {
      const lostRace = error instanceof DomainError && error.code === "conflict";
      if (!lostRace || attempt === tries) throw error;
    }
  }
}
