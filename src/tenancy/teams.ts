import { DomainError, notFound } from "../errors.ts";
import { changedFields } from "../events/changed-fields.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import { checkIfMatch, checkNoIfMatch, type IfMatch } from "../http/conditional.ts";
import type { TenantScope } from "../scope.ts";
import { serializeTeam, type TeamChange } from "./teams-schema.ts";
import { countTeams, deleteTeamRow, findTeam, insertTeam, MAX_TEAMS, type TeamRow, updateTeam } from "./teams-store.ts";

export interface PutTeam {
  readonly row: TeamRow;
  readonly isNew: boolean;
}

/** Makes a team, or gives the one of that key another name and other owners. The same again changes nothing. Throws `too_many_teams`. */
export async function putTeam(
  scope: TenantScope,
  key: string,
  input: TeamChange,
  ifMatch: IfMatch,
): Promise<Decision<PutTeam>> {
  const [[before], [counted]] = await scope.db.read([findTeam(key), countTeams()]);
  const fields = { name: input.name, owners: JSON.stringify(input.owners) };
  if (!before) {
    checkNoIfMatch(ifMatch);
    if ((counted?.count ?? 0) >= MAX_TEAMS) {
      throw new DomainError("too_many_teams", `A company has at most ${MAX_TEAMS} teams.`);
    }
    const row = { key, ...fields, revision: 1, created_at: scope.now, updated_at: scope.now };
    return {
      result: { row, isNew: true },
      changes: [insertTeam(row)],
      events: [{ type: "team.created", data: { team: serializeTeam(row) } }],
    };
  }
  checkIfMatch(ifMatch, before.revision);
  if (before.name === fields.name && before.owners === fields.owners) return unchanged({ row: before, isNew: false });
  const row = { ...before, ...fields, revision: before.revision + 1, updated_at: scope.now };
  const team = serializeTeam(row);
  return {
    result: { row, isNew: false },
    changes: [updateTeam(row)],
    events: [{ type: "team.updated", data: { team, previous: changedFields(serializeTeam(before), team) } }],
  };
}

/** Deletes a team; its owners keep their deals. Throws `not_found`. */
export async function deleteTeam(scope: TenantScope, key: string, ifMatch: IfMatch): Promise<Decision<null>> {
  const [[before]] = await scope.db.read([findTeam(key)]);
  if (!before) throw notFound("team");
  checkIfMatch(ifMatch, before.revision);
  return {
    result: null,
    changes: [deleteTeamRow(key, before.revision)],
    events: [{ type: "team.deleted", data: { team: serializeTeam(before) } }],
  };
}
