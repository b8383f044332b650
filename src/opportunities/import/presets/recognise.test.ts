import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALL_PRESETS } from "./presets.ts";
import { recognisePreset } from "./recognise.ts";

/** Headers as the systems write them. */
const HEADERS = {
  "a Salesforce report": {
    preset: "salesforce_opportunities",
    header:
      "Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount Currency,Amount,Probability (%),Age,Close Date,Created Date,Next Step,Lead Source,Type",
  },
  "a Salesforce report of a custom type": {
    preset: "salesforce_opportunities",
    header:
      "Opportunity: Opportunity Name,Account Name: Account Name,Opportunity: Stage,Opportunity: Close Date,Opportunity: Created Date",
  },
  "a Data Loader export": {
    preset: "salesforce_opportunities",
    header: "ID,NAME,ACCOUNTID,OWNERID,STAGENAME,AMOUNT,CLOSEDATE,CREATEDDATE,ISCLOSED,ISWON,LASTSTAGECHANGEDATE",
  },
  "OpportunityHistory of the Salesforce API": {
    preset: "salesforce_opportunity_history",
    header: "Id,OpportunityId,StageName,Amount,ExpectedRevenue,CloseDate,Probability,CreatedDate,SystemModstamp",
  },
  "a Salesforce report of the opportunity history": {
    preset: "salesforce_opportunity_history",
    header: "Opportunity ID,Opportunity Name,Account Name,From Stage,To Stage,Stage,Close Date,Last Modified,Amount",
  },
  "a HubSpot export": {
    preset: "hubspot_deals",
    header: "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Last Activity Date",
  },
  "a HubSpot export with internal names": {
    preset: "hubspot_deals",
    header: "hs_object_id,dealname,dealstage,pipeline,amount,closedate,createdate,hubspot_owner_id",
  },
  "a Pipedrive export": {
    preset: "pipedrive_deals",
    header: "Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Stage,Deal - Status,Deal - ID,Person - Name",
  },
  "a Pipedrive sample spreadsheet": {
    preset: "pipedrive_deals",
    header: "Deal - Title,Deal - Value,Deal - Currency of value,Deal - Stage (pipeline),Deal - Status,Organization",
  },
  "a Pipedrive export without prefixes": {
    preset: "pipedrive_deals",
    header: "Title,Value,Organization,Contact person,Expected close date,Owner,Stage,Status,ID",
  },
  "our own export": {
    preset: "infield",
    header:
      "external_id,name,account,owner,amount,currency,expected_close_date,status,stage,stage_entered_at,closed_at,visits,custom.region",
  },
};

const columnsOf = (header: string) => header.split(",");
const KNOWN = Object.values(HEADERS);

describe("a header is recognised", () => {
  test.each(Object.entries(HEADERS))("of %s", (_, { preset, header }) => {
    expect(recognisePreset(columnsOf(header))?.key).toBe(preset);
  });

  test("in any case, order and outer space, and among more columns", () => {
    const variant = fc.record({
      known: fc.constantFrom(...KNOWN),
      more: fc.array(fc.string().filter((name) => !isKnown(name))),
      seed: fc.infiniteStream(fc.nat({ max: 5 })),
    });
    const law = fc.property(variant, fc.func(fc.double({ noNaN: true })), ({ known, more, seed }, place) => {
      const written = [...columnsOf(known.header), ...more].map((name, index) => respell(name, take(seed), index));
      const shuffled = written.toSorted((a, b) => place(a) - place(b));
      expect(recognisePreset(shuffled)?.key).toBe(known.preset);
    });
    fc.assert(law);
  });
});

describe("a header is nobody's", () => {
  test.each([
    ["HubSpot contacts", "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Create Date"],
    ["Zoho deals", "Record Id,Deal Name,Stage,Amount,Closing Date,Account Name,Deal Owner"],
    ["Freshsales deals", "Deal name,Deal stage,Deal value,Expected close date,Sales owner,Currency"],
    ["HighLevel opportunities", "Opportunity Name,Contact Name,pipeline,stage,Lead Value,status,Opportunity ID"],
    ["Salesforce accounts", "Account Name,Account Owner,Billing City,Type,Created Date"],
    ["Salesforce field history", "OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById"],
    ["tickets", "ID,Title,Status,Owner,Label"],
    ["a list of our own making", "external_id,name,account,owner"],
    ["too little of HubSpot deals", "Record ID,Deal Name,Deal Stage"],
    ["too little of Pipedrive deals", "Deal - ID,Deal - Title,Deal - Stage"],
    ["a list of stages", "external_id,stage"],
    ["no columns", ""],
  ])("of %s", (_, header) => {
    expect(recognisePreset(columnsOf(header))).toBeUndefined();
  });

  test("when it lacks an identifying column", () => {
    for (const { header, preset } of KNOWN) {
      const columns = columnsOf(header);
      const identifying = ALL_PRESETS.flatMap(({ key, forms }) => (key === preset ? forms : []))
        .flatMap((form) => form.identifying.flat())
        .map((name) => name.toLowerCase());
      const rest = columns.filter((name) => !identifying.includes(name.toLowerCase()));
      expect(recognisePreset(rest), header).toBeUndefined();
    }
  });

  test("when two systems claim it, unless both are Salesforce's: the history is told by its own columns", () => {
    for (const one of KNOWN) {
      for (const other of KNOWN.filter(({ preset }) => preset !== one.preset)) {
        const joined = [...columnsOf(one.header), ...columnsOf(other.header)];
        const isSalesforce = [one, other].every(({ preset }) => preset.startsWith("salesforce"));
        const expected = isSalesforce ? "salesforce_opportunity_history" : undefined;
        expect(recognisePreset(joined)?.key, joined.join()).toBe(expected);
      }
    }
  });
});

function isKnown(name: string): boolean {
  const names = ALL_PRESETS.flatMap(({ columns, forms, excluded }) => [
    ...Object.values(columns).flat(),
    ...forms.flatMap(({ identifying }) => identifying.flat()),
    ...excluded,
  ]);
  return names.some((known) => known.toLowerCase() === name.trim().toLowerCase());
}

function take(numbers: Iterator<number>): number {
  return Number(numbers.next().value);
}

function respell(name: string, choice: number, index: number): string {
  const cased = [name, name.toUpperCase(), name.toLowerCase()][choice % 3] ?? name;
  return choice > 2 ? `${" ".repeat(index % 3)}${cased} ` : cased;
}
