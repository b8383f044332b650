import { z } from "@hono/zod-openapi";
import { ProblemSchema } from "../../http/problem.ts";
import {
  CriterionChangeSchema,
  ExternalIdField,
  NewOpportunitySchema,
  OpportunityPatchSchema,
  OpportunitySchema,
  TransitionSchema,
  UpsertSchema,
} from "../schema.ts";

export const MAX_BATCH_ITEMS = 1_000;

const if_match = z
  .union([z.int().min(1), z.string().max(500)], { error: "must be a revision or an ETag" })
  .optional()
  .openapi({ description: "As the header If-Match: only change this revision, as its number or as the ETag, or `*`" });

/** Which opportunity an item is about: one of the two. */
const target = {
  id: z.string().max(100).optional(),
  external_id: ExternalIdField.optional().openapi({ description: "Instead of `id`" }),
  if_match,
};

interface Target {
  readonly id?: string | undefined;
  readonly external_id?: string | undefined;
}

/** As a check of each item that names an opportunity. */
function namesOne({ id, external_id }: Target, ctx: z.RefinementCtx): void {
  if (id === undefined && external_id === undefined) {
    ctx.addIssue({
      code: "custom",
      path: ["id"],
      params: { code: "required" },
      message: "Say which opportunity, by id or by external_id.",
    });
  }
  if (id !== undefined && external_id !== undefined) {
    ctx.addIssue({
      code: "custom",
      path: ["external_id"],
      params: { code: "named_twice" },
      message: "Name the opportunity by id or by external_id, not by both.",
    });
  }
}

const CreateItem = z
  .strictObject({ op: z.literal("create"), opportunity: NewOpportunitySchema })
  .openapi("BatchCreate");

const UpsertItem = z
  .strictObject({ op: z.literal("upsert"), external_id: ExternalIdField, opportunity: UpsertSchema, if_match })
  .openapi("BatchUpsert");

const UpdateItem = z
  .strictObject({ op: z.literal("update"), ...target, patch: OpportunityPatchSchema })
  .superRefine(namesOne)
  .openapi("BatchUpdate");

const SetCriterionItem = z
  .strictObject({
    op: z.literal("set_criterion"),
    ...target,
    criterion: z.string().max(63).openapi({ description: "Its key" }),
    change: CriterionChangeSchema,
  })
  .superRefine(namesOne)
  .openapi("BatchSetCriterion");

const MoveItem = z
  .strictObject({ op: z.literal("move"), ...target, transition: TransitionSchema })
  .superRefine(namesOne)
  .openapi("BatchMove");

/** One operation, with the members of the single call of the same name. */
export const BatchItemSchema = z.discriminatedUnion("op", [
  CreateItem,
  UpsertItem,
  UpdateItem,
  SetCriterionItem,
  MoveItem,
]);

export type BatchItem = z.infer<typeof BatchItemSchema>;

/** The name under which the document describes an item. */
export const BATCH_ITEM = "BatchItem";

/** Items are read one by one: what is wrong with one of them is that item's failure, and the others' concern only where all stand together. */
export const BatchSchema = z
  .strictObject({
    atomic: z.boolean().optional().openapi({ description: "All or nothing. Default: each item by itself" }),
    items: z
      .array(z.unknown().openapi({ oneOf: [{ $ref: `#/components/schemas/${BATCH_ITEM}` }] }))
      .min(1)
      .max(MAX_BATCH_ITEMS),
  })
  .openapi("Batch");

export const BatchResultSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          index: z.int(),
          status: z.int().openapi({ description: "As the single call would answer" }),
          opportunity: OpportunitySchema.optional().openapi({ description: "As it was after this item" }),
          problem: ProblemSchema.optional().openapi({
            description: "Why the item changed nothing; pointers begin with `/items/{index}`",
          }),
        }),
      )
      .openapi({ description: "One for each item, in their order" }),
    succeeded: z.int(),
    failed: z.int(),
  })
  .openapi("BatchResult");

export type BatchResult = z.infer<typeof BatchResultSchema>;
