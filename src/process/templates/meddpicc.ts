import type { TemplateShape } from "./write-template.ts";

/**
 * MEDDPICC: Metrics, Economic buyer, Decision criteria, Decision process, Paper process, Identify pain (implicate the pain), Champion,
 * Competition. MEDDIC was put together at the software company PTC in the 1990s (Dick Dunkel and Jack Napoli, under John McMahon). Sellers to
 * large companies later added the paper process and the competition, the two places where deals went wrong although all six letters stood.
 *
 * The letters are a checklist, no sequence. Here they stand where a large buyer can answer them: the pain first, then what carries it
 * through the house (champion, metrics), the person with the money, and before any offer all the rules of the purchase together: criteria,
 * alternatives, approvals, paper. Need, compelling event and funds are no letters of their own, yet the letters presuppose them. The last
 * two stages are where the method is silent: being chosen, and turning the choice into a contract.
 *
 * Economic buyer and champion weigh most, since little else becomes true without them. The paper process comes next and weighs more than
 * the decision before it: it settles in which quarter the deal arrives. 81 of 100 are earned before the offer, so one that merely answers
 * a tender has a score that says so.
 *
 * Two criteria are no milestones: a pain can be reason enough without a date, and a closed tender may keep its bidders secret. Champion and
 * competition are the seller's own judgement; on everything else the buyer has the word.
 */
export const MEDDPICC = {
  key: "meddpicc",
  gate_policy: "strict",
  stages: [
    {
      key: "pain",
      base: "first",
      max_days: 30,
      criteria: [
        { key: "identify_pain", weight: 8, required: true, theme: "problem", evidence: "text", confirmed_by: "buyer" },
        { key: "need", weight: 5, required: true, theme: "need", evidence: "text", confirmed_by: "buyer" },
      ],
    },
    {
      key: "case_for_change",
      base: "second",
      max_days: 45,
      criteria: [
        { key: "champion", weight: 10, required: true, theme: null, evidence: "text", confirmed_by: "rep" },
        { key: "metrics", weight: 8, required: true, theme: "cost_of_problem", evidence: null, confirmed_by: "buyer" },
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
      key: "mandate",
      base: "third",
      max_days: 45,
      criteria: [
        {
          key: "economic_buyer",
          weight: 11,
          required: true,
          theme: "decision_maker",
          evidence: "text",
          confirmed_by: "buyer",
        },
        { key: "funds", weight: 6, required: true, theme: "funds", evidence: null, confirmed_by: "buyer" },
      ],
    },
    {
      key: "rules_of_purchase",
      base: "third",
      max_days: 45,
      criteria: [
        { key: "decision_criteria", weight: 6, required: true, theme: null, evidence: "link", confirmed_by: "buyer" },
        { key: "competition", weight: 6, required: false, theme: null, evidence: "text", confirmed_by: "rep" },
        {
          key: "decision_process",
          weight: 6,
          required: true,
          theme: "decision_process",
          evidence: "text",
          confirmed_by: "buyer",
        },
        { key: "paper_process", weight: 9, required: true, theme: null, evidence: null, confirmed_by: "buyer" },
      ],
    },
    {
      key: "offer",
      base: "home",
      max_days: 45,
      criteria: [{ key: "selection", weight: 8, required: true, theme: null, evidence: "text", confirmed_by: "buyer" }],
    },
    {
      key: "contract",
      base: "home",
      max_days: 60,
      criteria: [
        { key: "terms_approved", weight: 5, required: true, theme: null, evidence: "text", confirmed_by: "buyer" },
        { key: "contract_signed", weight: 6, required: true, theme: null, evidence: "link", confirmed_by: "buyer" },
      ],
    },
  ],
} as const satisfies TemplateShape;
