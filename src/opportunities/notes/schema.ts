import { z } from "@hono/zod-openapi";
import { prose, TimeField } from "../../http/fields.ts";
import { formatTime } from "../../values/calendar.ts";
import type { NoteRow } from "./store.ts";

/** In characters. */
const MAX_NOTE = 10_000;

export const NewNoteSchema = z.strictObject({ text: prose(MAX_NOTE) }).openapi("NewNote");

export const NoteSchema = z
  .strictObject({
    id: z.string().openapi({ example: "note_01h455vb4pex5vsknk084sn02q" }),
    opportunity_id: z.string().openapi({
      description: "What it was written about: the opportunity itself, or one that was merged into it",
    }),
    text: z.string().nullable().openapi({ description: "null once it is withdrawn" }),
    author: z.string().openapi({ description: "Who wrote it: the id of a credential" }),
    created_at: TimeField,
    withdrawn_at: TimeField.nullable(),
    withdrawn_by: z.string().nullable(),
  })
  .openapi("Note");

export function serializeNote(row: NoteRow): z.infer<typeof NoteSchema> {
  return {
    id: row.id,
    opportunity_id: row.opportunity_id,
    text: row.withdrawn_at === null ? row.text : null,
    author: row.author,
    created_at: formatTime(row.created_at),
    withdrawn_at: row.withdrawn_at === null ? null : formatTime(row.withdrawn_at),
    withdrawn_by: row.withdrawn_by,
  };
}
