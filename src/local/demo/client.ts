import { createHash } from "node:crypto";

/** Calls the API as any client would. */
export interface Client {
  /** Sends JSON, or a form as multipart; resolves to the parsed answer. Throws on anything but a 2xx. */
  call(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<unknown>;
}

/**
 * Every POST of JSON carries an Idempotency-Key made of `run` and of what it says: repeated with the same run, it is
 * answered with the first answer and does nothing.
 */
export function createClient(origin: string, token: string, run: string, signal: AbortSignal): Client {
  return {
    async call(method, path, body) {
      const isForm = body instanceof FormData;
      const text = body && !isForm ? JSON.stringify(body) : "";
      const response = await fetch(new URL(path, origin), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(text ? { "content-type": "application/json" } : {}),
          ...(method === "POST" && !isForm ? { "idempotency-key": digest(run, path, text) } : {}),
        },
        ...(body ? { body: isForm ? body : text } : {}),
        signal,
      });
      const answer = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer.slice(0, 1_000)}`);
      return JSON.parse(answer);
    },
  };
}

function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
