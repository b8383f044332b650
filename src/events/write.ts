import type { ErrorCode } from "../errors.ts";
import { type Answer, toResponse } from "../http/answer.ts";
import type { AppContext } from "../http/context.ts";
import { commit, type Decision } from "./commit.ts";
import { retryLostRace } from "./lost-race.ts";

export interface Write<Result> {
  /** Reads what the decision rests on and decides; called again after a lost race. */
  readonly decide: () => Promise<Decision<Result>>;
  /** The answer to a decision, known before the commit so that the commit can keep it for a repeated request. */
  readonly answer: (result: Result) => Answer;
  /** What is to be set going once the decision is committed; a hint only. */
  readonly done?: (result: Result) => void;
  /** False when the caller's intention rests on what it saw: then a lost race is its `conflict`. Default true. */
  readonly redecide?: boolean;
  /** The refusals of a commit that mean a lost race; `conflict` unless told. */
  readonly lost?: readonly ErrorCode[];
}

/** Decides, commits once, answers. The only way a route writes. */
export async function answerWrite<Result>(c: AppContext, write: Write<Result>): Promise<Response> {
  const { scope, idempotency } = c.var;
  const decideAndCommit = async () => {
    const decision = await write.decide();
    const answer = write.answer(decision.result);
    const keep = idempotency ? await idempotency.keep(answer) : [];
    await commit(scope, decision, keep);
    if (idempotency) idempotency.kept = true;
    write.done?.(decision.result);
    return toResponse(answer);
  };
  return write.redecide === false
    ? decideAndCommit()
    : retryLostRace(decideAndCommit, write.lost ? { lost: write.lost } : {});
}
