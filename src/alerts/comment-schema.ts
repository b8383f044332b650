import { z } from "@hono/zod-openapi";
import { prose, TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import type { CommentRow } from "./comment-store.ts";

/** In characters. */
const MAX_COMMENT = 4_000;

export const CommentField = prose(MAX_COMMENT);

export const NewCommentSchema = z.strictObject({ text: CommentField }).openapi("NewAlertComment");

export const CommentSchema = z
  .strictObject({
    id: z.string().openapi({ example: "cmt_01h455vb4pex5vsknk084sn02q" }),
    alert_id: z.string(),
    text: z.string(),
    author: z.string().openapi({ description: "Who wrote it: the id of a credential" }),
    created_at: TimeField,
  })
  .openapi("AlertComment");

export function serializeComment(row: CommentRow): z.infer<typeof CommentSchema> {
  return {
    id: row.id,
    alert_id: row.alert_id,
    text: row.text,
    author: row.author,
    created_at: formatTime(row.created_at),
  };
}
