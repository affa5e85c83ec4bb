import type { Request } from 'express';
import type { ByteSpan, ObjectSender } from '#application/media/ports.ts';
import type { AtHand } from '#application/shared/at-hand.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Log } from '#application/shared/ports.ts';
import { type Answer, type AnswerHeaders, answer } from '../answer.ts';
import { HttpRefusal } from '../platform/http-errors.ts';
import type { Reply } from '../route.ts';
import { contentDisposition } from './content-disposition.ts';
import { evaluatePreconditions, rangeStands, type Validators } from './preconditions.ts';
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
type Exchange = { request: Request; reply: Reply };
/** `entity` is what any server would say of the file, `headers` that and how it is served here. */
type Described = { entity: AnswerHeaders; headers: AnswerHeaders; validators: Validators };

const WEEK_SECONDS = 7 * 24 * 3600;

/** Answers a GET or HEAD of media: preconditions first, then the range, then the bytes (RFC 9110 §§ 13 and 14). */
export class MediaResponses {
  readonly #deps: Deps;
  /** Players ask for one track again and again, range by range. */
  readonly #described = new WeakMap<Media, Described>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Replies, unless the listener has the media. @throws {HttpRefusal} */
  serve({ request, reply }: Exchange, media: Media): AtHand<Answer<304, undefined> | undefined> {
    const { entity, headers, validators } = this.#describe(media);
    if (this.#deps.acceleration === 'nginx') return replyBodiless(reply, { ...entity, 'x-accel-redirect': `/_media/${media.key}` });
    const verdict = evaluatePreconditions(request.headers, validators);
    if (verdict === 'failed') throw new HttpRefusal(412, 'PRECONDITION_FAILED', 'the file is not the one that was asked for');
    if (verdict === 'not-modified') return answer(304, undefined, headers);
    if (request.method === 'HEAD') return replyBodiless(reply, { ...headers, 'content-length': media.size });
    const ifRange = request.headers['if-range']?.toString();
    const range = rangeOf(rangeStands(ifRange, validators) ? request.headers.range : undefined, media.size);
    if (range.kind === 'unsatisfiable') {
      const contentRange = { 'content-range': `bytes */${media.size}` };
      throw new HttpRefusal(416, 'RANGE_NOT_SATISFIABLE', `the file has ${media.size} bytes`, contentRange);
    }
    if (range.kind === 'whole') {
      const span = { start: 0, end: media.size - 1 };
      return this.#send(reply, media, span, 200, { ...headers, 'content-length': media.size });
    }
    const { start, end } = range.span;
    const described = { ...headers, 'content-range': `bytes ${start}-${end}/${media.size}`, 'content-length': end - start + 1 };
    return this.#send(reply, media, range.span, 206, described);
  }

  #describe(media: Media): Described {
    const known = this.#described.get(media);
    if (known) return known;
    const described = descriptionOf(media);
    this.#described.set(media, described);
    return described;
  }

  async #send(reply: Reply, media: Media, span: ByteSpan, status: 200 | 206, headers: AnswerHeaders): Promise<undefined> {
    if (await this.#deps.sender.send(media.key, span, reply.target, () => reply.begin(status, headers))) return undefined;
    this.#deps.log.error('media_object_missing', { key: media.key });
    throw new NotFound('file');
  }
}

function descriptionOf({ contentType, disposition, title, extension, mayBeKept, sha256, storedAt }: Media): Described {
  const validators = { etag: `"${sha256}"`, lastModified: storedAt };
  const entity = {
    'content-type': contentType,
    'content-disposition': contentDisposition(disposition, title, extension),
    'cache-control': mayBeKept ? `private, max-age=${WEEK_SECONDS}` : 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
  const headers = { ...entity, etag: validators.etag, 'last-modified': storedAt.toUTCString(), 'accept-ranges': 'bytes' };
  return { entity, headers, validators };
}

function replyBodiless(reply: Reply, headers: AnswerHeaders): undefined {
  reply.begin(200, headers);
  reply.target.end();
}
