import type { TemplateShape } from "./write-template.ts";

/**
 * MEDDIC, the checklist for complex sales that grew up at the software company PTC in the 1990s: metrics, economic buyer,
 * decision criteria, decision process, identify pain, champion. The letters spell a word, not an order, so here they stand
 * in the order in which a deal earns them. Pain gives somebody a reason to act, that somebody becomes the champion and helps to
 * work out the metrics, the metrics open the door to the economic buyer, and only then is it worth knowing how the decision is made.
 *
 * The six letters carry 60. Champion and economic buyer weigh the most: the one is hardest to find, the other to reach. The
 * letters leave out four things that deals fail on, which fill the gaps: the need, a compelling event, funds, and an ending (proof,
 * offer, agreement). 80 is earned before anything is put before the buyer.
 *
 * The champion is for the rep to judge, by deeds: everybody who is asked says that they are on our side. The compelling event alone
 * is no milestone, because a large enough pain sells without a date, only later.
 */
export const MEDDIC = {
  key: "meddic",
  gate_policy: "strict",
  stages: [
    {
      key: "pain",
      base: "first",
      max_days: 28,
      criteria: [
        { key: "identify_pain", weight: 11, required: true, theme: "problem", evidence: "text", confirmed_by: "buyer" },
        { key: "need", weight: 7, required: true, theme: "need", evidence: "text", confirmed_by: "buyer" },
      ],
    },
    {
      key: "champion_and_metrics",
      base: "second",
      max_days: 42,
      criteria: [
        { key: "champion", weight: 12, required: true, theme: null, evidence: "text", confirmed_by: "rep" },
        {
          key: "metrics",
          weight: 10,
          required: true,
          theme: "cost_of_problem",
          evidence: "amount",
          confirmed_by: "buyer",
        },
        {
          key: "compelling_event",
          weight: 6,
          required: false,
          theme: "compelling_reason",
          evidence: "date",
          confirmed_by: "buyer",
        },
      ],
    },
    {
      key: "authority",
      base: "third",
      max_days: 28,
      criteria: [
        {
          key: "economic_buyer",
          weight: 12,
          required: true,
          theme: "decision_maker",
          evidence: "text",
          confirmed_by: "buyer",
        },
        { key: "funds", weight: 7, required: true, theme: "funds", evidence: "text", confirmed_by: "buyer" },
      ],
    },
    {
      key: "decision",
      base: "third",
      max_days: 21,
      criteria: [
        { key: "decision_criteria", weight: 7, required: true, theme: null, evidence: null, confirmed_by: "buyer" },
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
      key: "proof_and_offer",
      base: "home",
      max_days: 42,
      criteria: [
        { key: "proof", weight: 8, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
        { key: "offer_accepted", weight: 5, required: true, theme: null, evidence: "amount", confirmed_by: "buyer" },
      ],
    },
    {
      key: "agreement",
      base: "home",
      max_days: 21,
      criteria: [
        { key: "agreement_signed", weight: 7, required: true, theme: null, evidence: "date", confirmed_by: "buyer" },
      ],
    },
  ],
} as const satisfies TemplateShape;
