import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type TestTenant } from "../support/api.ts";
import { DealModel, type ModelProcess } from "../support/deal-model.ts";
import { operationsOf } from "../support/deal-operations.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";
import { workDeal } from "../support/work-deal.ts";

/** Weights that do not divide evenly, a graded milestone, and criteria that may not apply. */
const DOCUMENT = {
  stages: [
    ...SMALL_DOCUMENT.stages.slice(0, 1),
    {
      key: "agree",
      name: "Agree",
      criteria: [
        { key: "need", name: "Need is agreed", weight: 13.33, required: true, levels: [0, 50, 100] },
        {
          key: "cost",
          name: "Cost of the problem is known",
          weight: 16.67,
          required: true,
          allow_not_applicable: true,
        },
      ],
    },
    ...SMALL_DOCUMENT.stages.slice(2),
  ],
};

let tenant: TestTenant;

beforeAll(async () => {
  tenant = await foundTenant();
});

describe.each(["strict", "advisory"] as const)("a deal whose gate is %s", (gatePolicy) => {
  const document = { ...DOCUMENT, gate_policy: gatePolicy };
  const process = modelOf(document);
  const vocabulary = {
    criteria: process.stages.flatMap(({ criteria }) => criteria.map(({ key }) => key)),
    stages: process.stages.map(({ key }) => key),
  };

  test("is, after any sequence of calls, what the rules make of them", { timeout: 300_000 }, async () => {
    const processId = await publishProcess(tenant, document);
    await fc.assert(
      fc.asyncProperty(
        fc.array(operationsOf(vocabulary), { minLength: 10, maxLength: 60, size: "max" }),
        async (operations) => {
          const { id } = await createDeal(tenant, { process_id: processId });
          const model = new DealModel(process);
          for (const operation of operations) {
            const expected = model.apply(operation);
            const reply = await workDeal(tenant, id, operation);
            expect(reply.status, JSON.stringify({ operation, body: reply.body })).toBe(expected);
            if (expected === 200) expect(reply.body).toMatchObject(factsOf(model));
          }
          await expectAgreement(id, model);
        },
      ),
      { numRuns: 15 },
    );
  });
});

async function expectAgreement(id: string, model: DealModel): Promise<void> {
  const { body: deal } = await tenant.call("GET", `/v1/opportunities/${id}`);
  expect(deal).toMatchObject(factsOf(model));
  const { body: history } = await tenant.call("GET", `/v1/opportunities/${id}/history?limit=100`);
  const visits = history.visits.map((visit: Record<string, unknown>) => ({
    stage: visit["stage"],
    direction: visit["direction"],
    isOver: visit["left_at"] !== null,
    scoreAtEntry: visit["score_at_entry"],
    scoreAtExit: visit["score_at_exit"],
  }));
  expect(visits).toEqual(model.visits);
  const { body: progress } = await tenant.call("GET", `/v1/opportunities/${id}/progress`);
  const { status, stage, score, hollow, earnedStage } = model;
  expect(progress).toMatchObject({ status, stage, score, hollow, earned_stage: earnedStage });
}

function factsOf({ status, stage, earnedStage, score, hollow, pushes, closeDate }: DealModel) {
  return { status, stage, earned_stage: earnedStage, score, hollow, pushes, expected_close_date: closeDate };
}

function modelOf(document: typeof DOCUMENT & { gate_policy: "strict" | "advisory" }): ModelProcess {
  return {
    gatePolicy: document.gate_policy,
    stages: document.stages.map((stage) => ({
      key: stage.key,
      criteria: stage.criteria.map((criterion: Record<string, unknown>) => ({
        key: String(criterion["key"]),
        weight: BigInt(Math.round(Number(criterion["weight"]) * 100)),
        required: criterion["required"] === true,
        levels: (criterion["levels"] as number[] | undefined) ?? null,
        mayNotApply: criterion["allow_not_applicable"] === true,
      })),
    })),
  };
}
