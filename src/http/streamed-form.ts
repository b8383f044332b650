import { createMiddleware } from "hono/factory";
import { base64url } from "jose";
import { digest } from "../db/seal.ts";
import { DomainError, invalid } from "../errors.ts";
import { readChunks, tooLarge } from "./body.ts";
import type { AppEnv } from "./context.ts";
import { boundaryOf, MalformedMultipart, MultipartReader, type PartEvent } from "./multipart.ts";

/** Content types of a body that is one part of a form and nothing else, with the name of that part. */
export type RawTypes = Readonly<Record<string, string>>;

/** Leaves the body of a request unread for the handler, as a form. One that is announced to be too large is refused at once. */
export function streamForm(rawTypes: RawTypes, maxBytes: number) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const contentType = c.req.header("content-type") ?? "";
    const read = readerFor(contentType, rawTypes);
    if (!read) {
      const types = ["multipart/form-data", ...Object.keys(rawTypes)].join(", ");
      throw new DomainError("unsupported_media_type", `Send the body as one of these content types: ${types}.`);
    }
    if (Number(c.req.header("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const body = c.req.raw.body ?? new Blob([]).stream();
    c.set("form", new StreamedForm(read(readChunks(body, maxBytes)), mediaTypeOf(contentType)));
    await next();
  });
}

type FormReader = (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<PartEvent>;

function readerFor(contentType: string, rawTypes: RawTypes): FormReader | undefined {
  const mediaType = mediaTypeOf(contentType);
  if (mediaType === "multipart/form-data") return (chunks) => readMultipart(chunks, boundaryOf(contentType));
  const name = Object.hasOwn(rawTypes, mediaType) ? rawTypes[mediaType] : undefined;
  return name === undefined ? undefined : (chunks) => readAsPart(chunks, name);
}

function mediaTypeOf(contentType: string): string {
  return contentType.split(";")[0]?.trim().toLowerCase() ?? "";
}

/** A body that is read once, as it comes, and digested on the way: by its parts, since each client builds it with another boundary. */
export class StreamedForm {
  /** `multipart/form-data`, or the type of a body that is one part alone. */
  readonly mediaType: string;
  readonly #source: AsyncGenerator<PartEvent>;
  #digest: string | undefined;

  constructor(source: AsyncGenerator<PartEvent>, mediaType: string) {
    this.#source = source;
    this.mediaType = mediaType;
  }

  /** Throws `validation_failed` for what is no form, `payload_too_large` and `unreadable_body`, each as soon as it is found. */
  async *events(): AsyncGenerator<PartEvent> {
    const parts: string[] = [];
    let part: PartDigest | undefined;
    for await (const event of this.#source) {
      if (event.kind === "begin") part = new PartDigest(event.name);
      else if (event.kind === "bytes") await part?.add(event.bytes);
      else if (part) parts.push(await part.finish());
      yield event;
    }
    this.#digest = await digest(parts.join(" "));
  }

  async readToEnd(): Promise<void> {
    for await (const _ of this.events());
  }

  get isRead(): boolean {
    return this.#digest !== undefined;
  }

  /** SHA-256 over the parts, in their order. Only once all has been read. */
  get digest(): string {
    if (this.#digest === undefined) throw new Error("a body has a digest once it has been read to its end");
    return this.#digest;
  }
}

class PartDigest {
  readonly #name: string;
  readonly #stream = new crypto.DigestStream("SHA-256");
  readonly #writer = this.#stream.getWriter();

  constructor(name: string) {
    this.#name = name;
  }

  add(bytes: Uint8Array): Promise<void> {
    return this.#writer.write(bytes);
  }

  async finish(): Promise<string> {
    await this.#writer.close();
    return `${await digest(this.#name)}=${base64url.encode(new Uint8Array(await this.#stream.digest))}`;
  }
}

async function* readMultipart(
  chunks: AsyncIterable<Uint8Array>,
  boundary: string | undefined,
): AsyncGenerator<PartEvent> {
  try {
    if (boundary === undefined) throw new MalformedMultipart("the content type names no boundary");
    const reader = new MultipartReader(boundary);
    for await (const chunk of chunks) yield* reader.read(chunk);
    reader.end();
  } catch (error) {
    if (!(error instanceof MalformedMultipart)) throw error;
    const detail = "The body is not well-formed multipart/form-data.";
    throw invalid([{ pointer: "", code: "malformed_multipart", detail }]);
  }
}

async function* readAsPart(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<PartEvent> {
  yield { kind: "begin", name };
  for await (const bytes of chunks) yield { kind: "bytes", bytes };
  yield { kind: "end" };
}
