import type { TemplateShape } from "./write-template.ts";

/**
 * BANT: Budget, Authority, Need, Timeline. Commonly credited to IBM's sales force, which judged by the four letters whether a lead
 * was worth a salesperson's time. They were a filter at the door; here they carry a short sale from the first talk to the signature.
 *
 * Read from left to right, BANT asks for the money first, and that is its classic weakness: nobody has a budget for a problem they have
 * not yet described, so good buyers are turned away, and with the rest the talk is of price only. The order here is authority, need, timeline, budget.
 * Three criteria hold the letters up: the problem before the need, its cost before the budget, and the decision process beside it.
 *
 * Each letter weighs 15, since a deal can die of any one of them; everything else weighs 8. What keeps money in its place is the order
 * of the stages. 84 of the 100 come before an offer is made. Only the cost of the problem is no milestone: not every problem can be put in money.
 */
export const BANT = {
  key: "bant",
  gate_policy: "strict",
  stages: [
    {
      key: "problem_and_authority",
      base: "first",
      max_days: 10,
      criteria: [
        { key: "problem", weight: 8, required: true, theme: "problem", evidence: "text", confirmed_by: "buyer" },
        {
          key: "authority",
          weight: 15,
          required: true,
          theme: "decision_maker",
          evidence: "text",
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "need_and_timeline",
      base: "second",
      max_days: 14,
      criteria: [
        { key: "need", weight: 15, required: true, theme: "need", evidence: "text", confirmed_by: "buyer" },
        {
          key: "cost_of_problem",
          weight: 8,
          required: false,
          theme: "cost_of_problem",
          evidence: "amount",
          confirmed_by: "buyer",
        },
        {
          key: "timeline",
          weight: 15,
          required: true,
          theme: "compelling_reason",
          evidence: "date",
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "budget_and_decision",
      base: "third",
      max_days: 14,
      criteria: [
        { key: "budget", weight: 15, required: true, theme: "funds", evidence: "amount", confirmed_by: "buyer" },
        {
          key: "decision_process",
          weight: 8,
          required: true,
          theme: "decision_process",
          evidence: "text",
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "offer_and_agreement",
      base: "home",
      max_days: 14,
      criteria: [
        { key: "offer_accepted", weight: 8, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
        { key: "agreement_signed", weight: 8, required: true, theme: null, evidence: "link", confirmed_by: "buyer" },
      ],
    },
  ],
} as const satisfies TemplateShape;
