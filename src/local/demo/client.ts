/** Calls the API as any client would. */
export interface Client {
  /** Sends JSON, or a form as multipart; resolves to the parsed answer. Throws on anything but a 2xx. */
  call(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<unknown>;
}

export function createClient(origin: string, token: string, signal: AbortSignal): Client {
  return {
    async call(method, path, body) {
      const isForm = body instanceof FormData;
      const response = await fetch(new URL(path, origin), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body && !isForm ? { "content-type": "application/json" } : {}),
        },
        ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
        signal,
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 1_000)}`);
      return JSON.parse(text);
    },
  };
}
