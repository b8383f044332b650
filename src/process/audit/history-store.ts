import { tenantSql } from "../../db/statement.ts";
import type { TenantScope } from "../../scope.ts";
import { parseStored } from "../api-schema.ts";
import type { ProcessDocument } from "../document.ts";
import type { VersionRow } from "../store.ts";
import type { DealHistory, TracedDeal } from "./deal-history.ts";

/** As many of the newest deals as show a habit; more would only be slower. */
const DEALS = 1_000;
/** Of so many of the company's newest deals: a process that is hardly used does not make the audit walk through all others. */
const LOOKED_AT = 10_000;

type DealRow = Pick<TracedDeal, "status"> & { readonly id: string };

/**
 * The newest deals of a version that have moved from stage to stage: whoever has not moved, such as a deal that came with an import and was left
 * there, shows nothing of how the process is used.
 */
const listMovedDeals = tenantSql<DealRow>(`
  SELECT id, status FROM (
    SELECT id, status, process_id, version, visit FROM opportunities WHERE tenant_id = ?1 ORDER BY id DESC LIMIT ?5)
  WHERE process_id = ?2 AND version = ?3 AND visit > 1 ORDER BY id DESC LIMIT ?4`);

type VisitOfDeal = TracedDeal["visits"][number] & { readonly opportunity_id: string };
type MarkOfDeal = TracedDeal["marks"][number] & { readonly opportunity_id: string };

/** A visit that ended before the version was published (?3) was of another one: a migration brought the deal here. */
const listVisits = tenantSql<VisitOfDeal>(`
  SELECT opportunity_id, stage, direction, entered_at, left_at FROM stage_visits
  WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2)) AND (left_at IS NULL OR left_at >= ?3)
  ORDER BY opportunity_id, visit`);

const listMarks = tenantSql<MarkOfDeal>(`
  SELECT opportunity_id, criterion, state, changed_at FROM opportunity_criteria
  WHERE tenant_id = ?1 AND opportunity_id IN (SELECT value FROM json_each(?2))`);

/** What deals have made of a published version. Two round trips. */
export async function readDealHistory(
  scope: TenantScope,
  version: Pick<VersionRow, "process_id" | "version" | "published_at" | "document">,
): Promise<DealHistory> {
  const { timezone } = scope.tenant;
  const known = keysOf(parseStored(version.document));
  const [deals] = await scope.db.read([listMovedDeals(version.process_id, version.version, DEALS, LOOKED_AT)]);
  if (deals.length === 0) return { timezone, deals: [], known };
  const ids = JSON.stringify(deals.map(({ id }) => id));
  const [visitRows, markRows] = await scope.db.read([listVisits(ids, version.published_at), listMarks(ids)]);
  const visits = Map.groupBy(visitRows, (visit) => visit.opportunity_id);
  const marks = Map.groupBy(markRows, (mark) => mark.opportunity_id);
  return {
    timezone,
    deals: deals.map(({ id, status }) => ({ status, visits: visits.get(id) ?? [], marks: marks.get(id) ?? [] })),
    known,
  };
}

function keysOf({ stages }: ProcessDocument): DealHistory["known"] {
  return {
    stages: new Set(stages.map(({ key }) => key)),
    criteria: new Set(stages.flatMap((stage) => stage.criteria.map(({ key }) => key))),
  };
}
