import { DomainError, type Fault, invalid } from "../../errors.ts";
import { faultsOf, toPointer } from "../../http/problem.ts";
import { type ImportMapping, ImportMappingSchema } from "./schema.ts";

const PARTS = ["file", "mapping"] as const;

/**
 * Reads the multipart body of an import. The parts may be sent as files or as plain fields, since clients differ in that.
 * Throws `unsupported_media_type`, `malformed_json` for the mapping, `validation_failed` with every fault.
 *
 * From the bytes and not through the framework: what the Idempotency-Key's fingerprint has read it would parse without its content type.
 */
export async function readImportForm(
  contentType: string | undefined,
  body: ArrayBuffer,
): Promise<{ file: ArrayBuffer; mapping: ImportMapping }> {
  if (!contentType || !/^multipart\/form-data\s*(;|$)/i.test(contentType)) {
    throw new DomainError("unsupported_media_type", "Send the body as Content-Type: multipart/form-data.");
  }
  const form = await parseForm(contentType, body);
  const faults = partFaults(form);
  const [file, mapping] = [form.get("file"), form.get("mapping")];
  const json = mapping !== null ? parseJson(await textOf(mapping)) : undefined;
  const parsed = mapping !== null ? ImportMappingSchema.safeParse(json) : undefined;
  faults.push(...stageWordFaults(json));
  if (parsed?.error) faults.push(...faultsOf(parsed.error, "/mapping"));
  if (faults.length > 0 || file === null || !parsed?.data) throw invalid(faults);
  return { file: await bytesOf(file), mapping: parsed.data };
}

async function parseForm(contentType: string, body: ArrayBuffer): Promise<FormData> {
  try {
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch {
    throw invalid([
      { pointer: "", code: "malformed_multipart", detail: "The body is not well-formed multipart/form-data." },
    ]);
  }
}

function partFaults(form: FormData): Fault[] {
  const names = [...new Set(form.keys())];
  const unknown = names.filter((name) => !PARTS.some((part) => part === name));
  return [
    ...unknown.map((name) => ({
      pointer: toPointer([name]),
      code: "unknown_field",
      detail: "There is no such part here.",
    })),
    ...PARTS.filter((name) => !form.has(name)).map((name) => ({
      pointer: `/${name}`,
      code: "required",
      detail: `Send the part ${name}.`,
    })),
    ...PARTS.filter((name) => form.getAll(name).length > 1).map((name) => ({
      pointer: `/${name}`,
      code: "repeated",
      detail: `Send the part ${name} once.`,
    })),
  ];
}

/** JSON may have a member `__proto__`. Where any name is allowed zod drops it without a word; elsewhere zod calls it unknown. */
function stageWordFaults(mapping: unknown): Fault[] {
  const stages = isObject(mapping) && "stages" in mapping ? mapping.stages : undefined;
  if (!isObject(stages) || !Object.hasOwn(stages, "__proto__")) return [];
  const pointer = toPointer(["mapping", "stages", "__proto__"]);
  return [{ pointer, code: "unknown_field", detail: "This name cannot be used here." }];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("malformed_json", "The mapping is not valid JSON.", {
      faults: [{ pointer: "/mapping", code: "malformed_json", detail: "This is not valid JSON." }],
    });
  }
}

async function textOf(part: File | string): Promise<string> {
  return typeof part === "string" ? part : await part.text();
}

async function bytesOf(part: File | string): Promise<ArrayBuffer> {
  return await (typeof part === "string" ? new Blob([part]) : part).arrayBuffer();
}
