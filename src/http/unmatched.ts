import { DomainError } from "../errors.ts";
import type { AppContext } from "./context.ts";
import type { Api } from "./operation.ts";
import { answerProblem } from "./problem.ts";

interface Address {
  readonly method: string;
  readonly path: RegExp;
}

/** Answers what no route matched: 405 with `Allow` where another method would have, 404 otherwise. */
export function answerUnmatched(api: Api): (c: AppContext) => Response {
  let addresses: readonly Address[] | undefined;
  return (c) => {
    addresses ??= addressesOf(api);
    const allowed = addresses.filter(({ path }) => path.test(c.req.path)).map(({ method }) => method);
    if (allowed.length === 0)
      return answerProblem(new DomainError("not_found", "There is nothing at this address."), c);
    const allow = [...new Set(allowed)].join(", ");
    const response = answerProblem(new DomainError("method_not_allowed", `This address takes ${allow}.`), c);
    response.headers.set("allow", allow);
    return response;
  };
}

function addressesOf(api: Api): Address[] {
  return api.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== "route") return [];
    const { method, path } = definition.route;
    return [{ method: method.toUpperCase(), path: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`) }];
  });
}
