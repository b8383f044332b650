type Defined<Patch> = { [Key in keyof Patch]?: Exclude<Patch[Key], undefined> };

/** Drops the fields that a patch leaves alone, so that spreading it over a row changes only what was sent. `null` is a value. */
export function definedOf<Patch extends object>(patch: Patch): Defined<Patch> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Defined<Patch>;
}
