import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { ImportMappingSchema } from "../schema.ts";
import { proposeColumns, proposeMapping } from "./propose.ts";
import { recognisePreset } from "./recognise.ts";

const FOLDER = join(import.meta.dirname, "../../../../test/fixtures/imports");

/** The stages of each system as it comes, so that every word but none of the outcomes is a stage's name. */
const STAGES = {
  salesforce: [
    "Prospecting",
    "Qualification",
    "Needs Analysis",
    "Value Proposition",
    "Id. Decision Makers",
    "Proposal/Price Quote",
    "Negotiation/Review",
  ],
  hubspot: [
    "Appointment Scheduled",
    "Qualified To Buy",
    "Presentation Scheduled",
    "Decision Maker Bought-In",
    "Contract Sent",
  ],
  pipedrive: ["Qualified", "Contact Made", "Demo Scheduled", "Proposal Made", "Negotiations Started"],
  infield: ["To first", "First to second", "Second to third", "Close", "Score"],
};

const PRESETS: Readonly<Record<string, string>> = {
  "hubspot-deals.csv": "hubspot_deals",
  "infield.csv": "infield",
  "infield.ndjson": "infield",
  "pipedrive-deals-spreadsheet.csv": "pipedrive_deals",
  "pipedrive-deals.csv": "pipedrive_deals",
  "salesforce-opportunities-api.csv": "salesforce_opportunities",
  "salesforce-opportunities.csv": "salesforce_opportunities",
  "salesforce-opportunity-history-report.csv": "salesforce_opportunity_history",
  "salesforce-opportunity-history.csv": "salesforce_opportunity_history",
};

test("there is a preset for every example", () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(PRESETS).toSorted());
});

test.each(Object.entries(PRESETS))("%s is recognised as %s, and nothing in it is left unexplained", (file, key) => {
  const rows = readRows(file);
  const header = Object.keys(rows[0] ?? {});
  const preset = recognisePreset(header);
  expect(preset?.key).toBe(key);
  if (!preset) return;
  const { stage = "", status = "" } = proposeColumns(preset, header);
  const words = { stages: wordsOf(rows, stage), statuses: wordsOf(rows, status) };
  const system = (Object.keys(STAGES) as (keyof typeof STAGES)[]).find((name) => key.startsWith(name)) ?? "infield";
  const stages = STAGES[system].map((name) => ({ key: name.toLowerCase().replaceAll(/[^a-z]+/g, "_"), name }));
  const proposal = proposeMapping(preset, header, { stages }, words, []);
  expect(proposal).toMatchObject({ unmapped_stages: [], unmapped_statuses: [], missing: [] });
  expect(words.stages.length).toBeGreaterThan(3);
  expect(ImportMappingSchema.parse(proposal.mapping)).toEqual(proposal.mapping);
});

function readRows(file: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(join(FOLDER, file), "utf8");
  if (file.endsWith(".ndjson"))
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  return parse(text, {
    columns: true,
    bom: true,
    delimiter: file.includes("spreadsheet") ? ";" : ",",
  });
}

function wordsOf(rows: readonly Readonly<Record<string, string>>[], column: string): readonly string[] {
  return [...new Set(rows.map((row) => row[column] ?? ""))];
}
