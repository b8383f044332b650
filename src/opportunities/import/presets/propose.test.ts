import { describe, expect, test } from "vitest";
import { ImportMappingSchema } from "../schema.ts";
import { presetOf } from "./presets.ts";
import { proposeColumns, proposeMapping } from "./propose.ts";

const NO_WORDS = { stages: [], statuses: [] };
const PROCESS = {
  stages: [
    { key: "qualify", name: "Qualification" },
    { key: "propose", name: "Proposal/Price Quote" },
  ],
};

describe("the columns", () => {
  test("of a Salesforce report: one close date, expected while the deal is open and the day of closing afterwards", () => {
    const header = ["Opportunity ID", "Opportunity Name", "Stage", "CLOSE DATE ", "Closed", "Won", "Push Count", "Age"];
    expect(proposeColumns(presetOf("salesforce_opportunities"), header)).toEqual({
      external_id: "Opportunity ID",
      name: "Opportunity Name",
      stage: "Stage",
      is_closed: "Closed",
      is_won: "Won",
      closed_on: "CLOSE DATE",
      expected_close_date: "CLOSE DATE",
      pushes: "Push Count",
    });
  });

  test("are names rather than ids, where the file has both", () => {
    const preset = presetOf("salesforce_opportunities");
    const ids = ["Id", "Name", "StageName", "CloseDate", "AccountId", "OwnerId"];
    expect(proposeColumns(preset, ids)).toMatchObject({ account: "AccountId", owner: "OwnerId" });
    const both = [...ids, "Account.Name", "Owner.Name"];
    expect(proposeColumns(preset, both)).toMatchObject({ account: "Account.Name", owner: "Owner.Name" });
  });

  test("of a Salesforce history: the stage that was entered, and when", () => {
    const header = ["Opportunity ID", "From Stage", "To Stage", "Stage", "Last Modified"];
    expect(proposeColumns(presetOf("salesforce_opportunity_history"), header)).toEqual({
      external_id: "Opportunity ID",
      stage: "To Stage",
      entered_at: "Last Modified",
    });
  });

  test("of HubSpot deals: the primary company, and no contacts", () => {
    const header = ["Record ID", "Deal Name", "Deal Stage", "Associated Company", "Associated Company (Primary)"];
    const columns = proposeColumns(presetOf("hubspot_deals"), [...header, "Associated Contact", "Is Closed Won"]);
    expect(columns).toEqual({
      external_id: "Record ID",
      name: "Deal Name",
      stage: "Deal Stage",
      account: "Associated Company (Primary)",
      is_won: "Is Closed Won",
    });
  });

  test("of Pipedrive deals: the day of closing of all deals, and those of the won and the lost ones", () => {
    const preset = presetOf("pipedrive_deals");
    const each = { won_on: "Deal - Won time", lost_on: "Deal - Lost time" };
    const header = ["Deal - Title", "Deal - Won time", "Deal - Lost time"];
    expect(proposeColumns(preset, header)).toEqual({ name: "Deal - Title", ...each });
    expect(proposeColumns(preset, [...header, "Deal - Deal closed on"])).toMatchObject({
      closed_on: "Deal - Deal closed on",
      ...each,
    });
  });

  test("that differ in case only are the first of them", () => {
    const header = ["stage", "Deal Stage", "DEAL STAGE", ""];
    expect(proposeColumns(presetOf("hubspot_deals"), header)).toEqual({ stage: "Deal Stage" });
  });

  test("that no row can go without are named where they are not in the file", () => {
    const proposal = proposeMapping(
      presetOf("salesforce_opportunities"),
      ["Opportunity Name", "Stage", "Close Date"],
      PROCESS,
      NO_WORDS,
      [],
    );
    expect(proposal.missing).toEqual([{ field: "external_id", column: "Opportunity ID" }]);
    const history = presetOf("salesforce_opportunity_history");
    expect(proposeMapping(history, ["StageName"], PROCESS, NO_WORDS, []).missing.map(({ field }) => field)).toEqual([
      "external_id",
      "entered_at",
    ]);
  });
});

describe("the words", () => {
  const propose = (key: Parameters<typeof presetOf>[0], stages: string[], statuses: string[] = []) =>
    proposeMapping(presetOf(key), [], PROCESS, { stages, statuses }, []);

  test("that mean a stage or an outcome for certain are mapped, the others named", () => {
    const proposal = propose("salesforce_opportunities", ["qualification", "Perception Analysis", "Closed Won", " "]);
    expect(proposal.mapping.stages).toEqual({
      qualification: "qualify",
      "Closed Won": "won",
      "Closed Lost": "lost",
      Qualification: "qualify",
      "Proposal/Price Quote": "propose",
    });
    expect(proposal.unmapped_stages).toEqual(["Perception Analysis"]);
  });

  test("of HubSpot may name the pipeline behind the stage, and nothing else in brackets is dropped", () => {
    const proposal = propose("hubspot_deals", ["Qualification (Sales Pipeline)", "Closed Lost (Sales Pipeline)"]);
    expect(proposal.mapping.stages).toMatchObject({
      "Qualification (Sales Pipeline)": "qualify",
      "Closed Lost (Sales Pipeline)": "lost",
    });
    expect(propose("hubspot_deals", ["Qualification (on hold)"]).unmapped_stages).toEqual(["Qualification (on hold)"]);
  });

  test("for a status are read the same way", () => {
    const proposal = propose("pipedrive_deals", [], ["Open", "Won", "Lost", "Deleted"]);
    expect(proposal.mapping.statuses).toEqual({ Open: "open", Won: "won", Lost: "lost" });
    expect(proposal.unmapped_statuses).toEqual(["Deleted"]);
  });

  test("are as many and as long as a mapping may have", () => {
    const many = Array.from({ length: 500 }, (_, index) => `Closed${" ".repeat(index)}Won`);
    const proposal = propose("salesforce_opportunities", many);
    expect(ImportMappingSchema.safeParse(proposal.mapping).error).toBeUndefined();
    expect(Object.keys(proposal.mapping.stages)).toHaveLength(200);
    expect(proposal.unmapped_stages).toHaveLength(300);
    const [longest = ""] = many.slice(-1);
    expect(propose("salesforce_opportunities", [longest]).unmapped_stages).toEqual([longest.trim()]);
  });

  test("are none that a mapping cannot carry", () => {
    const stages = [{ key: "proto", name: "Proto" }];
    const words = { stages: ["__proto__", "PROTO"], statuses: [] };
    const proposal = proposeMapping(presetOf("pipedrive_deals"), [], { stages }, words, []);
    expect(proposal.mapping.stages).toEqual({ PROTO: "proto", Proto: "proto" });
    expect(proposal.unmapped_stages).toEqual(["__proto__"]);
  });
});

describe("the company's own fields", () => {
  const customOf = (key: Parameters<typeof presetOf>[0], header: string[], keys: string[]) =>
    proposeMapping(presetOf(key), header, PROCESS, NO_WORDS, keys).mapping.custom;

  test("are found by their keys, as each system spells them", () => {
    expect(customOf("salesforce_opportunities", ["Lead Source", "Region__c"], ["lead_source", "region"])).toEqual({
      lead_source: "Lead Source",
      region: "Region__c",
    });
    expect(customOf("pipedrive_deals", ["Deal - Region", "Person - Segment"], ["region", "segment"])).toEqual({
      region: "Deal - Region",
    });
    expect(customOf("infield", ["custom.region", "segment"], ["region", "segment"])).toEqual({
      region: "custom.region",
    });
  });

  test("never take a column that the preset knows, and none from a history", () => {
    expect(customOf("hubspot_deals", ["Amount", "Deal Name"], ["amount", "deal_name"])).toEqual({});
    expect(customOf("salesforce_opportunity_history", ["Region"], ["region"])).toEqual({});
  });
});

test("every proposal is a mapping that may be sent", () => {
  const header = ["Id", "Name", "StageName", "CloseDate", "Region"];
  const words = { stages: ["Closed Won"], statuses: ["Open"] };
  const proposal = proposeMapping(presetOf("salesforce_opportunities"), header, PROCESS, words, ["region"]);
  expect(ImportMappingSchema.parse(proposal.mapping)).toEqual(proposal.mapping);
});
