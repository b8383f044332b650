import { z } from "@hono/zod-openapi";
import { notFound } from "../../errors.ts";
import { answerWrite } from "../../events/write.ts";
import { jsonAnswer } from "../../http/answer.ts";
import { type Api, json, jsonBody, operation, problem } from "../../http/operation.ts";
import { DEFAULT_LIMIT, pageSchema, pagingQuery, readCursor, toPage } from "../../http/paging.ts";
import { findOpportunity } from "../store.ts";
import { addNote, withdrawNote } from "./notes.ts";
import { NewNoteSchema, NoteSchema, serializeNote } from "./schema.ts";
import { listMergedNotes, listNotes, NEWEST } from "./store.ts";

const tags = ["Opportunities"];
const byId = z.object({ id: z.string() });

const addNoteRoute = operation({
  operationId: "addNote",
  method: "post",
  path: "/v1/opportunities/{id}/notes",
  permission: "opportunities:write",
  summary: "Write a note about an opportunity",
  description:
    "A note stands beside the opportunity: its revision and its ETag stay as they are. It is never rewritten. To correct one, withdraw it and " +
    "write another.",
  tags,
  request: { params: byId, body: jsonBody(NewNoteSchema) },
  responses: { 201: json("The note", NoteSchema) },
});

const listNotesRoute = operation({
  operationId: "listNotes",
  method: "get",
  path: "/v1/opportunities/{id}/notes",
  permission: "opportunities:read",
  summary: "List the notes about an opportunity, newest first",
  description:
    "Those about what was merged into it are among them, each with the `opportunity_id` that it was written about.",
  tags,
  request: { params: byId, query: z.strictObject(pagingQuery) },
  responses: { 200: json("A page of notes", pageSchema(NoteSchema, "NotePage")) },
});

const withdrawNoteRoute = operation({
  operationId: "withdrawNote",
  method: "delete",
  path: "/v1/opportunities/{id}/notes/{note_id}",
  permission: "opportunities:write",
  summary: "Withdraw a note",
  description:
    "The notes show no more of it than that it was there, and who withdrew it when. The history is no draft: it still tells what was written.",
  tags,
  request: { params: z.object({ id: z.string(), note_id: z.string() }) },
  responses: { 200: json("The note, without its text", NoteSchema), 409: problem("Too many writers at once") },
});

export function mountNoteRoutes(api: Api): void {
  api.openapi(addNoteRoute, (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const { text } = c.req.valid("json");
    return answerWrite(c, {
      decide: () => addNote(scope, id, text),
      answer: (note) => jsonAnswer(201, serializeNote(note)),
    });
  });

  api.openapi(listNotesRoute, async (c) => {
    const { scope } = c.var;
    const { id } = c.req.valid("param");
    const { limit = DEFAULT_LIMIT, cursor } = c.req.valid("query");
    const filters = { list: "notes", id };
    const before = readCursor(cursor, filters) ?? NEWEST;
    const [[deal], own, merged] = await scope.db.read([
      findOpportunity(id),
      listNotes(id, before, limit + 1),
      listMergedNotes(id, before, limit + 1),
    ]);
    if (!deal) throw notFound("opportunity");
    const newestFirst = [...own, ...merged].toSorted((a, b) => (a.id < b.id ? 1 : -1));
    const page = toPage(newestFirst, limit, filters, (note) => note.id);
    return c.json({ data: page.rows.map(serializeNote), next_cursor: page.nextCursor }, 200);
  });

  api.openapi(withdrawNoteRoute, (c) => {
    const { scope } = c.var;
    const { id, note_id } = c.req.valid("param");
    return answerWrite(c, {
      decide: () => withdrawNote(scope, id, note_id),
      answer: (note) => jsonAnswer(200, serializeNote(note)),
    });
  });
}
