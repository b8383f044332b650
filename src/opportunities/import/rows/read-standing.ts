import type { ImportField } from "../schema.ts";
import { type NoStanding, type Standing, standingOf } from "./outcome.ts";
import type { RowCells } from "./row-cells.ts";
import { readYesOrNo } from "./words.ts";

/** Where a row says that its deal stands; null when it does not say, or in words that nobody has explained: then there is a fault. */
export function readStanding(cells: RowCells): Standing | null {
  const { mapping, faults } = cells;
  const before = faults.length;
  const status = cells.read(
    "status",
    (word) =>
      mapping.outcomeOf(word) ??
      cells.refuse("status", "unknown_status", notExplained(word, "status", ["open", "won", "lost"], "statuses")),
  );
  const target = cells.read("stage", (word) => mapping.targetOf(word) ?? refuseStage(cells, word));
  const isClosed = readFlag(cells, "is_closed");
  const isWon = readFlag(cells, "is_won");
  if (faults.length > before) return null;
  const standing = standingOf({ target, status, isClosed, isWon }, mapping.stagesTellOutcomes);
  if (typeof standing === "string") return cells.refuse(fieldOf(cells, standing), standing, DETAILS[standing]);
  if (standing.isContradiction) cells.warn("stage", "status_contradicts_stage", believed(standing));
  return standing;
}

/** Whose column is to blame. */
function fieldOf({ mapping }: RowCells, missing: NoStanding): ImportField {
  if (missing === "stage_missing") return "stage";
  return mapping.columnOf("is_won") === null ? "is_closed" : "is_won";
}

const DETAILS: Readonly<Record<NoStanding, string>> = {
  stage_missing: "A row needs a stage.",
  outcome_missing: "The deal is closed, and the row does not say whether it was won or lost.",
};

function believed({ outcome, stage }: Standing): string {
  if (stage !== null) return `The deal is ${outcome} and stands in an open stage: it was closed there.`;
  return `The stage and the status say different things: the deal is ${outcome}.`;
}

/** A word for a stage that nobody has explained. */
export function refuseStage(cells: RowCells, word: string): null {
  const detail = notExplained(word, "stage of the process", cells.mapping.targets, "stages");
  return cells.refuse("stage", "unknown_stage", detail);
}

function notExplained(word: string, what: string, meanings: readonly string[], member: string): string {
  const told = meanings.slice(0, MOST_MEANINGS).join(", ");
  return `${JSON.stringify(word.slice(0, 100))} is no ${what}, and the mapping does not say what it means. Say so in ${member}: ${told}.`;
}

/** That are told of in a sentence. */
const MOST_MEANINGS = 20;

function readFlag(cells: RowCells, field: "is_closed" | "is_won"): boolean | null {
  return cells.read(
    field,
    (text) => readYesOrNo(text) ?? cells.refuse(field, "bad_flag", "This is neither yes nor no. Write one of the two."),
  );
}
