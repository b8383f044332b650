import { DomainError, type Fault } from "../../../errors.ts";
import { faultsOf, toPointer } from "../../../http/problem.ts";
import type { GivenMapping } from "../presets/merge.ts";
import { ImportMappingSchema } from "../schema.ts";

/** A mapping as it was sent: what it does not say is left open, for a preset to fill in. */
export interface SentMapping {
  /** undefined when there are faults. */
  readonly mapping: GivenMapping | undefined;
  readonly faults: readonly Fault[];
}

/** Reads a mapping. `pointer` is where it was sent. Throws `malformed_json`. */
export function readMapping(text: string, pointer: string): SentMapping {
  const json = parseJson(text, pointer);
  const parsed = ImportMappingSchema.safeParse(json);
  const faults = [...protoFaults(json, pointer), ...(parsed.error ? faultsOf(parsed.error, pointer) : [])];
  // What was sent and not what the schema made of it: its defaults are nobody's wish.
  return { mapping: faults.length === 0 ? (json as GivenMapping) : undefined, faults };
}

/** JSON may have a member `__proto__`. Where any name is allowed zod drops it without a word; elsewhere zod calls it unknown. */
function protoFaults(mapping: unknown, pointer: string): Fault[] {
  return (["custom", "criteria", "stages", "statuses"] as const).flatMap((member) => {
    const names = isObject(mapping) && member in mapping ? (mapping as Record<string, unknown>)[member] : undefined;
    if (!isObject(names) || !Object.hasOwn(names, "__proto__")) return [];
    const detail = "This name cannot be used here.";
    return [{ pointer: pointer + toPointer([member, "__proto__"]), code: "unknown_field", detail }];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function parseJson(text: string, pointer: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedMapping(pointer);
  }
}

export function malformedMapping(pointer: string): DomainError {
  return new DomainError("malformed_json", "The mapping is not valid JSON.", {
    faults: [{ pointer, code: "malformed_json", detail: "This is not valid JSON." }],
  });
}
