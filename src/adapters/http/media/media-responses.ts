import type { Request, Response } from 'express';
import { LRUCache } from 'lru-cache';
import type { ByteSpan, ObjectSender } from '#application/media/ports.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Log } from '#application/shared/ports.ts';
import { type Answer, type AnswerHeaders, answer, answerBytes, type BytesAnswer } from '../answer.ts';
import { problem } from '../platform/problem.ts';
import { contentDisposition } from './content-disposition.ts';
import { evaluatePreconditions, rangeStands } from './preconditions.ts';
import { rangeOf } from './range.ts';

/** A stored object and what a listener is told of it. */
export type Media = {
  key: string;
  size: number;
  sha256: string;
  contentType: string;
  extension: string;
  title: string;
  storedAt: Date;
  /** Whether the listener's own browser may keep it. A shared cache may never: who has access can change. */
  mayBeKept: boolean;
  disposition: 'inline' | 'attachment';
};

/** With `nginx` in front, the bytes are left to it: it reads them from its internal location `/_media/`. */
type MediaAcceleration = 'none' | 'nginx';

type Deps = { sender: ObjectSender; acceleration: MediaAcceleration; log: Log };
type Exchange = { request: Request; response: Response; requestId: string };
type BodilessAnswer = Answer<304, undefined> | BytesAnswer<412> | BytesAnswer<416>;

const WEEK_SECONDS = 7 * 24 * 3600;

/** Answers a GET or HEAD of media: preconditions first, then the range, then the bytes (RFC 9110 §§ 13 and 14). */
export class MediaResponses {
  readonly #deps: Deps;
  readonly #described = new LRUCache<string, AnswerHeaders>({ max: 1000 });

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers on the response itself, or gives an answer without media in it. */
  async serve({ request, response, requestId }: Exchange, media: Media): Promise<BodilessAnswer | undefined> {
    const described = this.#describe(media);
    if (this.#deps.acceleration === 'nginx') {
      response.writeHead(200, { ...described, 'x-accel-redirect': `/_media/${media.key}` }).end();
      return undefined;
    }
    const validators = { etag: `"${media.sha256}"`, lastModified: media.storedAt };
    const headers = { ...described, etag: validators.etag, 'last-modified': media.storedAt.toUTCString(), 'accept-ranges': 'bytes' };
    const verdict = evaluatePreconditions(request.headers, validators);
    if (verdict === 'failed') return refusal(412, 'PRECONDITION_FAILED', 'the file is not the one that was asked for', requestId);
    if (verdict === 'not-modified') return answer(304, undefined, headers);
    if (request.method === 'HEAD') {
      response.writeHead(200, { ...headers, 'content-length': media.size }).end();
      return undefined;
    }
    const ifRange = request.headers['if-range']?.toString();
    const range = rangeOf(rangeStands(ifRange, validators) ? request.headers.range : undefined, media.size);
    if (range.kind === 'unsatisfiable') {
      const contentRange = { 'content-range': `bytes */${media.size}` };
      return refusal(416, 'RANGE_NOT_SATISFIABLE', `the file has ${media.size} bytes`, requestId, contentRange);
    }
    const span = range.kind === 'part' ? range.span : { start: 0, end: media.size - 1 };
    await this.#send(response, media, span, range.kind === 'part' ? 206 : 200, headers);
    return undefined;
  }

  /** Players ask for one track again and again, range by range. */
  #describe(media: Media): AnswerHeaders {
    const identity = [media.key, media.disposition, media.mayBeKept, media.title].join('\n');
    const known = this.#described.get(identity);
    if (known) return known;
    const described = descriptionOf(media);
    this.#described.set(identity, described);
    return described;
  }

  async #send(response: Response, media: Media, span: ByteSpan, status: 200 | 206, headers: AnswerHeaders): Promise<void> {
    const contentRange = status === 206 ? { 'content-range': `bytes ${span.start}-${span.end}/${media.size}` } : {};
    const begin = () => response.writeHead(status, { ...headers, ...contentRange, 'content-length': span.end - span.start + 1 });
    if (await this.#deps.sender.send(media.key, span, response, begin)) return;
    this.#deps.log.error('media_object_missing', { key: media.key });
    throw new NotFound('file');
  }
}

function descriptionOf({ contentType, disposition, title, extension, mayBeKept }: Media): AnswerHeaders {
  return {
    'content-type': contentType,
    'content-disposition': contentDisposition(disposition, title, extension),
    'cache-control': mayBeKept ? `private, max-age=${WEEK_SECONDS}` : 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

function refusal<Status extends 412 | 416>(
  status: Status,
  code: string,
  detail: string,
  requestId: string,
  headers: AnswerHeaders = {},
): BytesAnswer<Status> {
  const { body, headers: described } = problem(status, code, detail, requestId);
  return answerBytes(status, Buffer.from(body), { ...described, ...headers });
}
