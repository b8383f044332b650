import type { FileRecord } from "../file/file-row.ts";
import type { RowMapping } from "../mapping/bind-mapping.ts";
import type { Issue } from "../schema.ts";
import { type ClosingField, closingFieldOf } from "./closing-field.ts";
import { type DealFacts, isClosed } from "./facts.ts";
import type { Standing } from "./outcome.ts";
import { readContactsOf, readCriteriaOf, readCustomOf, readPushesOf, readTagsOf, readVisitsOf } from "./read-kept.ts";
import { readMoney } from "./read-money.ts";
import { readStanding } from "./read-standing.ts";
import { type CellDate, NO_DATE, RowCells } from "./row-cells.ts";

export interface ReadRow {
  /** null when the row has faults. */
  readonly facts: DealFacts | null;
  readonly faults: readonly Issue[];
  readonly warnings: readonly Issue[];
}

/** What a row is held against: the company's currency where the file names none, and its today. */
export interface RowRules {
  readonly mapping: RowMapping;
  readonly currency: string;
  readonly today: number;
}

/** Reads a row; all that is wrong with it is named, not just the first fault. */
export function readRow(rules: RowRules, record: FileRecord): ReadRow {
  const cells = new RowCells(rules.mapping, record);
  const externalId = readExternalId(cells);
  const standing = readStanding(cells);
  const [name, account, owner] = [cells.text("name"), cells.text("account"), cells.text("owner")];
  const money = readMoney(cells, rules.currency);
  const opened = cells.date("opened_on");
  const closing = closingFieldOf(cells, standing?.outcome ?? "open");
  const { entered, closed } = readMoments(cells, standing, closing);
  const facts: DealFacts = {
    row: record.row,
    externalId: externalId ?? "",
    outcome: standing?.outcome ?? "open",
    stage: standing?.stage ?? null,
    name,
    account,
    owner,
    ...money,
    openedDay: opened.day,
    stageEnteredDay: entered.day,
    stageEnteredAt: entered.at,
    closedDay: closed.day,
    closedAt: closed.at,
    expectedCloseDay: cells.date("expected_close_date").day,
    lostReason: cells.text("lost_reason"),
    tags: readTagsOf(cells),
    nextStep: cells.text("next_step"),
    nextStepDueDay: cells.date("next_step_due").day,
    contacts: readContactsOf(cells),
    custom: readCustomOf(cells),
    pushes: readPushesOf(cells),
    criteria: readCriteriaOf(cells),
    visits: readVisitsOf(cells),
  };
  checkDates(cells, facts, closing, rules.today);
  if (cells.faults.length > 0) return { facts: null, faults: cells.faults, warnings: [] };
  if (closing !== null) warnOfClosing(cells, facts, closing);
  return { facts, faults: [], warnings: cells.warnings };
}

/** When the deal entered its stage, and when it was closed. */
function readMoments(
  cells: RowCells,
  standing: Standing | null,
  closing: ClosingField | null,
): { entered: CellDate; closed: CellDate } {
  const entered = cells.date("stage_entered_on");
  const closed = closing === null ? NO_DATE : cells.date(closing);
  const isClosing = cells.mapping.isClosingAnEntry && standing?.stage === null;
  if (!isClosing) return { entered, closed };
  return { entered: NO_DATE, closed: closed.day === null ? entered : closed };
}

export function readExternalId(cells: RowCells): string | null {
  const id = cells.valueOf("external_id");
  if (id === null) return cells.refuse("external_id", "external_id_missing", "A row needs an id.");
  return SHORTENED.test(id) ? cells.refuse("external_id", "shortened_id", SHORTENED_ID) : cells.text("external_id");
}

/** How a spreadsheet shows a number of twelve digits or more: `1.42E+11` stands for many ids. */
const SHORTENED = /^\d[.,]\d+E\+\d{2}$/i;
const SHORTENED_ID =
  "A spreadsheet has shortened this id. Give the column a format that shows whole numbers and save the file again.";

/** Dates that cannot all be true. What is past is fact, so it cannot lie ahead. */
function checkDates(cells: RowCells, facts: DealFacts, closing: ClosingField | null, today: number): void {
  const closedOn = closing ?? "closed_on";
  const { openedDay, stageEnteredDay } = facts;
  const closedDay = isClosed(facts) ? facts.closedDay : null;
  const past = [
    ["opened_on", openedDay],
    ["stage_entered_on", stageEnteredDay],
    [closedOn, closedDay],
  ] as const;
  for (const [field, day] of past) {
    if (day !== null && day > today) cells.refuse(field, "date_in_future", "This date is still to come.");
  }
  const isBefore = (first: number | null, second: number | null) => first !== null && second !== null && first < second;
  if (isBefore(closedDay, openedDay)) {
    cells.refuse(closedOn, "closed_before_opened", `The deal was closed before it was opened. ${LEAVE_OUT}`);
  }
  if (isBefore(closedDay, stageEnteredDay)) {
    const detail = `The deal was closed before it entered its last stage. ${LEAVE_OUT}`;
    cells.refuse(closedOn, "closed_before_stage_entered", detail);
  }
  if (isBefore(stageEnteredDay, openedDay)) {
    const detail = `The deal entered its stage before it was opened. ${LEAVE_OUT}`;
    cells.refuse("stage_entered_on", "stage_entered_before_opened", detail);
  }
}

const LEAVE_OUT = "Correct the date that is wrong, or leave it out.";

/** A column that says something else as well, such as the expected close date, says nothing of the closing of a deal that is open. */
function warnOfClosing(cells: RowCells, facts: DealFacts, closing: ClosingField): void {
  if (!isClosed(facts)) {
    const column = cells.mapping.columnOf(closing);
    const isShared = (["expected_close_date", "stage_entered_on"] as const).some(
      (field) => cells.mapping.columnOf(field) === column,
    );
    if (facts.closedDay === null || isShared) return;
    cells.warn(closing, "closed_on_ignored", "The deal is open, so its date of closing is left out.");
  } else if (facts.closedDay === null) {
    cells.warn(closing, "closed_on_missing", "The deal is closed, but nobody knows since when.");
  }
}
