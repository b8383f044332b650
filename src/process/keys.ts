import { invalid } from "../errors.ts";
import { faultsOf } from "../http/problem.ts";
import type { NewProcessDocument, ProcessDocument } from "./document.ts";
import { MAX_KEY_LENGTH, ProcessDocumentSchema } from "./schema.ts";
import { RESERVED_STAGE_KEYS } from "./validate.ts";

/**
 * Gives every stage and criterion without a key one: that which `previous`, the draft before, has under the same name, so that data stays
 * with what is only sent again; else one made from the name (`Päättäjä tavattu` → `paattaja_tavattu`), with a number where it is
 * taken. Of several of one name a criterion is first the one of its stage, and then they are told apart by their order. A key that the draft
 * had goes to nothing else. Keys that are there stay as they are. The same document gets the same keys.
 */
export async function fillKeys(document: NewProcessDocument, previous?: ProcessDocument): Promise<ProcessDocument> {
  // Its tables of letters take long to make ready, and few isolates ever need them: they are not loaded at the start.
  const { default: slugify } = await import("@sindresorhus/slugify");
  // Swedish rules write ä and ö as a and o, which is how Finns spell without the dots too.
  const slugOf: Slugify = (name) =>
    slugify(name, { separator: "_", locale: "sv", decamelize: false, customReplacements: [["&", " "]] });

  const stages = document.stages.map(({ key, name }) => ({ key, name, stage: "" }));
  const stagesBefore = (previous?.stages ?? []).map(({ key, name }) => ({ key, name, stage: "" }));
  const stageKeys = keysFor("stage", stages, stagesBefore, slugOf, RESERVED_STAGE_KEYS);

  const criteria = document.stages.flatMap((stage, index) =>
    stage.criteria.map(({ key, name }) => ({ key, name, stage: stageKeys[index] ?? "" })),
  );
  const criteriaBefore = (previous?.stages ?? []).flatMap((stage) =>
    stage.criteria.map(({ key, name }) => ({ key, name, stage: stage.key })),
  );
  const criterionKeys = keysFor("criterion", criteria, criteriaBefore, slugOf);

  let next = 0;
  return {
    ...document,
    stages: document.stages.map((stage, index) => ({
      ...stage,
      key: stageKeys[index] ?? "",
      criteria: stage.criteria.map((criterion) => ({ ...criterion, key: criterionKeys[next++] ?? "" })),
    })),
  };
}

type Slugify = (name: string) => string;

/** A stage or criterion; `stage` is the key of the one that a criterion is in. */
interface Part {
  readonly key?: string | undefined;
  readonly name: string;
  readonly stage: string;
}

/** The keys of parts, by position. */
function keysFor(
  what: "stage" | "criterion",
  parts: readonly Part[],
  previous: readonly (Part & { readonly key: string })[],
  slugOf: Slugify,
  reserved: readonly string[] = [],
): string[] {
  const keys = parts.map(({ key }) => key);
  const taken = new Set([...reserved, ...keys.filter((key) => key !== undefined)]);
  const free = new Set(previous.map(({ key }) => key).filter((key) => !taken.has(key)));
  for (const isSame of [sameStageAndName, sameName]) {
    for (const [index, part] of parts.entries()) {
      if (keys[index] !== undefined) continue;
      const found = previous.find((before) => free.has(before.key) && isSame(before, part));
      if (!found) continue;
      free.delete(found.key);
      keys[index] = found.key;
    }
  }
  for (const { key } of previous) taken.add(key);
  return parts.map((part, index) => {
    const key = keys[index] ?? makeKey(stemOf(slugOf(part.name), what), taken);
    taken.add(key);
    return key;
  });
}

function sameName(one: Part, other: Part): boolean {
  return levelled(one.name) === levelled(other.name);
}

function sameStageAndName(one: Part, other: Part): boolean {
  return one.stage === other.stage && sameName(one, other);
}

/** Another way to write a name does not make it another one. */
function levelled(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
}

function makeKey(stem: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `_${number}`;
    const key = `${stem.slice(0, MAX_KEY_LENGTH - suffix.length)}${suffix}`;
    if (!taken.has(key)) return key;
  }
}

/** A slug is Latin letters, digits and underscores; a key is led by a letter. A script without letters, such as Chinese, leaves `what` it is. */
function stemOf(slug: string, what: string): string {
  if (slug === "") return what;
  return /^[a-z]/.test(slug) ? slug : `${what}_${slug}`;
}

/**
 * A document as it is stored: with all its keys, and its members in the order of the schema, so that equal documents are equal texts.
 * Throws `validation_failed` where the keys that were made are what makes it too large; `pointer` is where it stands in the body.
 */
export async function toStorable(
  document: NewProcessDocument,
  { previous, pointer = "" }: { readonly previous?: ProcessDocument; readonly pointer?: string } = {},
): Promise<ProcessDocument> {
  const parsed = ProcessDocumentSchema.safeParse(lacksKeys(document) ? await fillKeys(document, previous) : document);
  if (!parsed.success) throw invalid(faultsOf(parsed.error, pointer));
  return parsed.data;
}

/** Whether `fillKeys` has anything to do. */
export function lacksKeys(document: NewProcessDocument): boolean {
  return document.stages.some(
    (stage) => stage.key === undefined || stage.criteria.some((criterion) => criterion.key === undefined),
  );
}
