import type { Preset } from "./preset.ts";

/**
 * Deals: `Deal - Title` and so on, or the same names without what they belong to. A won deal keeps the stage that it was won in; what has
 * become of it is in the status. `Deal closed on` is there for won and lost deals alike; without it each outcome has a column of its own. E-mail addresses are left out: one cell may hold several, and then a row would fail for them.
 */
export const PIPEDRIVE_DEALS: Preset = {
  key: "pipedrive_deals",
  kind: "opportunities",
  forms: [
    {
      identifying: [["Deal - Title"], ["Deal - Stage", "Deal - Stage (pipeline)"]],
      knownAtLeast: 5,
    },
    {
      identifying: [["Title"], ["Value"], ["Stage"], ["Status"], ["Organization", "Contact person"]],
      knownAtLeast: 7,
    },
  ],
  excluded: [],
  columns: {
    external_id: ["Deal - ID", "Deal - Pipedrive System ID", "Deal - System ID", "ID", "Pipedrive System ID"],
    name: ["Deal - Title", "Title"],
    stage: ["Deal - Stage", "Deal - Stage (pipeline)", "Stage"],
    status: ["Deal - Status", "Status"],
    account: ["Deal - Organization", "Organization - Name", "Organization"],
    owner: ["Deal - Owner", "Owner"],
    amount: ["Deal - Value", "Value"],
    currency: ["Deal - Currency of Value", "Deal - Currency", "Currency of Value", "Currency"],
    opened_on: ["Deal - Deal created", "Deal - Creation date", "Deal - Add time", "Deal created", "Add time"],
    stage_entered_on: ["Deal - Last stage change", "Last stage change"],
    expected_close_date: ["Deal - Expected close date", "Expected close date"],
    closed_on: ["Deal - Deal closed on", "Deal - Closed on", "Deal closed on"],
    won_on: ["Deal - Won time", "Won time"],
    lost_on: ["Deal - Lost time", "Lost time"],
    lost_reason: ["Deal - Lost reason", "Lost reason"],
    tags: ["Deal - Label", "Label"],
    contact_name: ["Deal - Contact person", "Person - Name", "Contact person"],
  },
  numberFormat: "auto",
  customNameOf: (column) => (/^(Organization|Person) - /i.test(column) ? null : column.replace(/^Deal - /i, "")),
  outcomeWords: [],
  bareStage: (word) => word,
};
