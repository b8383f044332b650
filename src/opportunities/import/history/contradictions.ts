/**
 * What a stage history and a deal can say against each other, and which of the two is believed: the rule is the text of the warning and of
 * the documentation alike. In short: the history is believed about the past, the deal about what it is now.
 */
export const CONTRADICTIONS = {
  entered_before_opened:
    "The deal entered a stage before it was opened. The history is believed: the day that it was opened moves back to it.",
  stage_not_in_history:
    "The history does not lead to the stage that the deal is in, or was in when it was moved here. That stage is believed, for it is known later: a visit of it is added, without a date unless one is known that is later than the history's.",
  history_ends_closed:
    "The history ends with a closing and the deal is open. The deal is believed: it was reopened since, nobody knows when.",
  outcome_differs:
    "The history ends with another outcome than the deal has. The deal's outcome is believed, and the history's date of it.",
  closing_dates_differ:
    "The history has another day of closing than the deal. The history is believed: the deal was closed when it says.",
  closed_elsewhere:
    "The deal was closed in another stage by the history than by what was known. The history is believed.",
  closing_not_in_history:
    "The deal is closed and its history does not say when. It ends in the last stage of the history, when the deal was closed.",
  entry_after_closing:
    "The history goes on after the day on which the deal was closed, without closing it again. The deal is believed: this row is left out.",
} as const;

export type Contradiction = keyof typeof CONTRADICTIONS;

/** What keeps a row of a stage history out, and with it the other rows of its deal: half a history would be a wrong one. */
export const REFUSALS = {
  unknown_opportunity: "There is no opportunity with this id. Import the opportunities before their history.",
  other_process: "The opportunity with this id is in another process.",
  unknown_stage: "The version of the process that the opportunity is pinned to has no such stage.",
  date_in_future: "This date is still to come.",
  history_incomplete:
    "Another row of the same opportunity has a fault. Its history goes in as a whole or not at all: send all of its rows again.",
} as const;

export type Refusal = keyof typeof REFUSALS;
