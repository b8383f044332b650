import { expect, test } from "vitest";
import { streamText } from "./text-stream.ts";

/** Counts the pieces that have been made, and breaks after some if told to. */
function pieces(count: number, breaksAfter = Number.POSITIVE_INFINITY) {
  const state = { made: 0, isLetGo: false };
  async function* make() {
    try {
      for (; state.made < count; ) {
        if (state.made === breaksAfter) throw new Error("the database is gone");
        state.made += 1;
        yield `piece ${state.made}\n`;
      }
    } finally {
      state.isLetGo = true;
    }
  }
  return { state, text: make() };
}

const neverReport = (error: unknown) => {
  throw error;
};

test("a text comes out whole", async () => {
  const { text } = pieces(3);
  expect(await new Response(await streamText(text, neverReport)).text()).toBe("piece 1\npiece 2\npiece 3\n");
  expect(await new Response(await streamText(pieces(0).text, neverReport)).text()).toBe("");
});

test("no piece is made before the one before it has been taken", async () => {
  const { state, text } = pieces(1_000);
  const reader = (await streamText(text, neverReport)).getReader();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(state.made).toBe(1);
  for (let read = 1; read <= 5; read++) {
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(state.made).toBe(read);
  }
});

test("a fault on the way breaks it off, and is told", async () => {
  const reported: unknown[] = [];
  const body = await streamText(pieces(5, 2).text, (error) => reported.push(error));
  const reader = body.getReader();
  await reader.read();
  await reader.read();
  await expect(reader.read()).rejects.toThrow("the database is gone");
  expect(reported).toEqual([new Error("the database is gone")]);
});

test("a fault before the first piece is the caller's to answer", async () => {
  await expect(streamText(pieces(5, 0).text, neverReport)).rejects.toThrow("the database is gone");
});

test("nothing more is made for somebody who has gone", async () => {
  const { state, text } = pieces(1_000);
  const reader = (await streamText(text, neverReport)).getReader();
  await reader.read();
  await reader.cancel();
  expect(state).toEqual({ made: 1, isLetGo: true });
});
