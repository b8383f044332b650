import fc from "fast-check";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { makeWebhookSecret, signatureHeaders } from "./signature.ts";

const nowSeconds = () => Math.floor(Date.now() / 1000);

describe("a secret", () => {
  test("is whsec_ and base64 of 32 bytes, another one each time", () => {
    const secrets = Array.from({ length: 100 }, makeWebhookSecret);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(Buffer.from(secret.slice("whsec_".length), "base64")).toHaveLength(32);
    }
    expect(new Set(secrets).size).toBe(secrets.length);
  });
});

describe("a signature", () => {
  test("is the one of the reference implementations for their published example", async () => {
    const headers = await signatureHeaders(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  test("of any id and body is verified by the reference implementation", async () => {
    const json = fc.json().filter((body) => body !== "");
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^evt_[a-z0-9]{10,30}$/), json, async (id, body) => {
        const secret = makeWebhookSecret();
        const headers = await signatureHeaders([secret], { id, timestampSeconds: nowSeconds(), body });
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      }),
    );
  });

  test("holds under either secret while one replaces the other, and under no third", async () => {
    const [current, previous, other] = [makeWebhookSecret(), makeWebhookSecret(), makeWebhookSecret()];
    const message = { id: "evt_1", timestampSeconds: nowSeconds(), body: '{"name":"Äiti €"}' };
    const headers = await signatureHeaders([current, previous], message);
    expect(headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    expect(new Webhook(current).verify(message.body, headers)).toEqual({ name: "Äiti €" });
    expect(new Webhook(previous).verify(message.body, headers)).toEqual({ name: "Äiti €" });
    expect(() => new Webhook(other).verify(message.body, headers)).toThrow(WebhookVerificationError);
  });

  test.each([
    ["body", { body: "{}" }, {}],
    ["id", {}, { "webhook-id": "evt_2" }],
    ["timestamp", {}, { "webhook-timestamp": String(nowSeconds() - 30) }],
  ])("does not hold for another %s", async (_, { body }: { body?: string }, otherHeaders) => {
    const secret = makeWebhookSecret();
    const message = { id: "evt_1", timestampSeconds: nowSeconds(), body: '{"a":1}' };
    const headers = { ...(await signatureHeaders([secret], message)), ...otherHeaders };
    expect(() => new Webhook(secret).verify(body ?? message.body, headers)).toThrow(WebhookVerificationError);
  });
});
