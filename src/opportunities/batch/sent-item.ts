import { DomainError, type Fault, invalid } from "../../errors.ts";
import { faultsOf } from "../../http/problem.ts";
import { type BatchItem, BatchItemSchema } from "./schema.ts";

/** An item as it was sent: one that can be carried out, or why it cannot. */
export type SentItem = { readonly index: number } & ({ readonly item: BatchItem } | { readonly refusal: DomainError });

/** Reads the items of a body, each by itself. */
export function readItems(items: readonly unknown[]): SentItem[] {
  return items.map((sent, index) => {
    const read = BatchItemSchema.safeParse(sent);
    return read.success
      ? { index, item: read.data }
      : { index, refusal: invalid(faultsOf(read.error, pointerTo(index))) };
  });
}

/** Which member of an item is what the single call has as its body. */
const BODY: Readonly<Record<BatchItem["op"], string>> = {
  create: "opportunity",
  upsert: "opportunity",
  update: "patch",
  set_criterion: "change",
  move: "transition",
};

/** A refusal of the single call as one of an item: its faults point into the item. */
export function refusalOf(index: number, { op }: BatchItem, refusal: DomainError): DomainError {
  const prefix = `${pointerTo(index)}/${BODY[op]}`;
  const faults = refusal.faults.map((fault): Fault => ({ ...fault, pointer: prefix + fault.pointer }));
  return new DomainError(refusal.code, refusal.message, { faults, extensions: refusal.extensions });
}

export function pointerTo(index: number): string {
  return `/items/${index}`;
}
