import type slugifyName from "@sindresorhus/slugify";
import { invalid } from "../errors.ts";
import { faultsOf } from "../http/problem.ts";
import type { NewProcessDocument, ProcessDocument } from "./document.ts";
import { MAX_KEY_LENGTH, ProcessDocumentSchema } from "./schema.ts";
import { RESERVED_STAGE_KEYS } from "./validate.ts";

interface Named {
  readonly key?: string | undefined;
  readonly name: string;
}

/**
 * Gives every stage and criterion without a key one: that which `previous`, the draft before, has under the same name, so that data stays
 * with what is only sent again; else one made from the name (`Päättäjä tavattu` → `paattaja_tavattu`), with a number where it is
 * taken. Keys that are there stay as they are. The same document gets the same keys.
 */
export async function fillKeys(document: NewProcessDocument, previous?: ProcessDocument): Promise<ProcessDocument> {
  // Its tables of letters take long to make ready, and few isolates ever need them: they are not loaded at the start.
  const { default: slugify } = await import("@sindresorhus/slugify");
  const criteria = document.stages.flatMap((stage) => stage.criteria);
  const known = { stages: previous?.stages ?? [], criteria: previous?.stages.flatMap((stage) => stage.criteria) ?? [] };
  const stageKeys = new KeyMaker(slugify, "stage", document.stages, known.stages, RESERVED_STAGE_KEYS);
  const criterionKeys = new KeyMaker(slugify, "criterion", criteria, known.criteria);
  return {
    ...document,
    stages: document.stages.map((stage) => ({
      ...stage,
      key: stageKeys.keyOf(stage),
      criteria: stage.criteria.map((criterion) => ({ ...criterion, key: criterionKeys.keyOf(criterion) })),
    })),
  };
}

/**
 * A document as it is stored: with all its keys, and its members in the order of the schema, so that equal documents are equal texts.
 * Throws `validation_failed` where the keys that were made are what makes it too large.
 */
export async function toStorable(document: NewProcessDocument, previous?: ProcessDocument): Promise<ProcessDocument> {
  const parsed = ProcessDocumentSchema.safeParse(lacksKeys(document) ? await fillKeys(document, previous) : document);
  if (!parsed.success) throw invalid(faultsOf(parsed.error, ""));
  return parsed.data;
}

/** Whether `fillKeys` has anything to do. */
export function lacksKeys(document: NewProcessDocument): boolean {
  return document.stages.some(
    (stage) => stage.key === undefined || stage.criteria.some((criterion) => criterion.key === undefined),
  );
}

class KeyMaker {
  readonly #slugify: typeof slugifyName;
  readonly #what: "stage" | "criterion";
  readonly #taken: Set<string>;
  readonly #previousByName: ReadonlyMap<string, string>;
  /** Keys of what is only sent again: it has the first right to them, before anything new of a similar name. */
  readonly #held = new Set<string>();

  constructor(
    slugify: typeof slugifyName,
    what: "stage" | "criterion",
    parts: readonly Named[],
    previous: readonly (Named & { readonly key: string })[],
    reserved: readonly string[] = [],
  ) {
    this.#slugify = slugify;
    this.#what = what;
    this.#taken = new Set([...reserved, ...parts.flatMap(({ key }) => key ?? [])]);
    // Of two with one name the first is meant, as it is the first that is looked for.
    this.#previousByName = new Map(previous.toReversed().map(({ name, key }) => [name, key]));
    for (const { key, name } of parts) {
      const known = this.#previousByName.get(name);
      if (key === undefined && known !== undefined) this.#held.add(known);
    }
  }

  keyOf({ key, name }: Named): string {
    if (key !== undefined) return key;
    const known = this.#previousByName.get(name);
    const made = known !== undefined && !this.#taken.has(known) ? known : this.#make(name);
    this.#taken.add(made);
    return made;
  }

  #make(name: string): string {
    const stem = this.#stemOf(name);
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? "" : `_${number}`;
      const key = `${stem.slice(0, MAX_KEY_LENGTH - suffix.length)}${suffix}`;
      if (!this.#taken.has(key) && !this.#held.has(key)) return key;
    }
  }

  /** A name as a key: Latin letters, digits and underscores, led by a letter. A script without letters, such as Chinese, leaves what it is. */
  #stemOf(name: string): string {
    // Swedish rules write ä and ö as a and o, which is how Finns spell without the dots too.
    const slug = this.#slugify(name, { separator: "_", locale: "sv", decamelize: false });
    if (slug === "") return this.#what;
    return /^[a-z]/.test(slug) ? slug : `${this.#what}_${slug}`;
  }
}
