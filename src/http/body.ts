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
  for await (const chunk of readChunks(body, maxBytes)) {
    length += chunk.byteLength;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** A body chunk by chunk; refused once it is larger than `maxBytes`. Whoever stops early lets go of the rest. */
export async function* readChunks(body: ReadableStream<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let isDone = false;
  try {
    for (let length = 0; ; ) {
      const { done, value } = await reader.read().catch(() => {
        throw new DomainError("unreadable_body", "The body broke off, or is not encoded as its headers say.");
      });
      isDone = done;
      if (done) return;
      length += value.byteLength;
      if (length > maxBytes) throw tooLarge(maxBytes);
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined); // the refusal is what counts
  }
}

export function tooLarge(maxBytes: number): DomainError {
  return new DomainError("payload_too_large", `The body is larger than ${maxBytes} bytes.`);
}
