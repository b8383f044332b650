import { typeid } from "typeid-js";

export type IdPrefix = "ten" | "key" | "prc" | "opp" | "whe" | "alr" | "imp" | "mig" | "req";

/** A new type-prefixed id that sorts by the time it was made: `opp_01h455vb4pex5vsknk084sn02q`. */
export function newId(prefix: IdPrefix): string {
  return typeid(prefix).toString();
}
