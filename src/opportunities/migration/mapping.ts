import type { Fault } from "../../errors.ts";
import { toPointer } from "../../http/problem.ts";
import type { CompiledProcess } from "../../process/compile.ts";

/** What stages and criteria of one version are in another, by key. A key that is in both and not named here stays what it is. */
export interface MigrationMapping {
  readonly stages: Readonly<Record<string, string>>;
  /** `null`: the other version has nothing like it; what was said of it is kept and earns nothing. */
  readonly criteria: Readonly<Record<string, string | null>>;
}

/** A mapping that covers everything a deal can be in. */
export interface BoundMapping {
  /** The key of a stage in the version that is migrated to. */
  readonly stageOf: (key: string) => string;
  /** The key of a criterion there, or null where it has none. */
  readonly criterionOf: (key: string) => string | null;
}

/** A stage of the old version that the new one does not have, and that is mapped to nothing. */
export interface UnmappedStage {
  readonly key: string;
  readonly name: string;
}

interface MappingFindings {
  readonly unmapped: readonly UnmappedStage[];
  readonly faults: readonly Fault[];
}

/**
 * What keeps a mapping from being carried out. Pointers are into the request: `/mapping/stages/<key>`. Codes: `stage_unmapped`,
 * `unknown_stage` and `unknown_criterion` (a key or a target that the versions do not have), `criterion_mapped_twice` (two criteria on
 * one: whose word would count?), `criterion_still_there` (let go, though the other version has it: a key names the same thing in all of
 * them). Several stages may become one.
 */
export function checkMapping(from: CompiledProcess, to: CompiledProcess, mapping: MigrationMapping): MappingFindings {
  const unmapped = from.stages
    .filter(({ key }) => !to.stageByKey.has(key) && !Object.hasOwn(mapping.stages, key))
    .map(({ key, name }) => ({ key, name }));
  return {
    unmapped,
    faults: [
      ...unmapped.map(({ key, name }): Fault => {
        const detail = `The stage "${name}" is not in the version that is migrated to: say which stage its opportunities are in there.`;
        return { pointer: `/mapping/stages${toPointer([key])}`, code: "stage_unmapped", detail };
      }),
      ...keyFaults("stage", mapping.stages, from.stageByKey, to.stageByKey),
      ...keyFaults("criterion", mapping.criteria, from.criterionByKey, to.criterionByKey),
      ...stillThere(to, mapping),
      ...mappedTwice(from, to, mapping),
    ],
  };
}

type Keys = { readonly has: (key: string) => boolean; readonly keys: () => Iterable<string> };

function keyFaults(
  what: "stage" | "criterion",
  mapping: Readonly<Record<string, string | null>>,
  from: Keys,
  to: Keys,
): Fault[] {
  const place = what === "stage" ? "/mapping/stages" : "/mapping/criteria";
  // What there is instead is said once: the list may be long, and the faults may be many.
  const told = new Set<string>();
  return Object.entries(mapping).flatMap(([key, target]) => {
    const fault = (version: string, keys: Keys): Fault => {
      const there = told.has(version) ? "" : `; it has ${[...keys.keys()].join(", ")}`;
      told.add(version);
      const detail = `The version migrated ${version} has no such ${what}${there}.`;
      return { pointer: place + toPointer([key]), code: `unknown_${what}`, detail };
    };
    return [
      ...(from.has(key) ? [] : [fault("from", from)]),
      ...(target === null || to.has(target) ? [] : [fault("to", to)]),
    ];
  });
}

function stillThere(to: CompiledProcess, mapping: MigrationMapping): Fault[] {
  return Object.entries(mapping.criteria).flatMap(([key, target]): Fault[] => {
    const criterion = to.criterionByKey.get(key);
    if (target !== null || !criterion) return [];
    const detail = `The version migrated to has the criterion "${criterion.name}" under this key, so what was said of it counts there. A criterion that means something else needs a key of its own.`;
    return [{ pointer: `/mapping/criteria${toPointer([key])}`, code: "criterion_still_there", detail }];
  });
}

function mappedTwice(from: CompiledProcess, to: CompiledProcess, mapping: MigrationMapping): Fault[] {
  const { criterionOf } = bindMapping(to, mapping);
  const first = new Map<string, string>();
  return from.criteria.flatMap(({ key }): Fault[] => {
    const target = criterionOf(key);
    if (target === null) return [];
    const other = first.get(target);
    if (other === undefined) {
      first.set(target, key);
      return [];
    }
    // The fault is at the one that is mapped by name; the other may only have kept its key.
    const named = Object.hasOwn(mapping.criteria, key) ? key : other;
    const detail = `Both ${other} and ${key} would become ${target}, and only one can. What was said of a criterion that is mapped to nothing is kept.`;
    return [{ pointer: `/mapping/criteria${toPointer([named])}`, code: "criterion_mapped_twice", detail }];
  });
}

/** The mapping as one function a kind. Only of a mapping without faults does `stageOf` always answer a stage that is there. */
export function bindMapping(to: CompiledProcess, mapping: MigrationMapping): BoundMapping {
  const stages = new Map(Object.entries(mapping.stages));
  const criteria = new Map(Object.entries(mapping.criteria));
  return {
    stageOf: (key) => stages.get(key) ?? key,
    criterionOf: (key) => {
      const mapped = criteria.get(key);
      if (mapped !== undefined) return mapped;
      return to.criterionByKey.has(key) ? key : null;
    },
  };
}
