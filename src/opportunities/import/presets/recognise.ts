import { type Header, readHeader } from "./header.ts";
import type { Preset } from "./preset.ts";
import { ALL_PRESETS } from "./presets.ts";

/**
 * The system that has written a file with this header. Case, outer space and the order of the columns do not matter, and there may be more
 * columns. A preset claims a header that has, for one of its forms, every identifying column and `knownAtLeast` columns that it knows in
 * all, and none that belongs to another export of the same system: `OpportunityId`, or stages to and from, make a Salesforce file a history
 * and not a list of opportunities. A header that two presets claim, such as that of a spreadsheet joined by hand, is nobody's: undefined,
 * and the caller says which preset or mapping is meant.
 */
export function recognisePreset(header: readonly string[]): Preset | undefined {
  const columns = readHeader(header);
  const claims = ALL_PRESETS.filter((preset) => claim(preset, columns));
  return claims.length === 1 ? claims[0] : undefined;
}

function claim(preset: Preset, header: Header): boolean {
  if (preset.excluded.some(header.has)) return false;
  const names = Object.values(preset.columns).flat();
  const known = new Set(names.map((name) => header.find([name])).filter((column) => column !== undefined));
  return preset.forms.some(
    ({ identifying, knownAtLeast }) =>
      known.size >= knownAtLeast && identifying.every((each) => header.find(each) !== undefined),
  );
}
