import type { z } from "@hono/zod-openapi";
import { DomainError, type Fault, invalid } from "../errors.ts";
import type { Decision } from "../events/commit.ts";
import { checkIfMatch, checkNoIfMatch, type IfMatch } from "../http/conditional.ts";
import { loadVersion } from "../process/version-store.ts";
import type { TenantScope } from "../scope.ts";
import { checkHead, decideCreate, headOf, type ProcessInUse } from "./create.ts";
import { type CustomFieldDefinitions, toDefinitions } from "./custom-fields/definition.ts";
import { customFieldsFor } from "./custom-fields/needed.ts";
import type { Author, DealState, DealStep, KnownOfDeal } from "./deal-state.ts";
import { findNamed, isAlias } from "./merge/find-named.ts";
import type { OpportunityRow } from "./opportunity.ts";
import type { UpsertSchema } from "./schema.ts";
import { decideUpdate } from "./update.ts";
import { decisionOf } from "./write-deals.ts";

export type Upsert = z.infer<typeof UpsertSchema>;

export interface Upserted {
  readonly row: OpportunityRow;
  readonly isNew: boolean;
}

export interface UpsertConditions {
  readonly ifMatch: IfMatch;
  /** Only if there is none yet. */
  readonly ifNone: boolean;
}

/**
 * Brings the opportunity of an external id up to date, or creates it. The commit fails with `external_id_taken` when somebody else has created
 * one in the meantime. Throws what `createOpportunity` and `updateOpportunity` throw, and `precondition_failed`.
 */
export async function upsertOpportunity(
  scope: TenantScope,
  externalId: string,
  input: Upsert,
  { ifMatch, ifNone }: UpsertConditions,
): Promise<Decision<Upserted>> {
  const row = (await findNamed(scope, [externalId])).get(externalId);
  if (row) {
    checkThere(row, { ifMatch, ifNone });
    const before = { row };
    const [customFields = []] = await scope.db.read(customFieldsFor(input));
    const step = decideUpsertOf(scope, before, externalId, input, toDefinitions(customFields));
    return { ...decisionOf(before, step), result: { row: step.deal.row, isNew: false } };
  }
  checkNoIfMatch(ifMatch);
  const [[head], customFields = []] = await scope.db.read([headOf(input.process_id), ...customFieldsFor(input)]);
  const { processId, version } = checkHead(head, input.process_id);
  const into = { processId, version, process: await loadVersion(scope, processId, version) };
  const step = decideUpsertNew(scope, into, externalId, input, toDefinitions(customFields));
  return { ...decisionOf(null, step), result: { row: step.deal.row, isNew: true } };
}

/** Whether an opportunity that is there is one that the caller meant. Throws `precondition_failed`. */
function checkThere(row: OpportunityRow, { ifMatch, ifNone }: UpsertConditions): void {
  if (ifNone) throw new DomainError("precondition_failed", "An opportunity of this external_id is there already.");
  checkIfMatch(ifMatch, row.revision);
}

/**
 * What an upsert makes of the deal that its external id names: an update by what it says. A deal that goes by this id only since another one was
 * merged into it stays as it is, as with an import: whoever still synchronizes both would write them over each other for ever.
 */
export function decideUpsertOf<Deal extends KnownOfDeal>(
  author: Author,
  deal: Deal,
  externalId: string,
  input: Upsert,
  customFields: CustomFieldDefinitions,
): DealStep<Deal> {
  const { external_id: _named, process_id: processId, ...patch } = input;
  const faults = nameFaults(externalId, input);
  if (processId !== undefined && processId !== deal.row.process_id) {
    const detail = "An opportunity stays in its process.";
    faults.push({ pointer: "/process_id", code: "process_fixed", detail });
  }
  if (faults.length > 0) throw invalid(faults);
  if (isAlias(externalId, deal.row)) return { deal, events: [] };
  return decideUpdate(author, deal, patch, customFields);
}

/** What an upsert makes where its external id names nothing yet. */
export function decideUpsertNew(
  author: Author,
  into: ProcessInUse,
  externalId: string,
  input: Upsert,
  customFields: CustomFieldDefinitions,
): DealStep<DealState> {
  const faults = nameFaults(externalId, input);
  const { name } = input;
  if (name === undefined) {
    faults.push({ pointer: "/name", code: "required", detail: "A new opportunity needs a name." });
  }
  if (name === undefined || faults.length > 0) throw invalid(faults);
  return decideCreate(author, into, { ...input, name, external_id: externalId }, customFields);
}

function nameFaults(externalId: string, input: Upsert): Fault[] {
  if (input.external_id === undefined || input.external_id === externalId) return [];
  const detail = "This is another external_id than the one that the opportunity is asked for by.";
  return [{ pointer: "/external_id", code: "external_id_differs", detail }];
}
