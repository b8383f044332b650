import { z } from "@hono/zod-openapi";
import { line, prose } from "../http/fields.ts";
import type { NewProcessDocument, ProcessDocument } from "./document.ts";
import { hasAtMostTwoDecimals } from "./weights.ts";

/** What a draft is held to. Publishing asks for more: `validate.ts`. */
export const DOCUMENT_LIMITS = {
  stages: 20,
  /** In all stages together. */
  criteria: 100,
  /** Of the document as compact JSON in UTF-8: 256 KB. */
  bytes: 262_144,
} as const;

export const MAX_KEY_LENGTH = 63;
export const KEY_PATTERN = /^[a-z][a-z0-9_]{0,62}$/;

function key(): z.ZodString {
  return z
    .string()
    .regex(KEY_PATTERN, "A key is a lower-case letter, then up to 62 lower-case letters, digits or underscores.");
}

const STABLE = "Stable across versions: data hangs on it.";
const MADE = "Where it is absent, the one that the draft has under this name, or else one made from the name.";

function keysOf(what: string, example: string) {
  return {
    stored: key().openapi({ description: `${what} ${STABLE}`, example }),
    /** As people write it. */
    sent: key()
      .optional()
      .openapi({ description: `${what} ${STABLE} ${MADE}`, example }),
  };
}

const stageKey = keysOf("Names the stage in the API. `won`, `lost` and `reopened` cannot be published.", "to_first");
const criterionKey = keysOf(
  "Names the criterion in the API; unique in the whole document once published.",
  "decision_maker",
);

const WeightSchema = z
  .number()
  .min(0)
  .max(100)
  .superRefine((percent, ctx) => {
    if (percent < 0 || percent > 100 || hasAtMostTwoDecimals(percent)) return;
    const message = `A weight has at most two decimals; this is ${percent}.`;
    ctx.addIssue({ code: "custom", params: { code: "weight_decimals" }, message });
  })
  .openapi({
    description:
      "What the criterion is worth, in percent with at most two decimals. All weights of a published process total exactly 100.",
    // No `multipleOf: 0.01`: validators compute it in floating point and refuse 33.33.
    example: 33.33,
  });

const ObjectionSchema = z
  .strictObject({
    objection: prose(500).openapi({ description: "What the buyer is likely to say.", example: "Send me an e-mail" }),
    response: prose(2_000).openapi({
      description: "What a good answer sounds like.",
      example: "Happy to. What would have to be in it for you to want to talk further?",
    }),
  })
  .openapi("Objection", { description: "An objection to expect, and how to meet it." });

export const ThemeField = z.enum([
  "decision_maker",
  "problem",
  "need",
  "compelling_reason",
  "cost_of_problem",
  "funds",
  "decision_process",
]);

const criterionFields = {
  name: line(200).openapi({
    description: "What must be true, in the company's own words and language.",
    example: "Spoke with the decision maker",
  }),
  weight: WeightSchema,
  required: z.boolean().optional().openapi({
    description:
      "Whether it is a milestone: its stage cannot be left without it. A graded one counts from its first level above 0. Default false.",
  }),
  theme: ThemeField.nullable().optional().openapi({
    description: "What the criterion is about, so that the process audit understands it in any language.",
  }),
  evidence: z.enum(["text", "date", "amount", "link", "choice"]).nullable().optional().openapi({
    description:
      "The kind of evidence that shows the criterion to be true. Evidence need not be given; what is given must be of this kind. Absent or null: any kind.",
  }),
  choices: z
    .array(line(200))
    .max(50)
    .nullable()
    .optional()
    .openapi({
      description:
        "What may be chosen, where the evidence is a choice. Absent or null: anything. To be published: at least two, all different.",
      example: ["Leasing", "Purchase"],
    }),
  confirmed_by: z.enum(["rep", "buyer"]).nullable().optional().openapi({
    description:
      "Whose word makes it true: the seller's own (`rep`) or the buyer's (`buyer`). Shown to the rep as the next thing to get; not enforced.",
  }),
  levels: z
    .array(z.int().min(0).max(100))
    .max(11)
    .nullable()
    .optional()
    .openapi({
      description:
        "Percentages of the weight that may be earned. Absent or null: yes or no. To be published: at least two, ascending, ending at 100.",
      example: [0, 50, 100],
    }),
  allow_not_applicable: z.boolean().optional().openapi({
    description: "Whether a deal may leave it out; the other weights are then scaled to 100. Default false.",
  }),
  questions: z
    .array(prose(500).openapi({ description: "A question.", example: "Who signs?" }))
    .max(20)
    .optional()
    .openapi({ description: "Questions that find out whether it is true." }),
  objections: z.array(ObjectionSchema).max(20).optional().openapi({ description: "Objections to expect on the way." }),
};

const CRITERION = "Something that must be true, worth a weight in percent.";

export const CriterionSchema = z
  .strictObject({ key: criterionKey.stored, ...criterionFields })
  .openapi("Criterion", { description: CRITERION });

const NewCriterionSchema = z
  .strictObject({ key: criterionKey.sent, ...criterionFields })
  .openapi("NewCriterion", { description: CRITERION });

const stageFields = {
  name: line(200).openapi({
    description: "The stage in the company's own words and language.",
    example: "To first base",
  }),
  base: z
    .enum(["first", "second", "third", "home"])
    .nullable()
    .optional()
    .openapi({ description: "Where the stage ends on the baseball diamond, the picture of the process." }),
  max_days: z
    .int()
    .min(1)
    .max(3_650)
    .nullable()
    .optional()
    .openapi({ description: "Days that a deal may stay in the stage before it counts as stalled.", example: 14 }),
  guidance: prose(4_000, { mayBeBlank: true })
    .openapi({ description: "How to work in this stage, for the seller." })
    .optional(),
};

const STAGE = "A step of the process. Stages follow each other in the order of the list.";

function criteriaOf<Schema extends z.ZodType>(criterion: Schema) {
  return z
    .array(criterion)
    .max(DOCUMENT_LIMITS.criteria)
    .openapi({ description: `At most ${DOCUMENT_LIMITS.criteria} in all stages together.` });
}

export const StageSchema = z
  .strictObject({ key: stageKey.stored, ...stageFields, criteria: criteriaOf(CriterionSchema) })
  .openapi("Stage", { description: STAGE });

const NewStageSchema = z
  .strictObject({ key: stageKey.sent, ...stageFields, criteria: criteriaOf(NewCriterionSchema) })
  .openapi("NewStage", { description: STAGE });

export const GatePolicyField = z.enum(["strict", "advisory"]);

function documentOf<Schema extends z.ZodType<CountableCriteria["stages"][number]>>(stage: Schema) {
  return z
    .strictObject({
      gate_policy: GatePolicyField.optional().openapi({
        description:
          "`strict` refuses a move without its milestones; `advisory` allows it with a reason and counts the deal as hollow. Default `strict`.",
      }),
      stages: z
        .array(stage)
        .max(DOCUMENT_LIMITS.stages)
        .openapi({ description: "The open stages, in order. Won and lost are outcomes, not stages." }),
    })
    .superRefine(refuseTooManyCriteria, { when: ({ value }) => hasCountableCriteria(value) })
    .superRefine(refuseTooLarge);
}

const DOCUMENT = `A company's way of selling as one document, read and replaced whole. At most ${DOCUMENT_LIMITS.criteria} criteria in all, and ${DOCUMENT_LIMITS.bytes} bytes as compact JSON.`;

/**
 * The shape of a draft: what can be stored and edited further. A draft may be incomplete, so stages may be missing, weights
 * may not total 100 and keys may repeat. Nothing is filled in or changed on the way through.
 */
export const ProcessDocumentSchema = documentOf(StageSchema).openapi("ProcessDocument", {
  description: DOCUMENT,
}) satisfies z.ZodType<ProcessDocument>;

/** A document as people write it: keys may be absent. `fillKeys` makes it one that can be stored. */
export const NewProcessDocumentSchema = documentOf(NewStageSchema).openapi("NewProcessDocument", {
  description: `${DOCUMENT} Keys may be left out: a draft is answered with them.`,
}) satisfies z.ZodType<NewProcessDocument>;

type CountableCriteria = { readonly stages: readonly { readonly criteria: readonly unknown[] }[] };

/** Whether there are lists to count. Zod leaves a value that had other faults as it found it, so nothing is certain here. */
function hasCountableCriteria(value: unknown): value is CountableCriteria {
  if (!isObject(value) || !("stages" in value) || !Array.isArray(value.stages)) return false;
  return value.stages.every((stage) => isObject(stage) && "criteria" in stage && Array.isArray(stage.criteria));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function refuseTooManyCriteria(document: CountableCriteria, ctx: z.RefinementCtx): void {
  const count = document.stages.reduce((sum, stage) => sum + stage.criteria.length, 0);
  if (count <= DOCUMENT_LIMITS.criteria) return;
  const message = `A process has at most ${DOCUMENT_LIMITS.criteria} criteria; this has ${count}.`;
  ctx.addIssue({ code: "custom", path: ["stages"], params: { code: "too_many_criteria" }, message });
}

function refuseTooLarge(document: object, ctx: z.RefinementCtx): void {
  const bytes = new TextEncoder().encode(JSON.stringify(document)).length;
  if (bytes <= DOCUMENT_LIMITS.bytes) return;
  const message = `A process document has at most ${DOCUMENT_LIMITS.bytes} bytes; this has ${bytes}.`;
  ctx.addIssue({ code: "custom", params: { code: "document_too_large" }, message });
}
