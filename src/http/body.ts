import { createMiddleware } from "hono/factory";
import { DomainError } from "../errors.ts";
import type { AppEnv } from "./context.ts";

/**
 * Reads the body of a request whole, up to `maxBytes`, before anything looks at it: too large a one is refused (unread where its length is
 * announced), and one that breaks off on the way is the sender's fault and not ours.
 */
export function readBody(maxBytes: number) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const { body } = c.req.raw;
    if (body) {
      if (Number(c.req.header("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
      c.req.raw = new Request(c.req.raw, { body: await collect(body, maxBytes) });
    }
    await next();
  });
}

async function collect(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new DomainError("unreadable_body", "The body broke off, or is not encoded as its headers say.");
    });
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined); // the refusal is what counts
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function tooLarge(maxBytes: number): DomainError {
  return new DomainError("payload_too_large", `The body is larger than ${maxBytes} bytes.`);
}
