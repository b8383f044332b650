import { DEFAULT_LEVELS, type Levels, type Rule } from "../levels.ts";
import type { MuteWindow } from "./mute.ts";
import type { RuleSettingsRow } from "./rule-settings-store.ts";
import { RULE_TRAITS } from "./rule-traits.ts";

/** What a company has set of a rule, by the names of the API; what it has not set is left out. It is stored so. */
export interface RuleSettings {
  readonly enabled?: boolean;
  readonly warning?: number;
  readonly critical?: number;
  readonly minimum_n?: number;
  readonly window_days?: number;
  /** Empty: everybody's deals, even where the company has said otherwise for all its processes. */
  readonly owners?: readonly string[];
  readonly mute?: readonly MuteWindow[];
  /** 0: never, likewise. */
  readonly escalate_after_hours?: number;
}

/** A rule as it holds for all processes of a company, or for one. */
export interface RuleInForce {
  readonly rule: Rule;
  /** Null: for all processes that do not set it otherwise. */
  readonly processId: string | null;
  readonly enabled: boolean;
  readonly levels: Levels;
  /** Null for a rule about today. */
  readonly windowDays: number | null;
  /** Whose deals it looks at; null for everybody's. */
  readonly owners: readonly string[] | null;
  readonly mute: readonly MuteWindow[];
  /** After how many hours an alert that nobody has acknowledged is told once more; null for never. */
  readonly escalateAfterHours: number | null;
  /** The most specific place where anything of it is set. */
  readonly source: "default" | "company" | "process";
  /** Of what is set in this very place; 0 while nothing ever was. */
  readonly revision: number;
  readonly updatedAt: number | null;
}

export function readSettings(row: RuleSettingsRow | undefined): RuleSettings {
  return row ? (JSON.parse(row.settings) as RuleSettings) : {}; // checked when it was set
}

/**
 * The rule as it holds in a place: what the process has set, else what the company has set for all processes, else the default, field by
 * field. `rows` may be those of any rules and processes.
 */
export function ruleInForce(rule: Rule, processId: string | null, rows: readonly RuleSettingsRow[]): RuleInForce {
  const find = (process: string) => rows.find((row) => row.rule === rule && row.process_id === process);
  const own = find(processId ?? "");
  const company = readSettings(find(""));
  const process = processId === null ? {} : readSettings(own);
  const set = { ...company, ...process };
  const defaults = DEFAULT_LEVELS[rule];
  return {
    rule,
    processId,
    enabled: set.enabled ?? true,
    levels: {
      ...defaults,
      warning: set.warning ?? defaults.warning,
      critical: set.critical ?? defaults.critical,
      minimum: set.minimum_n ?? defaults.minimum,
    },
    windowDays: set.window_days ?? RULE_TRAITS[rule].windowDays,
    owners: set.owners && set.owners.length > 0 ? set.owners : null,
    mute: set.mute ?? [],
    escalateAfterHours: set.escalate_after_hours || null,
    source: sourceOf(company, process),
    revision: own?.revision ?? 0,
    updatedAt: own?.updated_at ?? null,
  };
}

function sourceOf(company: RuleSettings, process: RuleSettings): RuleInForce["source"] {
  if (Object.keys(process).length > 0) return "process";
  return Object.keys(company).length > 0 ? "company" : "default";
}
