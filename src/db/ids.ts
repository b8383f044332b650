import { typeid } from "typeid-js";

export type IdPrefix = "ten" | "key" | "prc" | "opp" | "whe" | "alr" | "cmt" | "imp" | "mig" | "note" | "req" | "tgt";

/**
 * A new type-prefixed id that sorts by the time it was made: `opp_01h455vb4pex5vsknk084sn02q`. `at` is the time to sort by instead
 * (milliseconds since the epoch), of what is said to be created at that time whenever its id was made.
 */
export function newId(prefix: IdPrefix, at?: number): string {
  const id = typeid(prefix).toString();
  return at === undefined ? id : smallestIdAt(prefix, at).slice(0, -OTHER_DIGITS) + id.slice(-OTHER_DIGITS);
}

/** Crockford's, in the order of what its digits are worth, which is that of their characters too. */
const BASE32 = "0123456789abcdefghjkmnpqrstvwxyz";
/** An id is a UUIDv7 in base 32: two bits of padding, 48 bits of milliseconds since 1970, 78 that tell apart what is of the same millisecond. */
const TIME_DIGITS = 10;
const OTHER_DIGITS = 16;
const LATEST_MS = 2 ** 48 - 1;

/** No id that was made at this time or later (milliseconds since the epoch) sorts before this one. */
export function smallestIdAt(prefix: IdPrefix, at: number): string {
  let rest = Math.min(Math.max(0, Math.floor(at)), LATEST_MS);
  let digits = "";
  for (let place = 0; place < TIME_DIGITS; place++) {
    digits = BASE32.charAt(rest % BASE32.length) + digits;
    rest = Math.floor(rest / BASE32.length);
  }
  return `${prefix}_${digits}${"0".repeat(OTHER_DIGITS)}`;
}

/** `smallestIdAt` of a time that only the database knows: an expression, of the name of an integer column that is no expression itself. */
export function smallestIdSql(prefix: IdPrefix, column: string): string {
  const digits = Array.from({ length: TIME_DIGITS }, (_, place) => {
    const shift = 5 * (TIME_DIGITS - 1 - place);
    return `substr('${BASE32}', (${column} >> ${shift} & 31) + 1, 1)`;
  });
  return `'${prefix}_' || ${digits.join(" || ")} || '${"0".repeat(OTHER_DIGITS)}'`;
}
