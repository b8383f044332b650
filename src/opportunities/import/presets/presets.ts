import type { PresetKey } from "../schema.ts";
import { HUBSPOT_DEALS } from "./hubspot.ts";
import { INFIELD } from "./infield.ts";
import { PIPEDRIVE_DEALS } from "./pipedrive.ts";
import type { Preset } from "./preset.ts";
import { SALESFORCE_OPPORTUNITIES, SALESFORCE_OPPORTUNITY_HISTORY } from "./salesforce.ts";

const PRESETS: Readonly<Record<PresetKey, Preset>> = {
  salesforce_opportunities: SALESFORCE_OPPORTUNITIES,
  salesforce_opportunity_history: SALESFORCE_OPPORTUNITY_HISTORY,
  hubspot_deals: HUBSPOT_DEALS,
  pipedrive_deals: PIPEDRIVE_DEALS,
  infield: INFIELD,
};

/** For a mapping that says itself which export the file is. */
export function presetOf(key: PresetKey): Preset {
  return PRESETS[key];
}

export const ALL_PRESETS: readonly Preset[] = Object.values(PRESETS);
