import type { TemplateShape } from "./write-template.ts";

/**
 * SPICED (situation, pain, impact, critical event, decision), published by Winning by Design for recurring revenue, where a sale
 * pays only once the customer has had the impact and renews.
 *
 * The letters are read in order on the way to third base: situation and pain take a deal to first, impact to second,
 * critical event and decision to third. Impact is two criteria, the rational and the emotional. Decision is split into
 * its people, criteria and process; the people come a stage earlier, because the figures need the one who will answer for them.
 * Need and funds are added, and so is the plan up to the first impact, which ties the sale to the start.
 *
 * Impact weighs most, as it is what gets renewed, then pain and the critical event. Half the weight is earned by second base and
 * three quarters by third, before a solution is put forward. Two criteria are no milestones: some buyers keep their feelings to
 * themselves, and a start may be booked after the signature.
 */
export const SPICED = {
  key: "spiced",
  gate_policy: "strict",
  stages: [
    {
      key: "situation_and_pain",
      base: "first",
      max_days: 14,
      criteria: [
        { key: "situation", weight: 7, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
        { key: "pain", weight: 13, required: true, theme: "problem", evidence: "text", confirmed_by: "buyer" },
      ],
    },
    {
      key: "impact",
      base: "second",
      max_days: 21,
      criteria: [
        { key: "need", weight: 5, required: true, theme: "need", evidence: "text", confirmed_by: "buyer" },
        {
          key: "impact",
          weight: 14,
          required: true,
          theme: "cost_of_problem",
          evidence: "amount",
          confirmed_by: "buyer",
        },
        { key: "emotional_impact", weight: 4, required: false, theme: null, evidence: "text", confirmed_by: "buyer" },
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
      key: "critical_event_and_decision",
      base: "third",
      max_days: 21,
      criteria: [
        {
          key: "critical_event",
          weight: 10,
          required: true,
          theme: "compelling_reason",
          evidence: "date",
          confirmed_by: "buyer",
        },
        { key: "decision_criteria", weight: 4, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
        {
          key: "decision_process",
          weight: 6,
          required: true,
          theme: "decision_process",
          evidence: "text",
          confirmed_by: "buyer",
        },
        { key: "funds", weight: 5, required: true, theme: "funds", evidence: null, confirmed_by: "buyer" },
      ],
    },
    {
      key: "solution_and_plan",
      base: "home",
      max_days: 21,
      criteria: [
        { key: "solution_accepted", weight: 8, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
        { key: "plan_agreed", weight: 5, required: true, theme: null, evidence: "link", confirmed_by: "buyer" },
      ],
    },
    {
      key: "agreement_and_start",
      base: "home",
      max_days: 14,
      criteria: [
        { key: "agreement_signed", weight: 9, required: true, theme: null, evidence: null, confirmed_by: "buyer" },
        { key: "start_booked", weight: 3, required: false, theme: null, evidence: "date", confirmed_by: "buyer" },
      ],
    },
  ],
} as const satisfies TemplateShape;
