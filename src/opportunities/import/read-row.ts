import { type DealFacts, isClosed } from "./facts.ts";
import type { FileRecord } from "./file/file-row.ts";
import type { RowMapping } from "./mapping.ts";
import type { Standing } from "./outcome.ts";
import { readContactsOf, readCriteriaOf, readCustomOf, readPushesOf, readTagsOf, readVisitsOf } from "./read-kept.ts";
import { readMoney } from "./read-money.ts";
import { readStanding } from "./read-standing.ts";
import { type CellDate, NO_DATE, RowCells } from "./row-cells.ts";
import type { Issue } from "./schema.ts";

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
  const { entered, closed } = readMoments(cells, standing);
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
  checkDates(cells, facts, rules.today);
  if (cells.faults.length > 0) return { facts: null, faults: cells.faults, warnings: [] };
  warnOfClosing(cells, facts);
  return { facts, faults: [], warnings: cells.warnings };
}

/** When the deal entered its stage, and when it was closed. */
function readMoments(cells: RowCells, standing: Standing | null): { entered: CellDate; closed: CellDate } {
  const [entered, closed] = [cells.date("stage_entered_on"), cells.date("closed_on")];
  const isClosing = cells.mapping.isClosingAnEntry && standing?.stage === null;
  if (!isClosing) return { entered, closed };
  return { entered: NO_DATE, closed: closed.day === null ? entered : closed };
}

export function readExternalId(cells: RowCells): string | null {
  if (cells.valueOf("external_id") !== null) return cells.text("external_id");
  return cells.refuse("external_id", "external_id_missing", "A row needs an id.");
}

/** Dates that cannot all be true. What is past is fact, so it cannot lie ahead. */
function checkDates(cells: RowCells, facts: DealFacts, today: number): void {
  const { openedDay, stageEnteredDay } = facts;
  const closedDay = isClosed(facts) ? facts.closedDay : null;
  const past = { opened_on: openedDay, stage_entered_on: stageEnteredDay, closed_on: closedDay } as const;
  for (const [field, day] of Object.entries(past) as [keyof typeof past, number | null][]) {
    if (day !== null && day > today) cells.refuse(field, "date_in_future", "This date is still to come.");
  }
  const isBefore = (first: number | null, second: number | null) => first !== null && second !== null && first < second;
  if (isBefore(closedDay, openedDay)) {
    cells.refuse("closed_on", "closed_before_opened", "The deal was closed before it was opened.");
  }
  if (isBefore(closedDay, stageEnteredDay)) {
    const detail = "The deal was closed before it entered its last stage.";
    cells.refuse("closed_on", "closed_before_stage_entered", detail);
  }
  if (isBefore(stageEnteredDay, openedDay)) {
    const detail = "The deal entered its stage before it was opened.";
    cells.refuse("stage_entered_on", "stage_entered_before_opened", detail);
  }
}

/** A column that is the expected close date as well says nothing of the closing of a deal that is open. */
function warnOfClosing(cells: RowCells, facts: DealFacts): void {
  const column = cells.mapping.columnOf("closed_on");
  if (column === null) return;
  if (!isClosed(facts)) {
    if (facts.closedDay === null || column === cells.mapping.columnOf("expected_close_date")) return;
    cells.warn("closed_on", "closed_on_ignored", "The deal is open, so its date of closing is left out.");
  } else if (facts.closedDay === null) {
    cells.warn("closed_on", "closed_on_missing", "The deal is closed, but nobody knows since when.");
  }
}
