export interface MetricFamily {
  readonly type: string;
  readonly unit: string | undefined;
  readonly help: string | undefined;
  /** Values by labels, as `shard="0",status="active"`. */
  readonly samples: ReadonlyMap<string, number>;
}

interface Growing {
  type?: string;
  unit?: string;
  help?: string;
  readonly samples: Map<string, number>;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const DESCRIPTOR = new RegExp(`^# (TYPE|UNIT|HELP) (${NAME}) (.+)$`);
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL})(?:,${LABEL})*)?\\})? (\\S+)$`);
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads OpenMetrics 1.0 text of gauges without timestamps and exemplars, strictly by the ABNF and the rules of the specification: throws at
 * anything that a reader may refuse.
 */
export function parseOpenMetrics(text: string): ReadonlyMap<string, MetricFamily> {
  if (text.includes("\r")) throw new Error("lines end with a line feed alone");
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.pop() !== "# EOF") throw new Error("the text ends with # EOF and a line feed");
  const families = new Map<string, Growing>();
  let current: string | undefined;
  const enter = (name: string) => {
    if (name !== current && families.has(name)) throw new Error(`the family ${name} is interleaved with others`);
    current = name;
    const family: Growing = families.get(name) ?? { samples: new Map() };
    families.set(name, family);
    return family;
  };
  for (const line of lines) {
    const descriptor = DESCRIPTOR.exec(line);
    const sample = SAMPLE.exec(line);
    if (descriptor) {
      const [, kind = "", name = "", value = ""] = descriptor;
      const family = enter(name);
      const field = kind.toLowerCase() as "type" | "unit" | "help";
      if (family.samples.size > 0) throw new Error(`${kind} of ${name} comes after its samples`);
      if (family[field] !== undefined) throw new Error(`${name} has two of ${kind}`);
      if (field === "type" && value !== "gauge") throw new Error(`${name} is a ${value}`);
      if (field === "unit" && !name.endsWith(`_${value}`)) throw new Error(`${name} does not end with its unit`);
      if (field === "help" && /\\(?!["\\n])/.test(value)) throw new Error(`the help of ${name} is not escaped`);
      family[field] = value;
    } else if (sample) {
      const [, name = "", labels = "", value = ""] = sample;
      const names = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => label);
      if (new Set(names).size < names.length) throw new Error(`a label stands twice in: ${line}`);
      if (!NUMBER.test(value)) throw new Error(`no number in: ${line}`);
      const family = enter(name);
      if (family.type === undefined) throw new Error(`${name} has no type`);
      const key = labels.split(",").toSorted().join();
      if (family.samples.has(key)) throw new Error(`the same sample twice: ${line}`);
      family.samples.set(key, Number(value));
    } else {
      throw new Error(`neither a descriptor nor a sample: ${JSON.stringify(line)}`);
    }
  }
  return new Map(
    [...families].map(([name, { type = "unknown", unit, help, samples }]) => [name, { type, unit, help, samples }]),
  );
}
