import { isCurrency, MAX_AMOUNT, toMinor } from "../../values/money.ts";
import type { RowMapping, Target } from "./mapping.ts";
import type { CsvRecord } from "./parse-csv.ts";
import { type ImportField, type Issue, TEXT_FIELDS } from "./schema.ts";

/** What one row says of one deal. null: it says nothing. Days count from 1970-01-01; the amount is in major units. */
export interface DealFacts {
  readonly row: number;
  readonly externalId: string;
  readonly target: Target;
  readonly name: string | null;
  readonly account: string | null;
  readonly owner: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly openedDay: number | null;
  readonly stageEnteredDay: number | null;
  readonly closedDay: number | null;
  readonly expectedCloseDay: number | null;
  readonly lostReason: string | null;
}

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

const PLAIN_DECIMAL = /^\d+(\.\d+)?$/;

/** Reads a row; all that is wrong with it is named, not just the first fault. */
export function readRow(rules: RowRules, { row, cells }: CsvRecord): ReadRow {
  const { mapping } = rules;
  const faults: Issue[] = [];
  const issue = (field: ImportField, code: string, detail: string): Issue => ({
    row,
    column: mapping.columnOf(field),
    code,
    detail,
  });
  const fault = (...args: Parameters<typeof issue>) => {
    faults.push(issue(...args));
    return null;
  };
  const text = (field: keyof typeof TEXT_FIELDS) => readText(field, mapping.valueOf(cells, field), fault);
  const day = (field: ImportField) => {
    const value = mapping.valueOf(cells, field);
    if (value === null) return null;
    return (
      mapping.parseDay(value) ??
      fault(field, "bad_date", "This is no date of 1970 to 2199 in the format of the mapping.")
    );
  };

  const externalId = text("external_id");
  if (externalId === null && faults.length === 0) fault("external_id", "external_id_missing", "A row needs an id.");
  const currency = readCurrency(mapping.valueOf(cells, "currency"), fault);
  const facts = {
    row,
    externalId: externalId ?? "",
    target: readTarget(mapping, mapping.valueOf(cells, "stage"), fault) ?? "",
    name: text("name"),
    account: text("account"),
    owner: text("owner"),
    amount: readAmount(mapping.valueOf(cells, "amount"), currency ?? rules.currency, fault),
    currency,
    openedDay: day("opened_on"),
    stageEnteredDay: day("stage_entered_on"),
    closedDay: day("closed_on"),
    expectedCloseDay: day("expected_close_date"),
    lostReason: text("lost_reason"),
  };
  for (const { field, code, detail } of dateFaults(facts, rules.today)) fault(field, code, detail);
  if (faults.length > 0) return { facts: null, faults, warnings: [] };
  const warnings = warningsOf(facts, mapping).map(({ field, code, detail }) => issue(field, code, detail));
  return { facts, faults, warnings };
}

type Refuse = (field: ImportField, code: string, detail: string) => null;

function readText(field: keyof typeof TEXT_FIELDS, value: string | null, refuse: Refuse): string | null {
  if (value === null) return null;
  const result = TEXT_FIELDS[field].safeParse(value);
  if (result.success) return value;
  for (const { code, params, message } of result.error.issues as readonly TextIssue[]) {
    const own = typeof params?.["code"] === "string" ? params["code"] : code;
    refuse(field, own === "too_big" ? "too_long" : own, sentence(message));
  }
  return null;
}

/** Of zod's issues: what a rule of a text field can say. */
interface TextIssue {
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly message: string;
}

function sentence(message: string): string {
  return `The value ${message}.`;
}

function readTarget(mapping: RowMapping, word: string | null, refuse: Refuse): Target | null {
  if (word === null) return refuse("stage", "stage_missing", "A row needs a stage.");
  const detail = `${JSON.stringify(word.slice(0, 100))} is no stage of the process, and the mapping does not say what it means.`;
  return mapping.targetOf(word) ?? refuse("stage", "unknown_stage", detail);
}

function readCurrency(value: string | null, refuse: Refuse): string | null {
  if (value === null) return null;
  const code = value.toUpperCase();
  return isCurrency(code) ? code : refuse("currency", "bad_currency", "This is no ISO 4217 code such as EUR.");
}

function readAmount(value: string | null, currency: string, refuse: Refuse): number | null {
  if (value === null) return null;
  const amount = PLAIN_DECIMAL.test(value) ? Number(value) : Number.NaN;
  if (!(amount <= MAX_AMOUNT)) {
    const rule = "Write an amount as digits with a decimal point, such as 1234.50, up to a thousand billion.";
    const detail = value.includes(",") ? `A decimal point is expected, and no comma. ${rule}` : rule;
    return refuse("amount", "bad_amount", detail);
  }
  if (toMinor(amount, currency) === undefined) {
    return refuse("amount", "amount_decimals", `${currency} has fewer decimals than this amount.`);
  }
  return amount;
}

interface Remark {
  readonly field: ImportField;
  readonly code: string;
  readonly detail: string;
}

/** Dates that cannot all be true. What is past is fact, so it cannot lie ahead. */
function dateFaults(facts: DealFacts, today: number): Remark[] {
  const { openedDay, stageEnteredDay } = facts;
  const closedDay = isClosed(facts) ? facts.closedDay : null;
  const remarks: Remark[] = [];
  const past = { opened_on: openedDay, stage_entered_on: stageEnteredDay, closed_on: closedDay } as const;
  for (const [field, day] of Object.entries(past) as [keyof typeof past, number | null][]) {
    if (day !== null && day > today)
      remarks.push({ field, code: "date_in_future", detail: "This date is still to come." });
  }
  const isBefore = (first: number | null, second: number | null) => first !== null && second !== null && first < second;
  if (isBefore(closedDay, openedDay)) {
    remarks.push({
      field: "closed_on",
      code: "closed_before_opened",
      detail: "The deal was closed before it was opened.",
    });
  }
  if (isBefore(closedDay, stageEnteredDay)) {
    const detail = "The deal was closed before it entered its last stage.";
    remarks.push({ field: "closed_on", code: "closed_before_stage_entered", detail });
  }
  if (isBefore(stageEnteredDay, openedDay)) {
    const detail = "The deal entered its stage before it was opened.";
    remarks.push({ field: "stage_entered_on", code: "stage_entered_before_opened", detail });
  }
  return remarks;
}

function warningsOf(facts: DealFacts, mapping: RowMapping): Remark[] {
  if (!isClosed(facts) && facts.closedDay !== null) {
    return [
      {
        field: "closed_on",
        code: "closed_on_ignored",
        detail: "The deal is open, so its date of closing is left out.",
      },
    ];
  }
  if (isClosed(facts) && facts.closedDay === null && mapping.columnOf("closed_on") !== null) {
    return [
      { field: "closed_on", code: "closed_on_missing", detail: "The deal is closed, but nobody knows since when." },
    ];
  }
  return [];
}

export function isClosed(facts: Pick<DealFacts, "target">): boolean {
  return facts.target === "won" || facts.target === "lost";
}
