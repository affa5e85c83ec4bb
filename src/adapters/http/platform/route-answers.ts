import type { ErrorKind } from '#domain/shared/domain-error.ts';
import type { ResponseHeader } from '../response-headers.ts';
import type { AnswerDeclaration, Route } from '../route.ts';
import { statusOf } from './problem.ts';
import { refusalsOf } from './route-refusals.ts';

/** Whether a caller that has the answer can be told so: it is a GET whose answer has a tag. */
export function isConditional({ method, answers }: Route): boolean {
  return (method === 'get' || method === 'head') && answers[200]?.headers?.includes('ETag') === true;
}

/** What a route can answer beside refusals: what it declares, and what follows from that. */
export function answersOf(route: Route): Route['answers'] {
  if (!isConditional(route)) return route.answers;
  const unchanged = { description: 'What the caller has is still the answer', headers: route.answers[200]?.headers ?? [] };
  return { 304: unchanged, ...route.answers };
}

/** As what an answer can be sent; nothing for one without a body. */
export function contentTypesOf({ schema, contentType, alsoAs = [] }: AnswerDeclaration): string[] {
  const first = contentType ?? (schema ? 'application/json' : null);
  return [...(first === null ? [] : [first]), ...alsoAs];
}

const ofLimits = ['RateLimit', 'RateLimit-Policy'] as const;
const ofRefusals: Record<number, readonly ResponseHeader[]> = {
  [statusOf.unauthenticated]: ['WWW-Authenticate'],
  [statusOf['too-many-requests']]: ['Retry-After', ...ofLimits],
  [statusOf.unavailable]: ['Retry-After'],
};

const passing: readonly ErrorKind[] = ['unauthenticated', 'too-large', 'unsupported-media', 'too-many-requests', 'unavailable'];
/** Of refusals before the use case has begun, and of those that pass by themselves. */
const neverKept: ReadonlySet<number> = new Set(passing.map((kind) => statusOf[kind]));

/** Which headers an answer with this status can carry: those that are declared, and those that follow from the declaration. */
export function headersOf(route: Route, status: number): Set<ResponseHeader> {
  const refused = refusalsOf(route).get(status);
  return new Set<ResponseHeader>([
    'X-Request-Id',
    ...(answersOf(route)[status]?.headers ?? []),
    ...(route.rateLimit ? ofLimits : []),
    ...(refused ? (ofRefusals[status] ?? []) : []),
    ...(refused?.has('IDEMPOTENCY_KEY_IN_USE') ? (['Retry-After'] as const) : []),
    ...(route.idempotency && !neverKept.has(status) ? (['Idempotent-Replayed'] as const) : []),
  ]);
}
