import { prose } from "../../../http/fields.ts";
import { formatDate } from "../../../values/calendar.ts";
import type { CustomFieldType } from "../../custom-fields/definition.ts";
import { type CustomValue, MAX_CUSTOM_TEXT } from "../../custom-fields/values.ts";
import type { DateReading } from "../formats/dates.ts";
import { readWrittenNumber, toNumber } from "../formats/numbers.ts";
import type { NumberFormat } from "../schema.ts";
import { readYesOrNo } from "./words.ts";

/** Of a custom field, what reading a cell rests on. */
export interface CustomColumnField {
  readonly key: string;
  readonly type: CustomFieldType;
  /** What may be chosen. */
  readonly choices?: readonly string[] | null | undefined;
}

/** How the cells of a column are read. */
export interface CellFormats {
  readonly readDate: (text: string) => DateReading;
  readonly numberFormat: NumberFormat;
}

/** Reads a cell as a value of a custom field: a date in any form of the file becomes YYYY-MM-DD. The refusal is a sentence. */
export function readCustom(
  field: CustomColumnField,
  text: string,
  formats: CellFormats,
): { readonly value: CustomValue } | { readonly refusal: string } {
  switch (field.type) {
    case "text":
      return isText(text) ? { value: text } : { refusal: `This is no text of at most ${MAX_CUSTOM_TEXT} characters.` };
    case "number": {
      const written = readNumber(text, formats.numberFormat);
      return written === undefined ? { refusal: "This is no number." } : { value: written };
    }
    case "date": {
      const read = formats.readDate(text);
      return "refusal" in read ? read : { value: formatDate(read.day) };
    }
    case "boolean": {
      const value = readYesOrNo(text);
      return value === undefined ? { refusal: "This is neither yes nor no." } : { value };
    }
    case "choice": {
      const choices = field.choices ?? [];
      const names = choices.slice(0, 20).join(", ");
      return choices.includes(text) ? { value: text } : { refusal: `This is none of the choices: ${names}.` };
    }
  }
}

/** Unlike an amount, a number may be negative, and nothing else stands beside it. */
function readNumber(text: string, format: NumberFormat): number | undefined {
  const written = readWrittenNumber(text);
  const sign = written?.before.replace("−", "-");
  if (written?.after !== "" || (sign !== "" && sign !== "-")) return undefined;
  const value = toNumber(written.digits, format);
  return value !== undefined && sign === "-" ? -value : value;
}

let customText: ReturnType<typeof prose> | undefined;

function isText(text: string): boolean {
  customText ??= prose(MAX_CUSTOM_TEXT);
  return customText.safeParse(text).success;
}
