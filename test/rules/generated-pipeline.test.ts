import { describe, expect, test } from "vitest";
import { countExport, generateExport } from "../support/generated-pipeline.ts";

describe("the generated CRM export", () => {
  const { csv, expected } = generateExport(1, 8_800);

  test("has the same bytes for the same seed", () => {
    expect(generateExport(1, 8_800).csv).toBe(csv);
    expect(generateExport(2, 8_800).csv).not.toBe(csv);
  });

  test("states its own totals", () => {
    expect(countExport(csv)).toEqual(expected);
    expect(expected.won + expected.lost + expected.engaging + expected.prospecting).toBe(8_800);
  });

  test("has the shares of a real one", () => {
    expect(expected.won / 8_800).toBeCloseTo(0.48, 1);
    expect(expected.lost / 8_800).toBeCloseTo(0.28, 1);
    expect(expected.engaging / 8_800).toBeCloseTo(0.18, 1);
    expect(expected.prospecting / 8_800).toBeCloseTo(0.06, 1);
  });

  test("has the dirt of a real one", () => {
    const lines = csv.split("\r\n");
    expect(lines.at(-1)).toBe("");
    const rows = lines.slice(1, -1).map((line) => line.split(","));
    expect(new Set(rows.map(([id]) => id)).size).toBe(8_800);
    for (const [, , , , stage, engaged, closed, value] of rows) {
      expect(engaged === "").toBe(stage === "Prospecting");
      expect(closed === "").toBe(stage === "Prospecting" || stage === "Engaging");
      if (stage === "Lost") expect(value).toBe("0");
      if (stage !== "Won" && stage !== "Lost") expect(value).toBe("");
    }
    const open = rows.filter(([, , , , stage]) => stage === "Engaging" || stage === "Prospecting");
    expect(open.filter(([, , , account]) => account === "").length / open.length).toBeGreaterThan(0.6);
    expect(csv).toContain(",NTXPro,");
  });
});
