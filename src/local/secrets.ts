import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readJsonFile, writePrivateJsonFile } from "./private-file.ts";

/** The two secrets that a deployment needs. */
export interface Secrets {
  readonly operatorToken: string;
  /** Base64 of 32 bytes. What is sealed with it cannot be read without it, so it is made once and kept. */
  readonly encryptionKey: string;
}

export function secretsPath(persistDir: string): string {
  return join(persistDir, "secrets.json");
}

/** The secrets of this directory, made at the first run. */
export async function loadSecrets(persistDir: string): Promise<Secrets> {
  const path = secretsPath(persistDir);
  const stored = await readJsonFile(path);
  if (stored !== undefined) {
    if (!isSecrets(stored)) throw new Error(`${path} must hold operatorToken and encryptionKey, both strings.`);
    return stored;
  }
  const secrets: Secrets = {
    operatorToken: `op_${randomBytes(24).toString("base64url")}`,
    encryptionKey: randomBytes(32).toString("base64"),
  };
  await writePrivateJsonFile(path, secrets);
  return secrets;
}

function isSecrets(value: unknown): value is Secrets {
  return (
    typeof value === "object" &&
    value !== null &&
    "operatorToken" in value &&
    typeof value.operatorToken === "string" &&
    "encryptionKey" in value &&
    typeof value.encryptionKey === "string"
  );
}
