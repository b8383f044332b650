import type { TemplateShape } from "./write-template.ts";

/**
 * The diamond. A quarter of the weight is earned on the way to each base, so a score reads as a place on the field: 50 is
 * second base, 75 third. Three quarters come before anything is presented, which keeps the funnel from turning upside down.
 *
 * Two criteria are no milestones: some costs cannot be put in money (a new law), and some buyers decide unasked. Where a date or an amount
 * would do as well as a sentence, any kind of evidence is taken.
 */
export const BASELINE = {
  key: "baseline",
  gate_policy: "strict",
  stages: [
    {
      key: "to_first",
      base: "first",
      max_days: 14,
      criteria: [
        {
          key: "decision_maker",
          weight: 10,
          required: true,
          theme: "decision_maker",
          evidence: "text",
          confirmed_by: "buyer",
        },
        { key: "problem", weight: 10, required: true, theme: "problem", evidence: "text", confirmed_by: "buyer" },
        { key: "appointment", weight: 5, required: true, theme: null, evidence: null, confirmed_by: "buyer" },
      ],
    },
    {
      key: "first_to_second",
      base: "second",
      max_days: 28,
      criteria: [
        { key: "need", weight: 8, required: true, theme: "need", evidence: "text", confirmed_by: "buyer" },
        {
          key: "compelling_reason",
          weight: 9,
          required: true,
          theme: "compelling_reason",
          evidence: "text",
          confirmed_by: "buyer",
        },
        {
          key: "cost_of_problem",
          weight: 8,
          required: false,
          theme: "cost_of_problem",
          evidence: null,
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "second_to_third",
      base: "third",
      max_days: 21,
      criteria: [
        { key: "funds", weight: 13, required: true, theme: "funds", evidence: null, confirmed_by: "buyer" },
        {
          key: "decision_process",
          weight: 12,
          required: true,
          theme: "decision_process",
          evidence: "text",
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "close",
      base: "home",
      max_days: 21,
      criteria: [
        {
          key: "solution_presented",
          weight: 10,
          required: true,
          theme: null,
          evidence: "text",
          confirmed_by: "buyer",
        },
        { key: "decision_asked", weight: 5, required: false, theme: null, evidence: null, confirmed_by: "rep" },
      ],
    },
    {
      key: "score",
      base: "home",
      max_days: 14,
      criteria: [
        { key: "agreement_signed", weight: 10, required: true, theme: null, evidence: null, confirmed_by: "buyer" },
      ],
    },
  ],
} as const satisfies TemplateShape;
