import { beforeAll, describe, expect, test } from "vitest";
import { EVENT_TYPES } from "../../src/events/catalogue.ts";
import { foundTenant, type TestTenant, withScopes } from "../support/api.ts";
import { newEvent, record } from "../support/webhooks.ts";

let tenant: TestTenant;
let stranger: TestTenant;

beforeAll(async () => {
  tenant = await foundTenant();
  stranger = await foundTenant();
  await record(tenant, [newEvent("1"), newEvent("2", "opportunity.won"), newEvent("3", "alert.resolved")], 3_000);
  await record(stranger, [newEvent("theirs")]);
  await record(tenant, [newEvent("4", "process.published")], 1_000); // a clock that went backward
  await record(tenant, [newEvent("5", "opportunity.won")], 2_000);
});

interface Event {
  readonly id: string;
  readonly data: { readonly alert: { readonly name: string } };
}

const read = (query = "") => tenant.call("GET", `/v1/events${query}`);
const namesOf = (events: readonly Event[]) => events.map(({ data }) => data.alert.name);

describe("the event log", () => {
  test("is answered in the order of the commits, whatever the clock said", async () => {
    const { body } = await read();
    expect(namesOf(body.data)).toEqual(["1", "2", "3", "4", "5"]);
    expect(body.next_cursor).toBeNull();
    expect(body.data[0]).toEqual({
      id: expect.stringMatching(/^evt_0000000000001[0-9a-f]{12}$/),
      type: "alert.raised",
      timestamp: "1970-01-01T00:00:03.000Z",
      actor: "system",
      data: { alert: { name: "1" } },
    });
  });

  test("is paged to its end, and goes on after an id", async () => {
    const names: string[] = [];
    let cursor = "";
    let pages = 0;
    do {
      const { body } = await read(`?limit=2${cursor && `&cursor=${cursor}`}`);
      names.push(...namesOf(body.data));
      cursor = body.next_cursor ?? "";
      pages += 1;
    } while (cursor && pages < 10);
    expect([names, pages]).toEqual([["1", "2", "3", "4", "5"], 3]);

    const [, second] = (await read()).body.data;
    const first = await read(`?after=${second.id}&limit=2`);
    const rest = await read(`?after=${second.id}&limit=2&cursor=${first.body.next_cursor}`);
    expect(namesOf([...first.body.data, ...rest.body.data])).toEqual(["3", "4", "5"]);
    const last = (await read()).body.data.at(-1);
    expect((await read(`?after=${last.id}`)).body).toEqual({ data: [], next_cursor: null });
  });

  test("misses nothing and repeats nothing for a reader who polls while many write at once", async () => {
    const busy = await foundTenant();
    const writers = Array.from({ length: 12 }, (_, writer) =>
      record(busy, [newEvent(`${writer} a`), newEvent(`${writer} b`)], Date.now() - writer),
    );
    let done = false;
    const all = Promise.all(writers).then(() => {
      done = true;
    });
    const seen: Event[] = [];
    for (let polls = 0; polls < 200; polls++) {
      const finished = done;
      const after = seen.at(-1)?.id;
      const { body } = await busy.call("GET", `/v1/events?limit=5${after ? `&after=${after}` : ""}`);
      seen.push(...body.data);
      if (finished && body.data.length === 0) break;
    }
    await all;
    expect(new Set(namesOf(seen)).size).toBe(24);
    expect(seen).toHaveLength(24);
  });

  test.each([
    ["opportunity.won", ["2", "5"]],
    ["alert.*", ["1", "3"]],
    ["alert.resolved,process.*", ["3", "4"]],
    ["*", ["1", "2", "3", "4", "5"]],
    ["import.completed", []],
  ])("is narrowed to types=%s", async (types, names) => {
    expect(namesOf((await read(`?types=${types}`)).body.data)).toEqual(names);
    const [first] = (await read()).body.data;
    expect(namesOf((await read(`?types=${types}&after=${first.id}`)).body.data)).toEqual(
      names.filter((name) => name !== "1"),
    );
  });

  test.each([
    ["?types=deal.*,alert.raised,", ["/query/types/0", "/query/types/2"]],
    ["?types=", ["/query/types/0"]],
    ["?after=yesterday", ["/query/after"]],
    ["?after=opp_01h455vb4pex5vsknk084sn02q", ["/query/after"]],
    ["?limit=0", ["/query/limit"]],
    ["?since=1", ["/query/since"]],
    ["?cursor=abc", ["/query/cursor"]],
  ])("names the faults of %s", async (query, pointers) => {
    const reply = await read(query);
    expect(reply.status).toBe(422);
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  test("refuses a cursor of other filters", async () => {
    const { body } = await read("?limit=1&types=opportunity.*");
    expect((await read(`?limit=1&cursor=${body.next_cursor}`)).body.code).toBe("invalid_cursor");
    expect(namesOf((await read(`?limit=1&types=opportunity.*&cursor=${body.next_cursor}`)).body.data)).toEqual(["5"]);
  });

  test("holds the own company's events only, for keys with the scope", async () => {
    expect(namesOf((await stranger.call("GET", "/v1/events")).body.data)).toEqual(["theirs"]);
    const [first] = (await read()).body.data;
    const theirs = await stranger.call("GET", `/v1/events?after=${first.id}`);
    expect(namesOf(theirs.body.data).filter((name) => name !== "theirs")).toEqual([]);
    const call = await withScopes(tenant, ["webhooks:read"]);
    expect((await call("GET", "/v1/events")).status).toBe(403);
    expect((await call("GET", "/v1/event-types")).status).toBe(403);
  });
});

test("the types of event are listed, each with a description", async () => {
  const { status, body } = await tenant.call("GET", "/v1/event-types");
  expect(status).toBe(200);
  expect(body.data.map(({ type }: { type: string }) => type)).toEqual([...EVENT_TYPES]);
  for (const { description } of body.data) expect(description).toMatch(/^[A-Z].*\.$/);
  expect(body.next_cursor).toBeNull();
});
