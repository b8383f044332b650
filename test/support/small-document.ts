/** A process of three stages, small enough to reckon with by hand: 20 + 30 + (40 + 10). */
export const SMALL_DOCUMENT = {
  gate_policy: "strict",
  stages: [
    {
      key: "find",
      name: "Find",
      base: "first",
      max_days: 14,
      criteria: [
        { key: "problem", name: "Has a problem we solve", weight: 20, required: true, questions: ["What hurts?"] },
      ],
    },
    {
      key: "agree",
      name: "Agree",
      max_days: 21,
      criteria: [{ key: "need", name: "Need is agreed", weight: 30, required: true }],
    },
    {
      key: "close",
      name: "Close",
      base: "home",
      max_days: 30,
      criteria: [
        { key: "funds", name: "Funds are there", weight: 40, required: true },
        { key: "champion", name: "Has a champion", weight: 10, levels: [0, 50, 100], allow_not_applicable: true },
      ],
    },
  ],
};
