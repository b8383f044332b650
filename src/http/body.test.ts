import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { readBody } from "./body.ts";
import type { AppEnv } from "./context.ts";

const app = new Hono<AppEnv>();
app.use(readBody(10));
app.post("/", async (c) => c.text(await c.req.text()));
app.onError((error, c) => c.text(error instanceof DomainError ? error.code : String(error), 400));

const post = async (body: BodyInit, headers: Record<string, string> = {}) => {
  const init = { method: "POST", body, headers, duplex: "half" };
  return (await app.request(new Request("http://test/", init))).text();
};

const streamOf = (...chunks: readonly string[]) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

describe("a body", () => {
  test("is read whole, however it comes", async () => {
    expect(await post("0123456789")).toBe("0123456789");
    expect(await post(streamOf("01234", "", "56789"))).toBe("0123456789");
  });

  test("is refused when it is too large, announced or not", async () => {
    expect(await post("0123456789a")).toBe("payload_too_large");
    expect(await post("short", { "content-length": "11" })).toBe("payload_too_large");
    expect(await post(streamOf("01234", "567890"))).toBe("payload_too_large");
  });

  test("that breaks off is the sender's fault", async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error("Network connection lost"));
      },
    });
    expect(await post(broken)).toBe("unreadable_body");
  });
});
