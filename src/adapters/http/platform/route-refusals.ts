import type { ErrorKind } from '#domain/shared/domain-error.ts';
import type { Route } from '../route.ts';
import { isServedDuringMaintenance } from './maintenance-gate.ts';
import { statusOf } from './problem.ts';

/** They answer without the database, or tell of it. */
const STATELESS_TAGS: ReadonlySet<string> = new Set(['Documentation', 'Health']);

/** Every refusal that a route can answer with, by status: its own, and those that follow from its declaration. */
export function refusalsOf(route: Route): Map<number, Set<string>> {
  const refusals = new Map<number, Set<string>>();
  const add = (kind: ErrorKind, ...codes: readonly string[]) => {
    refusals.set(statusOf[kind], new Set([...(refusals.get(statusOf[kind]) ?? []), ...codes]));
  };
  if (!STATELESS_TAGS.has(route.tag)) add('unavailable', 'UNAVAILABLE');
  if (!isServedDuringMaintenance(route)) add('unavailable', 'MAINTENANCE');
  if (route.access !== 'public') add('unauthenticated', 'INVALID_TOKEN');
  if (route.access !== 'public' && route.access !== 'optional') add('unauthenticated', 'UNAUTHENTICATED');
  if (route.access === 'creator' || route.access === 'admin') add('forbidden', 'FORBIDDEN');
  if (route.params) add('not-found', 'NOT_FOUND');
  const takesQuery = route.query || route.kind === 'json';
  if (takesQuery && !route.ignoresQuery) add(route.queryFaults === 'rejected' ? 'rejected' : 'invalid', 'VALIDATION_FAILED');
  if (route.requestSchema) add('invalid', 'VALIDATION_FAILED');
  const readsJson = route.body || (route.kind === 'json' && route.method !== 'get' && route.method !== 'head');
  if (readsJson) {
    add('rejected', 'MALFORMED_JSON');
    add('invalid', 'VALIDATION_FAILED');
  }
  if (readsJson || route.kind === 'raw') {
    add('too-large', 'BODY_TOO_LARGE');
    add('unsupported-media', 'UNSUPPORTED_MEDIA_TYPE');
  }
  if (route.idempotency) {
    add('rejected', 'IDEMPOTENCY_KEY_MISSING');
    add('conflict', 'IDEMPOTENCY_KEY_IN_USE');
    add('invalid', 'IDEMPOTENCY_KEY_REUSED');
  }
  if (route.rateLimit) add('too-many-requests', 'TOO_MANY_REQUESTS');
  for (const kind of Object.keys(route.refusals ?? {}) as ErrorKind[]) add(kind, ...(route.refusals?.[kind] ?? []));
  return refusals;
}
