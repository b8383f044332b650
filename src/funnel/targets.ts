import type { z } from "@hono/zod-openapi";
import { newId } from "../db/ids.ts";
import { DomainError, invalid, notFound } from "../errors.ts";
import { changedFields } from "../events/changed-fields.ts";
import { type Decision, unchanged } from "../events/commit.ts";
import { checkIfMatch, type IfMatch } from "../http/conditional.ts";
import { amountFaults, minorOf } from "../opportunities/amount.ts";
import type { TenantScope } from "../scope.ts";
import { definedOf } from "../values/patch.ts";
import { parsePeriod } from "./period.ts";
import { noSuchProcess } from "./read-funnel.ts";
import { findProcessHead } from "./store.ts";
import { serializeTarget, type TargetInput, type TargetPatch, type TargetSchema } from "./targets-schema.ts";
import {
  countTargets,
  deleteTarget,
  findTarget,
  insertTarget,
  MAX_TARGETS,
  type TargetRow,
  updateTarget,
} from "./targets-store.ts";

/**
 * Sets a target. Throws `not_found` for a process that is not there, `too_many_targets`, `validation_failed`; the commit throws
 * `target_exists` where there is one of the same period, process and owner.
 */
export async function createTarget(scope: TenantScope, input: TargetInput): Promise<Decision<TargetRow>> {
  const { process_id = null, owner = null, currency = scope.tenant.currency } = input;
  const facts = factsOf({ ...input, process_id, owner, currency });
  const [[process], [targets]] = await scope.db.read([findProcessHead(process_id), countTargets()]);
  if (process_id !== null && !process) throw noSuchProcess("/process_id");
  if ((targets?.count ?? 0) >= MAX_TARGETS) {
    throw new DomainError("too_many_targets", `A company has at most ${MAX_TARGETS} targets. Delete past ones first.`);
  }
  const made = { revision: 1, created_at: scope.now, updated_at: scope.now };
  const row: TargetRow = { id: newId("tgt"), ...facts, ...made };
  return {
    result: row,
    changes: [insertTarget(row)],
    events: [{ type: "target.created", data: { target: serializeTarget(row) } }],
  };
}

/** Changes a target; what changes nothing writes nothing. Throws as `createTarget` does, and `precondition_failed`. */
export async function changeTarget(
  scope: TenantScope,
  id: string,
  patch: TargetPatch,
  ifMatch: IfMatch,
): Promise<Decision<TargetRow>> {
  const [[before], [process]] = await scope.db.read([findTarget(id), findProcessHead(patch.process_id ?? null)]);
  if (!before) throw notFound("target");
  checkIfMatch(ifMatch, before.revision);
  if (typeof patch.process_id === "string" && !process) throw noSuchProcess("/process_id");
  const was = serializeTarget(before);
  const facts = factsOf({ ...was, ...definedOf(patch) });
  const same = Object.entries(facts).every(([column, value]) => before[column as keyof typeof facts] === value);
  if (same) return unchanged(before);
  const row = { ...before, ...facts, revision: before.revision + 1, updated_at: scope.now };
  const target = serializeTarget(row);
  return {
    result: row,
    changes: [updateTarget(row)],
    events: [{ type: "target.updated", data: { target, previous: changedFields(was, target) } }],
  };
}

/** Throws `not_found`, `precondition_failed`. */
export async function removeTarget(scope: TenantScope, id: string, ifMatch: IfMatch): Promise<Decision<undefined>> {
  const [[row]] = await scope.db.read([findTarget(id)]);
  if (!row) throw notFound("target");
  checkIfMatch(ifMatch, row.revision);
  return {
    result: undefined,
    changes: [deleteTarget(id, row.revision)],
    events: [{ type: "target.deleted", data: { target: serializeTarget(row) } }],
  };
}

type Said = Pick<z.infer<typeof TargetSchema>, "period" | "process_id" | "owner" | "amount" | "currency">;

/** What is said of a target as its columns hold it. Throws `validation_failed`. */
function factsOf(said: Said): Omit<TargetRow, "id" | "revision" | "created_at" | "updated_at"> {
  const { period, process_id, owner, amount, currency } = said;
  const faults = amountFaults(amount, currency);
  const days = parsePeriod(period);
  const amountMinor = minorOf(amount, currency);
  if (!days || amountMinor === null) throw invalid(faults);
  return {
    period,
    first_day: days.firstDay,
    last_day: days.lastDay,
    process_id: process_id ?? "",
    owner: owner ?? "",
    amount_minor: amountMinor,
    currency,
  };
}
