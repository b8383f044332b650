import { describe, expect, test } from "vitest";
import { readLocalSettings } from "./settings.ts";

describe("the settings of a local run", () => {
  test("have defaults that need nothing set", () => {
    expect(readLocalSettings({})).toEqual({
      port: 8787,
      persistDir: `${process.cwd()}/.infield`,
      operatorToken: undefined,
      seedDemo: true,
      webhookRetrySeconds: "",
      serverTiming: "on",
    });
  });

  test("take what is set, and an empty variable as not set", () => {
    const settings = readLocalSettings({ PORT: "9000", PERSIST_DIR: "/data", SEED: "0", OPERATOR_TOKEN: "" });
    expect(settings).toMatchObject({ port: 9000, persistDir: "/data", seedDemo: false, operatorToken: undefined });
    expect(readLocalSettings({ SEED: "" }).seedDemo).toBe(true);
  });

  test.each(["abc", "0", "65536", "-1", "80.5", "1e3"])("refuse the port %s by name", (port) => {
    expect(() => readLocalSettings({ PORT: port })).toThrow(`PORT must be a number from 1 to 65535, not "${port}".`);
  });

  test.each(["", "1", "1,1,1", "0, 0.5 ,86400"])("take the retry schedule %j", (list) => {
    expect(readLocalSettings({ WEBHOOK_RETRY_SECONDS: list }).webhookRetrySeconds).toBe(list);
  });

  test.each(["abc", "-1", "1,,1", "1,", "1;2", "1e3", "Infinity", "0x10"])(
    "refuse the retry schedule %s by name",
    (list) => {
      expect(() => readLocalSettings({ WEBHOOK_RETRY_SECONDS: list })).toThrow(
        `WEBHOOK_RETRY_SECONDS must be a comma list of seconds, such as 1,1,1, not "${list}".`,
      );
    },
  );

  test.each(["with a blank", "tøken-with-an-umlaut"])("refuse the operator token %s", (token) => {
    expect(() => readLocalSettings({ OPERATOR_TOKEN: token })).toThrow("OPERATOR_TOKEN must be printable ASCII");
  });
});
