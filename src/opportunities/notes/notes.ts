import { newId } from "../../db/ids.ts";
import { notFound } from "../../errors.ts";
import { type Decision, unchanged } from "../../events/commit.ts";
import type { TenantScope } from "../../scope.ts";
import { opportunityEvent } from "../change-event.ts";
import { findOpportunity } from "../store.ts";
import { serializeNote } from "./schema.ts";
import { findNote, insertNote, type NoteRow, touchDeal, withdrawRow } from "./store.ts";

/**
 * Adds a note to an opportunity. A note stands beside the deal and changes nothing of it, so the deal's revision stays: nobody who edits the
 * deal at the same time is held up by it. Throws `not_found`.
 */
export async function addNote(scope: TenantScope, id: string, text: string): Promise<Decision<NoteRow>> {
  const [[deal]] = await scope.db.read([findOpportunity(id)]);
  if (!deal) throw notFound("opportunity");
  const note: NoteRow = {
    opportunity_id: id,
    id: newId("note"),
    text,
    author: scope.actor,
    created_at: scope.now,
    withdrawn_at: null,
    withdrawn_by: null,
  };
  return {
    result: note,
    changes: [insertNote(note), touchDeal(id, scope.now)],
    events: [opportunityEvent(scope, "opportunity.note_added", deal, undefined, { note: serializeNote(note) })],
  };
}

/**
 * Withdraws a note: its text is shown no more. What was written when, and who took it back, stays in the history. One that is withdrawn already
 * stays as it is. Throws `not_found`.
 */
export async function withdrawNote(scope: TenantScope, id: string, noteId: string): Promise<Decision<NoteRow>> {
  const [[deal], [before]] = await scope.db.read([findOpportunity(id), findNote(id, noteId)]);
  if (!deal) throw notFound("opportunity");
  if (!before) throw notFound("note");
  if (before.withdrawn_at !== null) return unchanged(before);
  const note: NoteRow = { ...before, withdrawn_at: scope.now, withdrawn_by: scope.actor };
  return {
    result: note,
    changes: [withdrawRow(note, id), touchDeal(id, scope.now)],
    events: [opportunityEvent(scope, "opportunity.note_withdrawn", deal, undefined, { note: serializeNote(note) })],
  };
}
