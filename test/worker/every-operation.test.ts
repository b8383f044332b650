import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { asOperator, type Call, type CallOptions, caller, type Reply, withScopes } from "../support/api.ts";
import { declaredOperations, type Furnished, furnish, type Sample, samples } from "../support/operations.ts";

// What every operation of the OpenAPI document owes, whatever it is about. A new one is in here by itself.

let mine: Furnished;

beforeAll(async () => {
  mine = await furnish();
});

const sampleOf = (id: string, of: Furnished): Sample => {
  const sample = samples[id];
  if (!sample) throw new Error(`no sample for ${id}`);
  return sample(of);
};

const optionsOf = ({ body, rawBody, headers }: Sample): CallOptions => ({
  ...(body === undefined ? {} : { body }),
  ...(rawBody === undefined ? {} : { rawBody }),
  ...(headers === undefined ? {} : { headers }),
});

const send = (call: Call, method: string, sample: Sample, options: CallOptions = {}): Promise<Reply> =>
  call(method, sample.path, { ...optionsOf(sample), ...options });

/** Every row of every table, so that "nothing changed" can be said of the whole database. */
async function everything(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const rows = await env.DB.batch(results.map(({ name }) => env.DB.prepare(`SELECT * FROM ${name}`)));
  // Deliveries run in the background of the test and are no part of any answer.
  return JSON.stringify(rows.map((table, index) => (results[index]?.name.startsWith("webhook_") ? [] : table.results)));
}

async function expectRefusal(run: () => Promise<Reply>, status: number, code?: string): Promise<void> {
  const before = await everything();
  const reply = await run();
  expect(reply.status, JSON.stringify(reply.body)).toBe(status);
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  expect(reply.body).toMatchObject({ status, request_id: reply.headers.get("x-request-id") });
  if (code) expect(reply.body.code).toBe(code);
  expect(await everything()).toBe(before);
}

test("every operation has a sample, and every sample an operation", () => {
  expect(declaredOperations.map((operation) => operation.id).toSorted()).toEqual(Object.keys(samples).toSorted());
});

const guarded = declaredOperations.filter(({ permission }) => permission !== "public");
const ofTenants = guarded.filter(({ permission }) => permission !== "operator");

describe.each(guarded)("$id", ({ id, method, permission }) => {
  test("wants a credential, and a valid one", async () => {
    const sample = sampleOf(id, mine);
    await expectRefusal(() => send(caller(), method, sample), 401, "unauthorized");
    for (const token of ["nonsense", `infk_0_${"x".repeat(43)}`, `infk_7_${"x".repeat(43)}`]) {
      await expectRefusal(() => send(caller(token), method, sample), 401, "unauthorized");
    }
    // The operator's token opens no company, and a company's key no operator route.
    const other = permission === "operator" ? mine.tenant.call : asOperator;
    await expectRefusal(() => send(other, method, sample), 401, "unauthorized");
  });
});

describe.each(ofTenants)("$id", ({ id, method, path, permission, takesJson }) => {
  test("wants its scope", async () => {
    const rest = permission === "tenant:read" ? "events:read" : "tenant:read";
    const limited = await withScopes(mine.tenant, [rest]);
    await expectRefusal(() => send(limited, method, sampleOf(id, mine)), 403, "forbidden");
  });

  test("refuses a revoked key at once", async () => {
    const reply = await mine.tenant.call("POST", "/v1/api-keys", { body: { name: "Short-lived", scopes: ["*"] } });
    const call = caller(reply.body.secret);
    expect((await call("GET", "/v1/tenant")).status).toBe(200);
    await mine.tenant.call("DELETE", `/v1/api-keys/${reply.body.id}`);
    await expectRefusal(() => send(call, method, sampleOf(id, mine)), 401, "unauthorized");
  });

  test("keeps companies apart", async () => {
    const theirs = await furnish();
    const sample = sampleOf(id, theirs);
    const namesAThing =
      sample.path !== sampleOf(id, mine).path || JSON.stringify(sample.body)?.includes(theirs.process);
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

  if (takesJson) {
    test("refuses a body that is not JSON, not its own, or too large, and changes nothing", async () => {
      const sample = sampleOf(id, mine);
      const json = { ...sample.headers, "content-type": "application/json" };
      const raw = (rawBody: string, headers: Record<string, string> = json) =>
        send(mine.tenant.call, method, { path: sample.path }, { rawBody, headers });
      await expectRefusal(() => raw("{"), 400, "malformed_json");
      await expectRefusal(() => raw("[]"), 422, "validation_failed");
      await expectRefusal(() => raw('{"nobody_knows_this": 1}'), 422, "validation_failed");
      await expectRefusal(
        () => raw("{}", { ...sample.headers, "content-type": "text/plain" }),
        415,
        "unsupported_media_type",
      );
      await expectRefusal(() => raw(`"${"x".repeat(10_000_000)}"`), 413, "payload_too_large");
    });
  }

  if (path.includes("{id}")) {
    test.each(["opp_00000000000000000000000000", "nonsense", "%00", "%F0%9F%92%A3", "x".repeat(2_000)])(
      "has nothing at the id %s",
      async (unknown) => {
        const sample = sampleOf(id, mine);
        const own = path.split("/").indexOf("{id}");
        const parts = sample.path.split("/");
        parts[own] = unknown;
        await expectRefusal(
          () => send(mine.tenant.call, method, { ...sample, path: parts.join("/") }),
          404,
          "not_found",
        );
      },
    );
  }
});

/** There is nothing to publish until the draft has changed. */
async function withNewDraft(of: Furnished, sample: Sample): Promise<Sample> {
  const draft = sampleOf("replaceDraft", of);
  await send(of.tenant.call, "PUT", draft);
  return sample;
}
