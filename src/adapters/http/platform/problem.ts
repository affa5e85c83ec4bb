import { STATUS_CODES } from 'node:http';
import { TooManyRequests } from '#application/shared/rate-limit.ts';
import { DomainError, type ErrorKind, type FieldFault } from '#domain/shared/domain-error.ts';
import type { AnswerHeaders, BytesAnswer } from '../answer.ts';
import { HttpRefusal } from './http-errors.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';

/** The one table that turns a kind of refusal into a status. */
export const statusOf = {
  rejected: 400,
  unauthenticated: 401,
  'payment-refused': 402,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'unsupported-media': 415,
  invalid: 422,
  'too-many-requests': 429,
  'provider-failed': 502,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const PATIENCE_SECONDS = 5;

export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: FieldFault[];
};
/** A refusal as RFC 9457 puts it, ready to be sent or kept; `told` is what it says. */
export type Problem = BytesAnswer & { bytes: string; told: ProblemBody };

export const problemContentType = 'application/problem+json';

/** Of an expected refusal everything that it says; of anything else nothing but that it happened. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof HttpRefusal) {
    const { headers, ...rest } = problem(error.status, error.code, error.message, requestId);
    return { ...rest, headers: { ...headers, ...error.headers } };
  }
  if (!(error instanceof DomainError)) {
    return problem(500, 'INTERNAL_ERROR', 'something went wrong on our side; the request_id names it to the operators', requestId);
  }
  const status = statusOf[error.kind];
  const { headers, ...rest } = problem(status, error.code, error.message, requestId, error.faults, error.family);
  return { ...rest, headers: { ...headers, ...challengeOf(error), ...retryAfterOf(error, status), ...limitOf(error) } };
}

/** Its type is that of its code, unless another one is given. */
export function problem(
  status: number,
  code: string,
  detail: string,
  requestId: string,
  errors?: FieldFault[],
  type: string = code,
): Problem {
  const told: ProblemBody = {
    type: `urn:veza:problem:${type.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    request_id: requestId,
    ...(errors ? { errors } : {}),
  };
  return { status, headers: { 'content-type': problemContentType }, bytes: JSON.stringify(told), told };
}

/** For the signature of a webhook nobody can log in. */
function challengeOf(error: DomainError): AnswerHeaders {
  if (error.kind !== 'unauthenticated' || error.code === 'WEBHOOK_SIGNATURE_INVALID') return {};
  return { 'www-authenticate': error.code === 'INVALID_TOKEN' ? 'Bearer realm="veza", error="invalid_token"' : 'Bearer realm="veza"' };
}

/** The limit that refused, which is not always the one of the route. */
function limitOf(error: DomainError): AnswerHeaders {
  if (!(error instanceof TooManyRequests)) return {};
  return rateLimitHeaders(error.policy, { remaining: 0, resetSeconds: Math.ceil(error.retryAfterSeconds) });
}

function retryAfterOf(error: DomainError, status: number): AnswerHeaders {
  const seconds = error.retryAfterSeconds ?? (status === 429 || status === 503 ? PATIENCE_SECONDS : undefined);
  return seconds === undefined ? {} : { 'retry-after': Math.max(1, Math.ceil(seconds)) };
}
