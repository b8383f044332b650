import { DomainError } from "../../errors.ts";
import type { NewEvent } from "../../events/catalogue.ts";
import { checkIfMatch, checkNoIfMatch, etag, type IfMatch, parseIfMatch } from "../../http/conditional.ts";
import { refuseArchived } from "../../process/archive.ts";
import { checkHead, decideCreate, type ProcessInUse } from "../create.ts";
import type { Author, DealState, DealStep } from "../deal-state.ts";
import { decideMove } from "../move.ts";
import type { OpportunityRow } from "../opportunity.ts";
import { decideCriterion } from "../set-criterion.ts";
import { decideUpdate } from "../update.ts";
import { decideUpsertNew, decideUpsertOf } from "../upsert.ts";
import type { DealChange } from "../write-deals.ts";
import { Desk } from "./desk.ts";
import type { BatchGround } from "./ground.ts";
import type { BatchItem } from "./schema.ts";
import { refusalOf, type SentItem } from "./sent-item.ts";

/** Opportunities that others are working on at the same time, by id. */
export interface Contended {
  /** Have moved since the batch first read them. A move rests on where its sender saw the deal, so it is not carried out any more. */
  readonly moved: ReadonlySet<string>;
  /** Move time and again, and hold up the rest of the batch: nothing is done with them. */
  readonly hot: ReadonlySet<string>;
}

/** What became of an item: the opportunity as it was after it, or the refusal that the single call would have met. */
export type ItemOutcome = { readonly index: number } & (
  | { readonly row: OpportunityRow; readonly isNew: boolean }
  | { readonly refusal: DomainError }
);

export interface BatchOutcome {
  /** One for each item, in their order. */
  readonly items: readonly ItemOutcome[];
  readonly changes: readonly DealChange[];
  /** In the order of the items. */
  readonly events: readonly NewEvent[];
}

interface Table {
  readonly author: Author;
  readonly ground: BatchGround;
  readonly desk: Desk;
  readonly contended: Contended;
}

interface Step extends DealStep<DealState> {
  readonly isNew: boolean;
}

/**
 * Of what opportunities hold, summed over the items: each is answered with all of its opportunity, and recorded with it. A thousand short items
 * about one long opportunity would come to more than the memory of an isolate.
 */
const MAX_CARRIED_CHARACTERS = 8_000_000;

/**
 * Carries items out one after the other, each by the decision of its single call and on what the items before it have left. One that is refused
 * changes nothing, and the next goes on. Pure: what comes out is not written yet.
 */
export function carryOut(
  author: Author,
  ground: BatchGround,
  sent: readonly SentItem[],
  contended: Contended,
): BatchOutcome {
  const desk = new Desk(ground);
  const table = { author, ground, desk, contended };
  const events: NewEvent[] = [];
  let carriedCharacters = 0;
  const items = sent.map((one): ItemOutcome => {
    if ("refusal" in one) return one;
    const { index, item } = one;
    try {
      const { deal, isNew, events: ofStep } = decide(table, item);
      const characters = carriedCharacters + deal.row.contacts.length + deal.row.custom.length;
      if (characters > MAX_CARRIED_CHARACTERS) throw tooMuch();
      desk.put(deal);
      carriedCharacters = characters;
      events.push(...ofStep);
      return { index, row: deal.row, isNew };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { index, refusal: refusalOf(index, item, error) };
    }
  });
  return { items, changes: desk.changes(), events };
}

function tooMuch(): DomainError {
  const detail =
    "The opportunities of this batch are so long that its answer would be too large. Send this item in another batch.";
  return new DomainError("payload_too_large", detail);
}

function decide(table: Table, item: BatchItem): Step {
  const { author, ground, desk } = table;
  if (item.op === "create") {
    const { opportunity } = item;
    return {
      ...decideCreate(author, intoOf(ground, opportunity.process_id), opportunity, ground.customFields),
      isNew: true,
    };
  }
  const ifMatch = ifMatchOf(item.if_match);
  if (item.op === "upsert") {
    const { external_id: name, opportunity } = item;
    const deal = desk.named(name);
    if (deal) {
      refuseContended(table, deal, item);
      checkIfMatch(ifMatch, deal.row.revision);
      return { ...decideUpsertOf(author, deal, name, opportunity, ground.customFields), isNew: false };
    }
    checkNoIfMatch(ifMatch);
    const into = intoOf(ground, opportunity.process_id);
    return { ...decideUpsertNew(author, into, name, opportunity, ground.customFields), isNew: true };
  }
  const deal = desk.find(item);
  refuseContended(table, deal, item);
  checkIfMatch(ifMatch, deal.row.revision);
  if (item.op === "update") return { ...decideUpdate(author, deal, item.patch, ground.customFields), isNew: false };
  const process = ground.versionOf({ processId: deal.row.process_id, version: deal.row.version });
  if (item.op === "set_criterion") {
    return { ...decideCriterion(author, process, deal, item.criterion, item.change), isNew: false };
  }
  const step = decideMove(author, process, deal, item.transition);
  refuseReopening(ground, deal.row, step.deal.row);
  return { ...step, isNew: false };
}

function intoOf(ground: BatchGround, named: string | undefined): ProcessInUse {
  const ref = checkHead(ground.processes.get(named), named);
  return { ...ref, process: ground.versionOf(ref) };
}

function refuseContended({ contended: { moved, hot } }: Table, { row: { id } }: DealState, { op }: BatchItem): void {
  if (!hot.has(id) && !(op === "move" && moved.has(id))) return;
  throw new DomainError("conflict", "Somebody else changed this in the meantime. Read it again and retry.");
}

/** What the database would refuse, and with it the whole commit. */
function refuseReopening({ processes }: BatchGround, before: OpportunityRow, after: OpportunityRow): void {
  const head = processes.get(after.process_id);
  if (head && before.status !== "open" && after.status === "open") refuseArchived(head);
}

function ifMatchOf(revision: number | string | undefined): IfMatch {
  if (revision === undefined) return undefined;
  return typeof revision === "number" ? [etag(revision)] : parseIfMatch(revision);
}
