import type { Preset } from "./preset.ts";

/**
 * Deals: the labels of an export, or the internal names. A close date is expected while a deal is open and the date of closing afterwards.
 * Associated contacts are left out: one cell holds several people, and as one contact they would say that the deal hangs on one.
 */
export const HUBSPOT_DEALS: Preset = {
  key: "hubspot_deals",
  kind: "opportunities",
  forms: [
    { identifying: [["Record ID", "Deal ID"], ["Deal Name"], ["Deal Stage"]], knownAtLeast: 5 },
    { identifying: [["dealname"], ["dealstage"]], knownAtLeast: 4 },
  ],
  excluded: [],
  columns: {
    external_id: ["Record ID", "Deal ID", "hs_object_id"],
    name: ["Deal Name", "dealname"],
    stage: ["Deal Stage", "dealstage"],
    is_closed: ["Is Deal Closed?", "Is Closed", "hs_is_closed"],
    is_won: ["Is Closed Won", "hs_is_closed_won"],
    account: ["Associated Company (Primary)", "Primary Associated Company", "Associated Company", "Company Name"],
    owner: ["Deal owner", "hubspot_owner_id"],
    amount: ["Amount"],
    currency: ["Currency", "Deal Currency", "deal_currency_code"],
    opened_on: ["Create Date", "createdate"],
    stage_entered_on: ["Date entered current stage", "hs_v2_date_entered_current_stage"],
    expected_close_date: ["Close Date", "closedate"],
    closed_on: ["Close Date", "closedate"],
    lost_reason: ["Closed Lost Reason", "closed_lost_reason"],
    next_step: ["Next step", "hs_next_step"],
  },
  numberFormat: "auto",
  customNameOf: (column) => column,
  outcomeWords: ["Closed Won", "Closed Lost", "closedwon", "closedlost"],
  bareStage: (word) => word.replace(/ \([^()]*pipeline\)$/i, ""),
};
