import { beforeAll, describe, expect, test } from "vitest";
import { asOperator, caller, withScopes } from "../support/api.ts";
import { declaredOperations, type Furnished, furnish, samples } from "../support/operations.ts";
import { expectRefusal, sampleOf, send } from "../support/refusals.ts";

// What every operation of the OpenAPI document owes, whatever it is about. A new one is in here by itself.

let mine: Furnished;

beforeAll(async () => {
  mine = await furnish();
});

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
