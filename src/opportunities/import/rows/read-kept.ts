import type { Contact } from "../../contacts.ts";
import type { CustomValue } from "../../custom-fields/values.ts";
import type { ImportField } from "../schema.ts";
import type { CriterionFacts, VisitFacts } from "./facts.ts";
import { readCriterion } from "./read-criterion.ts";
import { readCustom } from "./read-custom.ts";
import { type ListReading, readContact, readContacts, readCriteria, readTags, readVisits } from "./read-lists.ts";
import type { RowCells } from "./row-cells.ts";

export function readTagsOf(cells: RowCells): readonly string[] | null {
  const onlyCommas = cells.mapping.hasPlainTags;
  return readList(cells, "tags", "bad_tags", (text) => readTags(text, { onlyCommas }));
}

/** A list of contacts, or else the one that has columns of its own. */
export function readContactsOf(cells: RowCells): readonly Contact[] | null {
  const listed = readList(cells, "contacts", "bad_contacts", readContacts);
  if (listed) return listed;
  const [name, role, email] = (["contact_name", "contact_role", "contact_email"] as const).map((field) =>
    cells.valueOf(field),
  );
  if (!name && !email) return null;
  const read = readContact(name ?? null, role ?? null, email ?? null);
  return "refusal" in read
    ? cells.refuse(name ? "contact_name" : "contact_email", "bad_contacts", read.refusal)
    : read.items;
}

/** Those of the list, and those that have columns of their own, which come before. */
export function readCriteriaOf(cells: RowCells): readonly CriterionFacts[] | null {
  const listed = readList(cells, "criteria", "bad_criteria", readCriteria) ?? [];
  const single = cells.mapping.criteria.flatMap(({ criterion, column }) => {
    const text = cells.cellOf(column);
    const read = text === null ? null : readCriterion(criterion, text);
    if (read === null || "state" in read) return read ?? [];
    cells.refuseColumn(column, read.code, read.detail);
    return [];
  });
  const keys = new Set(single.map(({ key }) => key));
  const criteria = [...listed.filter(({ key }) => !keys.has(key)), ...single];
  return criteria.length === 0 ? null : criteria;
}

/** The stages go by the mapping's words; one that it does not know may be of another version. */
export function readVisitsOf(cells: RowCells): readonly VisitFacts[] | null {
  const visits = readList(cells, "visits", "bad_visits", readVisits);
  if (!visits || visits.length === 0) return null;
  return visits.map((visit) => ({ ...visit, stage: cells.mapping.targetOf(visit.stage) ?? visit.stage }));
}

export function readCustomOf(cells: RowCells): Readonly<Record<string, CustomValue>> | null {
  const { mapping } = cells;
  const values = mapping.custom.flatMap(({ field, column }): [string, CustomValue][] => {
    const text = cells.cellOf(column);
    if (text === null) return [];
    const formats = {
      readDate: (date: string) => mapping.readDate(date, column),
      numberFormat: mapping.numberFormatOf(column),
    };
    const read = readCustom(field, text, formats);
    if ("value" in read) return [[field.key, read.value]];
    cells.refuseColumn(column, "bad_custom_value", read.refusal);
    return [];
  });
  return values.length === 0 ? null : Object.fromEntries(values);
}

/** More is a mistake. */
const MAX_PUSHES = 10_000;

export function readPushesOf(cells: RowCells): number | null {
  return cells.read("pushes", (text) => {
    const pushes = /^\d{1,6}([.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
    if (pushes <= MAX_PUSHES) return pushes;
    return cells.refuse("pushes", "bad_number", `Write a whole number up to ${MAX_PUSHES}.`);
  });
}

function readList<Item>(
  cells: RowCells,
  field: ImportField,
  code: string,
  read: (text: string) => ListReading<Item>,
): readonly Item[] | null {
  return cells.read(field, (text) => {
    const list = read(text);
    return "refusal" in list ? cells.refuse(field, code, list.refusal) : list.items;
  });
}
