import { formatTime } from "../values/calendar.ts";
import type { DeliveredEvent } from "./delivery-store.ts";
import { signatureHeaders } from "./signature.ts";
import type { AttemptError, AttemptResult } from "./verdict.ts";

/** How long a receiver may take to answer. */
export const TIMEOUT_MS = 15_000;
/** As much of an answer is kept; more is not even read. */
const MAX_ANSWER_BYTES = 4_096;

/** The body of a webhook: the event as it was recorded, so the same bytes at every attempt. */
export function webhookBody({ id, type, at, data }: DeliveredEvent): string {
  const head = JSON.stringify({ id, type, timestamp: formatTime(at) });
  return `${head.slice(0, -1)},"data":${data}}`; // data is JSON as it was stored
}

/** Sends an event to a URL once. What goes wrong on the way is a result, not an exception. `now` is what the receiver sees as the time of the attempt. */
export async function sendWebhook(
  url: string,
  secrets: readonly string[],
  event: DeliveredEvent,
  now: number,
): Promise<AttemptResult> {
  const body = webhookBody(event);
  const signed = await signatureHeaders(secrets, { id: event.id, timestampSeconds: Math.floor(now / 1_000), body });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "Infield-Webhooks/1.0", ...signed },
      body,
      redirect: "manual",
      signal,
    });
    return {
      kind: "answered",
      status: response.status,
      body: await readStart(response, signal),
      retryAfter: response.headers.get("retry-after"),
    };
  } catch (error) {
    return { kind: "unanswered", error: errorOf(error) };
  }
}

/** The first bytes of an answer as text. Whatever happens while they are read, the status has been given and counts. */
async function readStart(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const timedOut = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const bytes = new Uint8Array(MAX_ANSWER_BYTES);
  let length = 0;
  try {
    while (length < MAX_ANSWER_BYTES) {
      const { done, value } = await Promise.race([reader.read(), timedOut]);
      if (done) break;
      const chunk = (value as Uint8Array).subarray(0, MAX_ANSWER_BYTES - length);
      bytes.set(chunk, length);
      length += chunk.length;
    }
  } catch {
    // What has come so far is kept.
  }
  // Not awaited: a receiver that does not let go must not hold the attempt.
  reader.cancel().catch(() => undefined);
  return toText(bytes.subarray(0, length));
}

/** Bytes of any kind as text of no more bytes, without the NUL at which SQLite would end it. */
function toText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes, { stream: true }).replaceAll("\0", "\ufffd");
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(MAX_ANSWER_BYTES));
  return text.slice(0, read);
}

function errorOf(error: unknown): AttemptError {
  return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "connection_failed";
}
