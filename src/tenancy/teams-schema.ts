import { z } from "@hono/zod-openapi";
import { line, TimeField } from "../http/fields.ts";
import { formatTime } from "../values/calendar.ts";
import type { TeamRow } from "./teams-store.ts";

const MAX_OWNERS = 200;

export const TeamKey = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}$/,
    "A key is a lower-case letter, then up to 62 lower-case letters, digits or underscores.",
  )
  .openapi({ description: "Names the team in the API; it never changes", example: "north" });

const NameField = line(200).openapi({ example: "Team North" });

const OwnersField = z
  .array(line(200))
  .max(MAX_OWNERS)
  .refine((owners) => new Set(owners).size === owners.length, {
    error: "must name each owner once",
    params: { code: "repeated" },
  })
  .openapi({ description: "As opportunities name their owner, exactly; replaced whole", example: ["Aino", "Eero"] });

export const TeamChangeSchema = z.strictObject({ name: NameField, owners: OwnersField }).openapi("TeamChange");
export type TeamChange = z.infer<typeof TeamChangeSchema>;

export const TeamSchema = z
  .strictObject({
    key: z.string(),
    name: z.string(),
    owners: z.array(z.string()),
    revision: z.int(),
    created_at: TimeField,
    updated_at: TimeField,
  })
  .openapi("Team");

/** Written by `putTeam` only, as an array of names. */
export function readOwners({ owners }: Pick<TeamRow, "owners">): string[] {
  return JSON.parse(owners) as string[];
}

export function serializeTeam(row: TeamRow): z.infer<typeof TeamSchema> {
  return {
    key: row.key,
    name: row.name,
    owners: readOwners(row),
    revision: row.revision,
    created_at: formatTime(row.created_at),
    updated_at: formatTime(row.updated_at),
  };
}
