import { describe, expect, test } from "vitest";
import { byExternalId, counts, foundCompany, issues, upload } from "../support/imports.ts";
import { faultsOf } from "../support/process.ts";

const COLUMNS = { external_id: "Tunnus", stage: "Vaihe", name: "Nimi", amount: "Arvo", opened_on: "Avattu" };
const FINNISH =
  "sep=;\r\nTunnus;Nimi;Vaihe;Arvo;Avattu\r\n1;Työ & Öljy;find;1 234,50 €;5.1.2026\r\n2;b;agree;€ 7;12.1.2026 10.32\r\n";

function utf16(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return Uint8Array.from([0xff, 0xfe, ...units.flatMap((unit) => [unit & 255, unit >> 8])]);
}

function windows1252(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => (letter === "€" ? 0x80 : letter.charCodeAt(0)));
}

describe("a file is read as its program wrote it", () => {
  test.each([
    ["UTF-8", new TextEncoder().encode(FINNISH)],
    ["UTF-16", utf16(FINNISH)],
    ["Windows-1252", windows1252(FINNISH)],
  ])("in %s, with semicolons and decimal commas", async (_name, file) => {
    const { tenant } = await foundCompany();
    const reply = await upload(tenant, file, { columns: COLUMNS });
    expect(issues(reply.body.errors)).toEqual([]);
    expect(counts(reply.body)).toMatchObject({ rows: 2, created: 2 });
    expect(await byExternalId(tenant, "1")).toMatchObject({
      name: "Työ & Öljy",
      amount: 1234.5,
      currency: "EUR",
      opened_on: "2026-01-05",
    });
    const again = await upload(tenant, FINNISH, reply.body.mapping);
    expect(counts(again.body), "by the mapping that was answered").toMatchObject({ unchanged: 2 });
  });

  test("as NDJSON", async () => {
    const { tenant } = await foundCompany();
    const file = [
      '{"id": 1, "deal": {"stage": "find", "value": 1234.5}}',
      "{",
      '{"id": "2", "deal": {"stage": "won"}}',
    ].join("\n");
    const columns = { external_id: "id", stage: "deal.stage", amount: "deal.value" };
    const reply = await upload(tenant, file, { columns });
    expect(counts(reply.body)).toMatchObject({ rows: 3, created: 2, failed: 1 });
    expect(issues(reply.body.errors)).toEqual(["2 null invalid_json"]);
    expect(await byExternalId(tenant, "1")).toMatchObject({ stage: "find", amount: 1234.5 });
  });
});

describe("a file that can be read in two ways", () => {
  const csv = 'id,stage,sum,opened\n1,find,"1,234",3/4/2026\n';
  const columns = { external_id: "id", stage: "stage", amount: "sum", opened_on: "opened" };

  test("is refused, with the columns and both ways", async () => {
    const { tenant } = await foundCompany();
    const { status, body } = await upload(tenant, csv, { columns });
    expect(status).toBe(422);
    expect(faultsOf(body)).toEqual([
      "/mapping/date_format ambiguous_dates",
      "/mapping/number_format ambiguous_numbers",
    ]);
    const [dates, numbers] = body.errors.map(({ detail }: { detail: string }) => detail);
    expect(dates).toContain('"opened" can be read in two ways: 3/4/2026 is 2026-04-03 with the day first, 2026-03-04');
    expect(numbers).toContain('"sum" can be read in two ways: 1,234 is 1234 with a decimal point, 1.234');
  });

  test("is read in the way that the mapping says", async () => {
    const { tenant } = await foundCompany();
    await upload(tenant, csv, { columns, date_format: "DD/MM/YYYY", number_format: "decimal_point" });
    expect(await byExternalId(tenant, "1")).toMatchObject({ amount: 1234, opened_on: "2026-04-03" });
  });
});
