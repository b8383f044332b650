import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { foundTenant, type Reply, type TestTenant, withScopes } from "../support/api.ts";
import { faultsOf } from "../support/process.ts";
import { beforeNextCommit } from "../support/races.ts";
import { createDeal, publishProcess, SMALL_DOCUMENT } from "../support/story.ts";

let tenant: TestTenant;
let path: string;

beforeAll(async () => {
  tenant = await foundTenant();
  await publishProcess(tenant, SMALL_DOCUMENT);
});

const newDeal = async () => `/v1/opportunities/${(await createDeal(tenant)).id}`;
const write = async (deal: string, text: string): Promise<Reply["body"]> => {
  const reply = await tenant.call("POST", `${deal}/notes`, { body: { text } });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
};
const textsOf = ({ body }: Reply) => body.data.map(({ text }: { text: string | null }) => text);
const changesOf = async (deal: string): Promise<Reply["body"][]> =>
  (await tenant.call("GET", `${deal}/history`)).body.changes;
const rowsOf = async (deal: string) =>
  env.DB.prepare("SELECT count(*) AS n FROM opportunity_notes WHERE tenant_id = ? AND opportunity_id = ?")
    .bind(tenant.id, deal.split("/").at(-1))
    .first("n");

describe("a note", () => {
  beforeAll(async () => {
    path = await newDeal();
  });

  test("says who wrote what when", async () => {
    const note = await write(path, "They will call on Monday.\nAsk for Virtanen.");
    expect(note).toMatchObject({
      text: "They will call on Monday.\nAsk for Virtanen.",
      opportunity_id: path.split("/").at(-1),
      author: expect.stringMatching(/^key_/),
      withdrawn_at: null,
      withdrawn_by: null,
    });
    expect((await tenant.call("GET", `${path}/notes`)).body.data[0]).toEqual(note);
  });

  test("stands beside the opportunity: its revision, and whoever edits it, are left alone", async () => {
    const before = await tenant.call("GET", path);
    await write(path, "Beside");
    const after = await tenant.call("GET", path);
    expect([after.body, after.headers.get("etag")]).toEqual([before.body, before.headers.get("etag")]);
  });

  test("is in the history and in the events, with the opportunity", async () => {
    const deal = await newDeal();
    const note = await write(deal, "Noted");
    expect((await changesOf(deal)).at(-1)).toMatchObject({
      type: "opportunity.note_added",
      actor: note.author,
      note: { id: note.id, text: "Noted" },
    });
    const { body } = await tenant.call("GET", "/v1/events?types=opportunity.note_added&limit=100");
    const data = body.data.map((event: { data: object }) => event.data);
    expect(data).toContainEqual({ opportunity: expect.objectContaining({ name: "Forklifts for Virtanen" }), note });
  });

  test("wants something said, and not too much", async () => {
    const faults = async (body: object) => {
      const reply = await tenant.call("POST", `${path}/notes`, { body });
      return [reply.status, ...faultsOf(reply.body)];
    };
    expect(await faults({ text: "" })).toEqual([422, "/text blank"]);
    expect(await faults({ text: "x".repeat(10_001) })).toEqual([422, "/text too_big"]);
    expect(await faults({})).toEqual([422, "/text required"]);
    expect(await faults({ text: "ä".repeat(10_000) })).toEqual([201]);
  });

  test("takes two round trips, and is written once for one Idempotency-Key", async () => {
    const deal = await newDeal();
    const options = { body: { text: "Once" }, headers: { "idempotency-key": "note-1" } };
    const [first, second] = [
      await tenant.call("POST", `${deal}/notes`, options),
      await tenant.call("POST", `${deal}/notes`, options),
    ];
    expect(second.body).toEqual(first.body);
    expect(await rowsOf(deal)).toBe(1);
    expect((await tenant.call("POST", `${deal}/notes`, { body: { text: "Twice" } })).d1.roundTrips).toBe(2);
  });

  test("can be read by whoever reads opportunities, and written by whoever writes them", async () => {
    const reader = await withScopes(tenant, ["opportunities:read"]);
    expect((await reader("GET", `${path}/notes`)).status).toBe(200);
    expect((await reader("POST", `${path}/notes`, { body: { text: "No" } })).status).toBe(403);
  });
});

test("notes are listed newest first, page by page", async () => {
  const deal = await newDeal();
  for (const text of ["1", "2", "3", "4", "5"]) await write(deal, text);
  const first = await tenant.call("GET", `${deal}/notes?limit=2`);
  expect([textsOf(first), first.d1.roundTrips]).toEqual([["5", "4"], 1]);
  const second = await tenant.call("GET", `${deal}/notes?limit=2&cursor=${first.body.next_cursor}`);
  expect(textsOf(second)).toEqual(["3", "2"]);
  const third = await tenant.call("GET", `${deal}/notes?limit=2&cursor=${second.body.next_cursor}`);
  expect([textsOf(third), third.body.next_cursor]).toEqual([["1"], null]);
  const other = await tenant.call("GET", `${await newDeal()}/notes?cursor=${first.body.next_cursor}`);
  expect(other.body.code).toBe("invalid_cursor");
});

describe("a withdrawn note", () => {
  test("shows no text any more, but that it was there; the history still tells what was written", async () => {
    const deal = await newDeal();
    const note = await write(deal, "Said in anger");
    const reply = await tenant.call("DELETE", `${deal}/notes/${note.id}`);
    expect(reply.body).toEqual({
      ...note,
      text: null,
      withdrawn_at: expect.any(String),
      withdrawn_by: expect.stringMatching(/^key_/),
    });
    expect((await tenant.call("GET", `${deal}/notes`)).body.data).toEqual([reply.body]);
    const [, added, withdrawn] = await changesOf(deal);
    expect(added).toMatchObject({ type: "opportunity.note_added", note: { id: note.id, text: "Said in anger" } });
    expect(withdrawn).toMatchObject({ type: "opportunity.note_withdrawn", note: { id: note.id, text: null } });
  });

  test("stays withdrawn as it was, and is told of once, however often and at once it is withdrawn", async () => {
    const deal = await newDeal();
    const { id } = await write(deal, "Twice");
    const withdraw = () => tenant.call("DELETE", `${deal}/notes/${id}`);
    const replies = await Promise.all([withdraw(), withdraw(), withdraw()]);
    const [first, ...others] = [...replies, await withdraw()];
    expect(first?.status).toBe(200);
    for (const other of others) expect(other.body).toEqual(first?.body);
    const told = (await changesOf(deal)).filter(({ type }) => type === "opportunity.note_withdrawn");
    expect(told).toHaveLength(1);
  });

  test("is looked for at its own opportunity only", async () => {
    const [deal, other] = [await newDeal(), await newDeal()];
    const { id } = await write(deal, "Mine");
    expect((await tenant.call("DELETE", `${other}/notes/${id}`)).status).toBe(404);
    expect((await tenant.call("DELETE", `${deal}/notes/note_none`)).status).toBe(404);
    expect(textsOf(await tenant.call("GET", `${deal}/notes`))).toEqual(["Mine"]);
  });
});

describe("an opportunity that goes", () => {
  test("takes its notes out of sight, and brings them back", async () => {
    const deal = await newDeal();
    const { id } = await write(deal, "Kept");
    await tenant.call("DELETE", deal);
    expect((await tenant.call("GET", `${deal}/notes`)).status).toBe(404);
    expect((await tenant.call("POST", `${deal}/notes`, { body: { text: "Late" } })).status).toBe(404);
    expect((await tenant.call("DELETE", `${deal}/notes/${id}`)).status).toBe(404);
    await tenant.call("POST", `${deal}/restore`);
    expect(textsOf(await tenant.call("GET", `${deal}/notes`))).toEqual(["Kept"]);
  });

  test("gets no note in the moment in which it goes", async () => {
    const deal = await newDeal();
    const writes = Array.from({ length: 8 }, (_, index) =>
      tenant.call("POST", `${deal}/notes`, { body: { text: `Note ${index}` } }),
    );
    const [removed, ...written] = await Promise.all([tenant.call("DELETE", deal), ...writes]);
    expect(removed.status).toBe(204);
    expect(written.filter(({ status }) => status !== 201 && status !== 404)).toEqual([]);
    expect(await rowsOf(deal)).toBe(written.filter(({ status }) => status === 201).length);
  });

  test("between the look at it and the commit gets none", async () => {
    const deal = await newDeal();
    beforeNextCommit(() => tenant.call("DELETE", deal));
    expect((await tenant.call("POST", `${deal}/notes`, { body: { text: "Late" } })).status).toBe(404);
    expect(await rowsOf(deal)).toBe(0);
  });

  test("between the look at it and the commit keeps the note that was to be withdrawn", async () => {
    const deal = await newDeal();
    const { id } = await write(deal, "Kept");
    beforeNextCommit(() => tenant.call("DELETE", deal));
    expect((await tenant.call("DELETE", `${deal}/notes/${id}`)).status).toBe(404);
    await tenant.call("POST", `${deal}/restore`);
    expect(textsOf(await tenant.call("GET", `${deal}/notes`))).toEqual(["Kept"]);
  });

  test("into another one leaves its notes there", async () => {
    const [survivor, duplicate] = [await newDeal(), await newDeal()];
    const early = await write(duplicate, "Of the duplicate");
    await write(survivor, "Of the survivor");
    await tenant.call("POST", `${survivor}/merge`, { body: { duplicate_id: duplicate.split("/").at(-1) } });
    const reply = await tenant.call("GET", `${survivor}/notes`);
    expect(textsOf(reply)).toEqual(["Of the survivor", "Of the duplicate"]);
    expect(reply.body.data[1]).toEqual(early);
    const withdrawn = await tenant.call("DELETE", `${survivor}/notes/${early.id}`);
    expect(withdrawn.body).toMatchObject({ text: null, opportunity_id: duplicate.split("/").at(-1) });
    expect((await tenant.call("POST", `${duplicate}/notes`, { body: { text: "Late" } })).body).toMatchObject({
      status: 404,
      merged_into: survivor.split("/").at(-1),
    });
  });
});
