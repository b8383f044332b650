import type { TemplateShape } from "./write-template.ts";

/**
 * The Challenger way of selling (Dixon and Adamson, “The Challenger Sale”, 2011; the mobiliser from “The Challenger Customer”, 2015):
 * teach, tailor, take control. The book tells the seller what to do; here each step of a commercial teaching conversation (warmer,
 * reframe, rational drowning, emotional impact, a new way, your solution) is what has become true of the buyer when it has worked.
 *
 * The three stages of teaching end where the buyer wants the new way, which is second base, so two of them run there. Tailoring and
 * taking control are habits rather than steps. What they leave behind (everyone's own gain, money and terms in the open, an agreed road
 * to the decision) is third base, so that it is settled before there is an offer to haggle over.
 *
 * The reframe weighs most, because nothing holds without it; the cost and the mobiliser come next, because a well-taught buyer who has
 * neither still does nothing. 85 of 100 are earned before a product is put before the buyer. Two criteria are no milestones: not
 * everybody tells a supplier what the problem means to them, and not everyone with a say can be reached.
 */
export const CHALLENGER = {
  key: "challenger",
  gate_policy: "strict",
  stages: [
    {
      key: "teach_reframe",
      base: "first",
      max_days: 21,
      criteria: [
        {
          key: "challenge_recognised",
          weight: 5,
          required: true,
          theme: "problem",
          evidence: "text",
          confirmed_by: "buyer",
        },
        {
          key: "reframe_accepted",
          weight: 11,
          required: true,
          theme: "problem",
          evidence: "text",
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "teach_impact",
      base: "second",
      max_days: 28,
      criteria: [
        {
          key: "cost_of_problem",
          weight: 9,
          required: true,
          theme: "cost_of_problem",
          evidence: "amount",
          confirmed_by: "buyer",
        },
        { key: "personal_stake", weight: 5, required: false, theme: null, evidence: "text", confirmed_by: "buyer" },
        {
          key: "compelling_reason",
          weight: 6,
          required: true,
          theme: "compelling_reason",
          evidence: null,
          confirmed_by: "buyer",
        },
        { key: "mobiliser", weight: 9, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
      ],
    },
    {
      key: "teach_new_way",
      base: "second",
      max_days: 28,
      criteria: [
        { key: "new_way", weight: 8, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
        { key: "need", weight: 6, required: true, theme: "need", evidence: null, confirmed_by: "buyer" },
        {
          key: "decision_maker",
          weight: 7,
          required: true,
          theme: "decision_maker",
          evidence: "text",
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "take_control",
      base: "third",
      max_days: 28,
      criteria: [
        { key: "tailored", weight: 5, required: false, theme: null, evidence: "text", confirmed_by: "buyer" },
        { key: "funds", weight: 8, required: true, theme: "funds", evidence: null, confirmed_by: "buyer" },
        {
          key: "decision_process",
          weight: 6,
          required: true,
          theme: "decision_process",
          evidence: null,
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "your_solution",
      base: "home",
      max_days: 21,
      criteria: [
        { key: "solution_fits", weight: 7, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
      ],
    },
    {
      key: "signature",
      base: "home",
      max_days: 14,
      criteria: [
        { key: "agreement_signed", weight: 8, required: true, theme: null, evidence: null, confirmed_by: "buyer" },
      ],
    },
  ],
} as const satisfies TemplateShape;
