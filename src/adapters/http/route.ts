import type { IncomingHttpHeaders } from 'node:http';
import type { Writable } from 'node:stream';
import type { Request } from 'express';
import type { z } from 'zod';
import type { Actor } from '#application/shared/actor.ts';
import type { AtHand } from '#application/shared/at-hand.ts';
import type { Once } from '#application/shared/idempotency.ts';
import type { RateLimitPolicy } from '#application/shared/rate-limit.ts';
import type { ErrorKind } from '#domain/shared/domain-error.ts';
import type { Answer, AnswerHeaders, BytesAnswer } from './answer.ts';
import type { ContentKind } from './platform/content-kinds.ts';
import type { RequestHeader } from './request-headers.ts';
import type { ResponseHeader } from './response-headers.ts';

/** HEAD is answered by the GET of its path, and OPTIONS with `Allow`, unless a route declares them itself. */
type Method = 'get' | 'head' | 'options' | 'post' | 'put' | 'patch' | 'delete';

/** `creator` and `admin` demand that role; an administrator may do what a creator may. */
export type Access = 'public' | 'optional' | 'user' | 'creator' | 'admin';

export type RequestContext = {
  requestId: string;
  /** The caller's address; from `X-Forwarded-For` only as far as trusted proxies reach. */
  ip: string;
  userAgent: string;
  headers: IncomingHttpHeaders;
  /** An absolute address under the public URL: `url('/api/v1/tracks')`. */
  url(path: string): string;
};

/** For a route that answers by itself: it begins once, writes into `target` and ends that. */
export type Reply = {
  readonly target: Writable;
  /** Beside the headers of every answer; it may replace those. */
  begin(status: number, headers: AnswerHeaders): void;
};

export type AnswerDeclaration = {
  description: string;
  schema?: z.ZodType;
  /** Of answers that are not JSON. */
  contentType?: string;
  /** What else it can be: `text/csv`, when the caller asks for it. */
  alsoAs?: readonly string[];
  /** What it can carry beside what follows from the declaration. An `ETag` makes a GET conditional. */
  headers?: readonly ResponseHeader[];
};
type Answers = Record<number, AnswerDeclaration>;

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;
type BodyOf<Declaration> = Declaration extends { schema: infer Schema extends z.ZodType } ? Frozen<z.input<Schema>> : undefined;
type AnswerOf<A extends Answers> = { [S in keyof A & number]: Answer<S, BodyOf<A[S]>> | BytesAnswer<S> }[keyof A & number];

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type WhoOf<A extends Access> = A extends 'public' ? unknown : { actor: A extends 'optional' ? Actor | null : Actor };
type Input<A extends Access, P, Q> = { params: Parsed<P>; query: Parsed<Q>; context: RequestContext } & WhoOf<A>;

type Common<M, A, P, Q, R> = {
  method: M;
  /** Relative to `/api/v1`, with `:name` for a parameter: `/marketplace/orders/:id`. */
  path: string;
  /** `root` for what lives outside `/api/v1`. */
  base?: 'root';
  tag: string;
  summary: string;
  description?: string;
  access: A;
  /** Whatever does not fit is a 404: there is no such thing at that address. */
  params?: P;
  query?: Q;
  /** `rejected` answers 400 instead of 422 to a query that does not fit. */
  queryFaults?: 'rejected';
  /** For what is asked for by machines of others, which add parameters of their own. */
  ignoresQuery?: true;
  /** Those that it goes by beside what follows from the declaration. */
  requestHeaders?: readonly RequestHeader[];
  answers: R;
  /** The codes of the refusals that this route adds to those of every route, by kind: `{ conflict: ['ORDER_NOT_PAID'] }`. */
  refusals?: Partial<Record<ErrorKind, readonly string[]>>;
  /** Beside whatever administers and watches the installation, which is served always. */
  duringMaintenance?: 'served';
  /** Counted for each caller's address. */
  rateLimit?: RateLimitPolicy;
};

type JsonParts<B> = { body?: B };

type Plain<A extends Access, P, Q, B, R extends Answers> = Common<Method, A, P, Q, R> &
  JsonParts<B> & {
    idempotency?: never;
    handle(input: Input<A, P, Q> & { body: Parsed<B> }): Promise<AnswerOf<R>>;
  };

type Idempotent<A extends Access, P, Q, B, R extends Answers, Result> = Common<Method, A, P, Q, R> &
  JsonParts<B> & {
    /** With `accepted` and no header, `once` stores nothing and has a fresh resource id. */
    idempotency: 'required' | 'accepted';
    /** What in the body tells one caller from another, where nobody is logged in. */
    callerOf?(body: Parsed<B>): string;
    /** Fields of the body that leave no trace in what is kept of a request: a repeat may bring others. */
    unkept?: readonly (keyof Parsed<B> & string)[];
    /** Renders the result, both live and for the stored answer: name the parameter's type, and keep it pure. */
    present: (result: Result) => AnswerOf<R>;
    /** Gives `once` to the use case and returns what that finished with. */
    handle(input: Input<A, P, Q> & { body: Parsed<B>; once: Once<Result> }): Promise<Result>;
  };

type Raw<A extends Access, P, Q, R extends Answers> = Common<Method, A, P, Q, R> & {
  /** A longer body is refused with 413. */
  maxBytes: number;
  /** How the body may be written: in another way it is refused with 415. Whatever it calls itself, where nothing is named. */
  accepts?: readonly ContentKind[];
  requestContentType?: string;
  handle(input: Input<A, P, Q> & { body: Buffer }): Promise<AnswerOf<R>>;
};

type Stream<A extends Access, P, Q, R extends Answers> = Common<Method, A, P, Q, R> & {
  /** What the request carries, for the documentation: `multipart/form-data` and a schema of its fields. */
  requestContentType?: string;
  requestSchema?: z.ZodType;
  handle(input: Input<A, P, Q> & { request: Request; reply: Reply }): AtHand<AnswerOf<R> | undefined>;
};

type Declaration = Common<Method, Access, z.ZodObject, z.ZodObject, Answers> & {
  body?: z.ZodType;
  idempotency?: 'required' | 'accepted';
  callerOf?(body: unknown): string;
  unkept?: readonly string[];
  maxBytes?: number;
  accepts?: readonly ContentKind[];
  requestContentType?: string;
  requestSchema?: z.ZodType;
  present?(result: unknown): Answer | BytesAnswer;
  handle(input: RouteInput): unknown;
};

/** Every route once its types are checked: what mounts, validates and documents it. */
export type Route = Declaration & { kind: 'json' | 'raw' | 'stream' };

export type RouteInput = {
  params: unknown;
  query: unknown;
  body?: unknown;
  context: RequestContext;
  actor?: Actor | null;
  once?: Once<unknown>;
  request?: Request;
  reply?: Reply;
};

type Params = z.ZodObject | undefined;
type Body = z.ZodType | undefined;

/**
 * A route that speaks JSON: one declaration mounts it, validates it and documents it. Objects in `body` and `query` refuse
 * fields that they do not name (`z.looseObject` accepts them), and without a schema nothing is accepted.
 */
export function route<
  A extends Access,
  R extends Answers,
  Result,
  P extends Params = undefined,
  Q extends Params = undefined,
  B extends Body = undefined,
>(declaration: Idempotent<A, P, Q, B, R, Result>): Route;
export function route<
  A extends Access,
  R extends Answers,
  P extends Params = undefined,
  Q extends Params = undefined,
  B extends Body = undefined,
>(declaration: Plain<A, P, Q, B, R>): Route;
export function route(declaration: Declaration): Route {
  return { ...declaration, kind: 'json' };
}

/** A route that takes its body as it was sent: webhooks, forms of our own pages. */
export function rawRoute<A extends Access, R extends Answers, P extends Params = undefined, Q extends Params = undefined>(
  declaration: Raw<A, P, Q, R>,
): Route;
export function rawRoute(declaration: Declaration): Route {
  return { ...declaration, kind: 'raw' };
}

/**
 * A route that reads the request itself: uploads, media, server-sent events. It either returns an answer, or gives
 * it by `reply` and returns nothing.
 */
export function streamRoute<A extends Access, R extends Answers, P extends Params = undefined, Q extends Params = undefined>(
  declaration: Stream<A, P, Q, R>,
): Route;
export function streamRoute(declaration: Declaration): Route {
  return { ...declaration, kind: 'stream' };
}
