import { type Fault, invalid } from "../../../errors.ts";
import { tooLarge } from "../../../http/body.ts";
import { toPointer } from "../../../http/problem.ts";
import type { StreamedForm } from "../../../http/streamed-form.ts";
import type { Dialect, DialectHints } from "../file/sniff-dialect.ts";
import type { GivenMapping } from "../presets/merge.ts";
import type { FileFormat } from "../schema.ts";
import { malformedMapping, readMapping } from "./form.ts";
import { FileIntake, MOST_BYTES_AT_ONCE, type PutAside, type TakenFile } from "./intake.ts";

export const MAX_FILE_BYTES = 50 * 1_048_576;
/** An import is kept in one row of the database, with its mapping twice. */
export const MAX_MAPPING_BYTES = 262_144;

/** What is said of a file outside its form. */
export interface UploadOptions {
  /** The mapping, where the body is the file alone. */
  readonly mapping: string | undefined;
  /** Puts the rows of a small file aside as well. */
  readonly forJob: boolean;
  readonly putAside: PutAside;
}

export interface Upload {
  readonly file: TakenFile;
  readonly mapping: GivenMapping | undefined;
}

/**
 * Reads what was sent: a form whose parts may come in any order, or the file alone. The file is taken in as it comes once the mapping is
 * known. A small one that comes before it waits; a larger one is read by what it tells of itself, and a mapping that says otherwise comes
 * too late.
 *
 * Throws `malformed_json` for the mapping, `validation_failed` with every fault of the form and the mapping, `payload_too_large`,
 * `invalid_csv` and `too_many_rows`.
 */
export async function readUpload(form: StreamedForm, options: UploadOptions): Promise<Upload> {
  const reader = new UploadReader(options, FORMATS[form.mediaType]);
  for await (const event of form.events()) {
    if (event.kind === "begin") reader.begin(event.name);
    else if (event.kind === "bytes") await reader.take(event.bytes);
    else reader.endPart();
  }
  return reader.end();
}

/** The formats that the content type of a body tells. */
const FORMATS: Readonly<Record<string, FileFormat>> = { "text/csv": "csv", "application/x-ndjson": "ndjson" };

/** Those of the body; a mapping may also be said in the query. */
const PARTS = ["file", "mapping"] as const;
type PartName = (typeof PARTS)[number];

class UploadReader {
  readonly #options: UploadOptions;
  readonly #format: FileFormat | undefined;
  readonly #faults: Fault[] = [];
  readonly #seen = new Set<string>();
  /** The part that is read, when it is one to be read. */
  #part: PartName | undefined;
  #mappingText = "";
  /** A decoder that only replaced what is no UTF-8 would map other words than were sent. */
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  #mapping: GivenMapping | undefined;
  #isMappingKnown = false;
  #mappingFaults: readonly Fault[] = [];
  #fileBytes = 0;
  #mappingBytes = 0;
  /** Of a file that waits for the mapping. */
  readonly #waiting: Uint8Array[] = [];
  #intake: FileIntake | undefined;

  constructor(options: UploadOptions, format: FileFormat | undefined) {
    this.#options = options;
    this.#format = format;
    if (options.mapping !== undefined) {
      this.#seen.add("mapping");
      this.#know(options.mapping, "/query/mapping");
    } else if (format !== undefined) this.#isMappingKnown = true;
  }

  begin(name: string): void {
    const part = PARTS.find((known) => known === name);
    if (!part) this.#fault(name, "unknown_field", "There is no such part here.");
    else if (this.#seen.has(name)) this.#fault(name, "repeated", `Send the part ${name} once.`);
    this.#part = this.#seen.has(name) ? undefined : part;
    this.#seen.add(name);
  }

  async take(bytes: Uint8Array): Promise<void> {
    if (this.#part === "mapping") {
      this.#mappingBytes += bytes.length;
      if (this.#mappingBytes > MAX_MAPPING_BYTES) throw tooLarge(MAX_MAPPING_BYTES);
      this.#readMapping(bytes, true);
    } else if (this.#part === "file") {
      this.#fileBytes += bytes.length;
      if (this.#fileBytes > MAX_FILE_BYTES) throw tooLarge(MAX_FILE_BYTES);
      await this.#takeFile(bytes);
    }
  }

  endPart(): void {
    if (this.#part === "mapping") {
      this.#readMapping(new Uint8Array(), false);
      this.#know(this.#mappingText, "/mapping");
    }
    this.#part = undefined;
  }

  async end(): Promise<Upload> {
    if (!this.#seen.has("file")) this.#fault("file", "required", "Send the part file.");
    if (this.#hasFaults) throw invalid([...this.#faults, ...this.#mappingFaults]);
    const intake = await this.#open();
    const file = await intake.finish(this.#options.forJob);
    const late = contradictions(file.dialect, this.#hints());
    if (late.length > 0) throw invalid(late);
    return { file, mapping: this.#mapping };
  }

  async #takeFile(bytes: Uint8Array): Promise<void> {
    if (this.#hasFaults) return;
    const mayWait = !this.#intake && !this.#isMappingKnown && this.#fileBytes <= MOST_BYTES_AT_ONCE;
    if (mayWait) this.#waiting.push(bytes);
    else await (await this.#open()).push(bytes);
  }

  /** Begins to take the file in, by what is known of it then. */
  async #open(): Promise<FileIntake> {
    if (this.#intake) return this.#intake;
    const intake = new FileIntake(this.#hints(), this.#options.putAside);
    this.#intake = intake;
    for (const bytes of this.#waiting.splice(0)) await intake.push(bytes);
    return intake;
  }

  get #hasFaults(): boolean {
    return this.#faults.length > 0 || this.#mappingFaults.length > 0;
  }

  #readMapping(bytes: Uint8Array, stream: boolean): void {
    try {
      this.#mappingText += this.#decoder.decode(bytes, { stream });
    } catch {
      throw malformedMapping("/mapping");
    }
  }

  #know(text: string, pointer: string): void {
    const { mapping, faults } = readMapping(text, pointer);
    this.#mapping = mapping;
    this.#mappingFaults = faults;
    this.#isMappingKnown = true;
  }

  #hints(): DialectHints {
    const { format = "auto", encoding, delimiter, columns = {} } = this.#mapping ?? {};
    return {
      format: format === "auto" ? (this.#format ?? "auto") : format,
      ...(encoding === undefined ? {} : { encoding }),
      ...(delimiter === undefined ? {} : { delimiter }),
      columns: Object.values(columns).filter((column) => column !== undefined),
    };
  }

  #fault(part: string, code: string, detail: string): void {
    this.#faults.push({ pointer: toPointer([part]), code, detail });
  }
}

/** Where a file was read otherwise than the mapping says that came after it. */
function contradictions(dialect: Dialect, hints: DialectHints): Fault[] {
  return (["format", "encoding", "delimiter"] as const).flatMap((name) => {
    const [said, read] = [hints[name], dialect[name]];
    const isOpen = said === undefined || said === "auto" || (name === "delimiter" && dialect.format === "ndjson");
    if (isOpen || said === read || read === "undecided") return [];
    const detail = `The file came first and was read as ${JSON.stringify(read)}. Send the part mapping before the part file.`;
    return [{ pointer: `/mapping/${name}`, code: "mapping_too_late", detail }];
  });
}
