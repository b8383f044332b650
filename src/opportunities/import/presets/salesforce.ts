import type { Preset } from "./preset.ts";

/**
 * Opportunities: a report's labels (of the standard report type, then of custom ones, which name the object first) or the API's names,
 * as Data Loader and SOQL write them. A close date is expected while a deal is open and the date of closing afterwards.
 */
export const SALESFORCE_OPPORTUNITIES: Preset = {
  key: "salesforce_opportunities",
  kind: "opportunities",
  forms: [
    {
      identifying: [
        ["Opportunity Name", "Opportunity: Opportunity Name"],
        ["Stage", "Opportunity: Stage"],
        ["Close Date", "Opportunity: Close Date"],
      ],
      knownAtLeast: 5,
    },
    { identifying: [["Name"], ["StageName"], ["CloseDate"]], knownAtLeast: 4 },
  ],
  excluded: ["OpportunityId", "From Stage", "To Stage"],
  columns: {
    external_id: ["Opportunity ID", "Opportunity: ID", "Opportunity: Opportunity ID", "Id"],
    name: ["Opportunity Name", "Opportunity: Opportunity Name", "Name"],
    stage: ["Stage", "Opportunity: Stage", "StageName"],
    is_closed: ["Closed", "Opportunity: Closed", "IsClosed"],
    is_won: ["Won", "Opportunity: Won", "IsWon"],
    account: ["Account Name", "Account: Account Name", "Account Name: Account Name", "Account.Name", "AccountId"],
    owner: [
      "Opportunity Owner",
      "Opportunity Owner: Full Name",
      "Opportunity: Opportunity Owner",
      "Owner.Name",
      "OwnerId",
    ],
    amount: ["Amount", "Opportunity: Amount"],
    currency: ["Amount Currency", "Opportunity Currency", "Opportunity: Opportunity Currency", "CurrencyIsoCode"],
    opened_on: ["Created Date", "Opportunity: Created Date", "CreatedDate"],
    stage_entered_on: ["Last Stage Change Date", "Opportunity: Last Stage Change Date", "LastStageChangeDate"],
    expected_close_date: ["Close Date", "Opportunity: Close Date", "CloseDate"],
    closed_on: ["Close Date", "Opportunity: Close Date", "CloseDate"],
    lost_reason: ["Lost Reason", "Loss Reason", "Closed Lost Reason", "Loss_Reason__c", "Lost_Reason__c"],
    next_step: ["Next Step", "Opportunity: Next Step", "NextStep"],
    pushes: ["Push Count", "Opportunity: Push Count", "PushCount"],
  },
  numberFormat: "auto",
  customNameOf: (column) => column.replace(/^Opportunity: /i, "").replace(/__c$/i, ""),
  outcomeWords: ["Closed Won", "Closed Lost"],
  bareStage: (word) => word,
};

/**
 * The history of stages: the object OpportunityHistory, or the report Opportunity History. A change of the amount or the close date is a
 * row as well, in which the stage is the one before.
 */
export const SALESFORCE_OPPORTUNITY_HISTORY: Preset = {
  key: "salesforce_opportunity_history",
  kind: "stage_history",
  forms: [
    { identifying: [["OpportunityId"], ["StageName"], ["CreatedDate"]], knownAtLeast: 3 },
    {
      identifying: [
        ["From Stage"],
        ["To Stage"],
        ["Opportunity Name", "Opportunity ID"],
        ["Last Modified", "Last Modified Date", "Last Stage Change Date"],
      ],
      knownAtLeast: 2,
    },
  ],
  excluded: [],
  columns: {
    external_id: ["Opportunity ID", "Opportunity: Opportunity ID", "OpportunityId"],
    stage: ["To Stage", "StageName"],
    entered_at: ["Last Modified", "Last Modified Date", "Last Stage Change Date", "CreatedDate"],
  },
  numberFormat: "auto",
  customNameOf: () => null,
  outcomeWords: ["Closed Won", "Closed Lost"],
  bareStage: (word) => word,
};
