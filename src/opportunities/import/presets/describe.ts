import { ALL_PRESETS } from "./presets.ts";

/** Which exports are known without a mapping, as the documentation tells it. */
export function describePresets(): string {
  return [
    "**Known exports** are seen by their headers, in any order, or named as `preset`. What the mapping says stands and the rest is proposed. The answer has the whole mapping, and the words that are left to explain: look at a dry run first. A file needs the column of the deals' ids, these, and some more that are known:",
    ALL_PRESETS.map(({ key, forms }) => {
      const headers = forms.map(({ identifying }) => identifying.map(([name]) => name).join(", "));
      return `* \`${key}\`: ${headers.join("; or ")}`;
    }).join("\n"),
  ].join("\n\n");
}
