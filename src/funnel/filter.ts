import { z } from "@hono/zod-openapi";
import { notFound } from "../errors.ts";
import type { OpportunityRow } from "../opportunities/opportunity.ts";
import { TagField } from "../opportunities/tags.ts";
import { readOwners } from "../tenancy/teams-schema.ts";
import type { TeamRow } from "../tenancy/teams-store.ts";

/** Which deals of a process a funnel is of, as the caller names them. */
export interface FunnelFilter {
  readonly owner?: string | undefined;
  /** The key of a team. */
  readonly team?: string | undefined;
  readonly tag?: string | undefined;
}

/** Which process is meant; none is named for the default one. */
export const processQuery = {
  process_id: z.string().max(100).optional().openapi({ description: "Default: the company's default process" }),
};

export const filterQuery = {
  owner: z.string().max(200).optional().openapi({ description: "Only this owner's opportunities" }),
  team: z.string().max(63).optional().openapi({ description: "Only those of the owners in this team, by its key" }),
  tag: TagField.optional().openapi({ description: "Only those with this tag" }),
};

/** Whether it leaves out any deal. */
export function isFiltered({ owner, team, tag }: FunnelFilter): boolean {
  return owner !== undefined || team !== undefined || tag !== undefined;
}

export type Fits = (deal: Pick<OpportunityRow, "owner" | "tags">) => boolean;

/** What a filter lets through: what fits all that it names. Throws `not_found` for a team that is not there (`team` is what was found of it). */
export function fitsOf(filter: FunnelFilter, team: TeamRow | undefined): Fits {
  const { owner, tag } = filter;
  if (filter.team !== undefined && !team) {
    throw notFound("team", [{ pointer: "/query/team", code: "not_found", detail: "There is no such team." }]);
  }
  const members = team && new Set(readOwners(team));
  // Tags are stored as a JSON array, and none holds what JSON would escape.
  const written = tag === undefined ? undefined : `"${tag}"`;
  return (deal) =>
    (owner === undefined || deal.owner === owner) &&
    (members === undefined || (deal.owner !== null && members.has(deal.owner))) &&
    (written === undefined || deal.tags.includes(written));
}
