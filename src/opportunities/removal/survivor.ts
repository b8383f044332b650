import { createMiddleware } from "hono/factory";
import { DomainError } from "../../errors.ts";
import type { AppEnv } from "../../http/context.ts";
import { answerProblem } from "../../http/problem.ts";
import { findRemoved } from "./store.ts";

/**
 * Tells whoever asks for an opportunity that was merged into another one where it is now: `merged_into` in the 404, whichever operation of
 * the opportunity it is. Looks only when the answer is that 404, so that it costs nothing otherwise.
 */
export const nameSurvivor = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { error } = c;
  if (!(error instanceof DomainError) || error.code !== "not_found" || !c.var.scope) return;
  const [[removed]] = await c.var.scope.db.read([findRemoved(c.req.param("id") ?? "")]);
  if (!removed?.merged_into) return;
  const detail = "This opportunity was merged into another one, which merged_into names.";
  const extensions = { merged_into: removed.merged_into };
  c.res = undefined;
  c.res = answerProblem(new DomainError("not_found", detail, { extensions }), c);
});
