import { expect, test } from "vitest";
import { sealAnswer, unsealAnswer } from "./kept-answer.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const answerOf = (body: string) => ({ status: 207, headers: { etag: '"1"' }, body });
const noise = (length: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(48_000)))
    .toString("base64")
    .repeat(length);

test.each([
  ["short", "Ääkköset"],
  ["long", '{"name":"Ääkköset 😀"}'.repeat(100_000)],
])("a %s answer comes back as it was, to its own key only", async (_, body) => {
  const sealed = await sealAnswer(KEY, "mine", answerOf(body));
  expect(await unsealAnswer(KEY, "mine", sealed)).toEqual(answerOf(body));
  await expect(unsealAnswer(KEY, "another's", sealed)).rejects.toThrow();
});

test("what repeats itself takes a fraction of the room", async () => {
  const body = '{"name":"Cranes","stage":"find"}'.repeat(100_000);
  expect((await sealAnswer(KEY, "mine", answerOf(body))).length).toBeLessThan(body.length / 20);
});

test("an answer that is too long to be kept is refused", async () => {
  // Windows of gzip are shorter than this noise, so that repeating it does not help.
  await expect(sealAnswer(KEY, "mine", answerOf(noise(40)))).rejects.toMatchObject({ code: "payload_too_large" });
});
