import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import { ObjectTooLarge } from '#application/media/errors.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { inviteBody } from '../platform/body-invitation.ts';
import { ClientGone, UnsupportedContent } from '../platform/http-errors.ts';
import { pointerTo } from '../platform/pointer.ts';
import { FormFields } from './form-fields.ts';

/** A form with one file in it, as its declaration allows. The file may stand anywhere among the fields. */
export type UploadLimits = { fileField: string; fields: readonly string[]; maxFieldBytes: number; maxFileBytes: number };
export type UploadedFile = { content: Readable; fileName: string | null };
export type UploadedForm<Kept> = { fields: Record<string, string>; kept: Kept };

class MalformedUpload extends DomainError {
  readonly kind = 'rejected';
  readonly code = 'MALFORMED_UPLOAD';
}

const MULTIPART = /^multipart\/form-data\s*(?:;|$)/i;
/** RFC 2046 § 5.1.1: 1 to 70 characters. The parser's search table holds no longer one. */
const BOUNDARY = /;\s*boundary=(?:"[^"\\]{1,70}"|[^\s;"]{1,70})\s*(?:;|$)/i;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_HEADERS = 20;
/** What may surround the file: boundaries, part headers, fields, whatever comes before the first part and after the last. */
const MAX_AROUND_FILE = 1024 * 1024;
/** Parts that are let through to be named in the refusal. */
const SPARE_PARTS = 4;

/**
 * Reads a form, handing the file over while it arrives: nothing is kept in memory but the short fields. Whatever goes wrong,
 * it throws only once `keep` has come to its end, having destroyed the file's content with the fault.
 * @throws {UnsupportedContent | MalformedUpload | InvalidInput | FieldTooLarge | ObjectTooLarge | ClientGone} or what `keep` throws.
 */
export async function readUpload<Kept>(
  request: Request,
  limits: UploadLimits,
  keep: (file: UploadedFile) => Promise<Kept>,
): Promise<UploadedForm<Kept>> {
  refuseByHeaders(request, limits);
  inviteBody(request);
  const upload = new Upload(request, limits, keep);
  try {
    return await upload.read();
  } catch (error) {
    await upload.abandon(error);
    throw error;
  }
}

function refuseByHeaders({ headers }: IncomingMessage, { maxFileBytes }: UploadLimits): void {
  const { 'content-encoding': encoding, 'content-type': type = '', 'content-length': length } = headers;
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new UnsupportedContent('a compressed body is not accepted');
  if (!MULTIPART.test(type)) throw new UnsupportedContent('the body must be sent as multipart/form-data');
  if (!BOUNDARY.test(type)) throw new MalformedUpload('the Content-Type names no boundary of 1 to 70 characters');
  if (Number(length ?? 0) > maxFileBytes + MAX_AROUND_FILE) throw new ObjectTooLarge(maxFileBytes);
}

class Upload<Kept> {
  readonly #request: IncomingMessage;
  readonly #limits: UploadLimits;
  readonly #keep: (file: UploadedFile) => Promise<Kept>;
  readonly #fields: FormFields;
  #content: BusboyFileStream | null = null;
  #kept: Promise<Kept> | null = null;

  constructor(request: IncomingMessage, limits: UploadLimits, keep: (file: UploadedFile) => Promise<Kept>) {
    this.#request = request;
    this.#limits = limits;
    this.#fields = new FormFields(limits.fields);
    this.#keep = keep;
  }

  async read(): Promise<UploadedForm<Kept>> {
    await this.#parse();
    if (!this.#kept) throw new InvalidInput([{ pointer: pointerTo([this.#limits.fileField]), detail: 'is required' }]);
    return { fields: this.#fields.values, kept: await this.#kept };
  }

  /** Ends what is under way. The rest of the request is let run into the void, so that its sender comes to read the answer. */
  async abandon(fault: unknown): Promise<void> {
    const request = this.#request;
    request.unpipe();
    this.#content?.destroy(fault instanceof Error ? fault : new Error('the upload was given up', { cause: fault }));
    await Promise.allSettled([this.#kept]);
    request.resume();
  }

  #parse(): Promise<void> {
    const request = this.#request;
    return new Promise((resolve, reject) => {
      const parser = openParser(request.headers, this.#limits, (field) => this.#fields.begin(field));
      let received = 0;
      parser.on('error', (error) => reject(new MalformedUpload('the body is not a complete multipart form', { cause: error })));
      parser.on('partsLimit', () => reject(new MalformedUpload('the form has too many parts')));
      parser.on('finish', resolve);
      parser.on('field', (name, value, _nameTruncated, truncated) => {
        const fault = this.#fields.end(name ?? '', value, truncated);
        if (fault) reject(fault);
      });
      parser.on('file', (name, content, fileName) => {
        content.on('error', () => undefined);
        if (this.#content) reject(new InvalidInput([{ pointer: pointerTo([name]), detail: 'is given twice' }]));
        else {
          this.#content = content;
          this.#kept = this.#keep({ content, fileName: fileName ?? null });
          this.#kept.catch(reject);
        }
      });
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
        const around = received - (this.#content?.bytesRead ?? 0);
        if (around > MAX_AROUND_FILE)
          reject(this.#fields.overflow() ?? new MalformedUpload('there is too much around the file in this form'));
      });
      request.on('error', () => reject(new ClientGone('the upload was broken off')));
      request.on('close', () => {
        if (!request.complete) reject(new ClientGone('the upload was broken off'));
      });
      request.pipe(parser);
    });
  }
}

/** Tells of each part the name of its field; null for the file. */
type OnPart = (field: string | null) => void;

function openParser(headers: IncomingHttpHeaders, { fileField, fields, maxFieldBytes }: UploadLimits, onPart: OnPart): BusboyInstance {
  return new Busboy({
    headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
    isPartAFile: (name) => {
      const isFile = name === fileField;
      onPart(isFile ? null : (name ?? ''));
      return isFile;
    },
    limits: { fieldSize: maxFieldBytes, parts: fields.length + SPARE_PARTS, headerPairs: MAX_HEADERS, headerSize: MAX_HEADER_BYTES },
  });
}
