import { beforeAll, expect, test } from "vitest";
import { declaredOperations, type Furnished, furnish, type Sample } from "../support/operations.ts";
import { expectRefusal, sampleOf, send } from "../support/refusals.ts";

// No operation of the OpenAPI document shows or changes anything of another company. A new one is in here by itself.

let mine: Furnished;
/** Whose things are only read: nothing changes them, so they do for all reading operations. */
let read: Furnished;

beforeAll(async () => {
  mine = await furnish();
  read = await furnish();
});

const ofTenants = declaredOperations.filter(({ permission }) => permission !== "public" && permission !== "operator");

test.each(ofTenants)("$id keeps companies apart", async ({ id, method }) => {
  const theirs = method === "GET" ? read : await furnish();
  const sample = sampleOf(id, theirs);
  const namesAThing = sample.path !== sampleOf(id, mine).path || JSON.stringify(sample.body)?.includes(theirs.process);
  if (namesAThing && id !== "listWebhookDeliveries") {
    await expectRefusal(() => send(mine.tenant.call, method, sample), 404, "not_found");
  } else if (method === "GET") {
    const { body } = await send(mine.tenant.call, method, sample);
    const { tenant, ...ids } = theirs;
    for (const foreign of [tenant.id, ...Object.values(ids)]) expect(JSON.stringify(body)).not.toContain(foreign);
  }
  // The positive control: for its owner the very same call succeeds.
  const control = await send(
    theirs.tenant.call,
    method,
    id === "publishDraft" ? await withNewDraft(theirs, sample) : sample,
  );
  expect(control.status, JSON.stringify(control.body)).toBeLessThan(300);
});

/** There is nothing to publish until the draft has changed. */
async function withNewDraft(of: Furnished, sample: Sample): Promise<Sample> {
  const draft = sampleOf("replaceDraft", of);
  await send(of.tenant.call, "PUT", draft);
  return sample;
}
