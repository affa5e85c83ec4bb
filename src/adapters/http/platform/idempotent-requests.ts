import { createHash } from 'node:crypto';
import type { Actor } from '#application/shared/actor.ts';
import { IdempotencyKeyMissing, type IdempotencyKeys, type StoredAnswer } from '#application/shared/idempotency.ts';
import type { Clock, Ids } from '#application/shared/ports.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { type Answer, answer, answerBytes, type BytesAnswer, textOf } from '../answer.ts';
import type { Route } from '../route.ts';
import type { Exchange } from './exchange.ts';
import { idempotencyKeyIn } from './idempotency-header.ts';
import { KeyedOnce, refuseSettled, UnkeyedOnce } from './once.ts';
import { problemContentType, problemOf } from './problem.ts';

const MAX_SCOPE = 255;

type Deps = { idempotencyKeys: IdempotencyKeys; clock: Clock; ids: Ids };
type Asked = {
  exchange: Exchange;
  route: Route;
  actor: Actor | null;
  key: string | null;
  body: unknown;
  present: (result: unknown) => Answer | BytesAnswer;
};

/** Turns an `Idempotency-Key` header into the `Once` that a use case works with. */
export class IdempotentRequests {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {IdempotencyKeyMissing} for a header without a key, or none where one is required. */
  keyOf(exchange: Exchange, mode: 'required' | 'accepted'): string | null {
    const key = idempotencyKeyIn(exchange.request.headers['idempotency-key']?.toString());
    if (key === null && mode === 'required') throw new IdempotencyKeyMissing();
    return key;
  }

  /** @throws {AlreadyAnswered | IdempotencyKeyReused} when there is nothing left to do. */
  async open({ exchange, route, actor, key, body, present }: Asked): Promise<KeyedOnce<unknown> | UnkeyedOnce> {
    const { idempotencyKeys: keys, clock, ids } = this.#deps;
    if (key === null) return new UnkeyedOnce(ids.next());
    const caller = actor?.userId ?? (route.callerOf ? `anonymous ${sha256(route.callerOf(body))}` : 'anonymous');
    const scope = scopeOf(caller, exchange.request.method, exchange.path);
    const identified = { scope, key, fingerprint: fingerprintOf(body, route.unkept) };
    refuseSettled(await keys.find(identified));
    const render = (result: unknown): StoredAnswer =>
      storedAnswer(result instanceof DomainError ? problemOf(result, exchange.requestId) : present(result));
    return new KeyedOnce({ keys, clock, key: identified, freshId: ids.next(), render });
  }
}

/** The answer to an earlier request, as it is given again. */
export function replayed({ status, location, body }: StoredAnswer): Answer | BytesAnswer {
  const headers = { 'idempotent-replayed': 'true', ...(location === null ? {} : { location }) };
  if (body === '') return answer(status, undefined, headers);
  return answerBytes(status, body, status < 400 ? headers : { ...headers, 'content-type': problemContentType });
}

function storedAnswer(answer: Answer | BytesAnswer): StoredAnswer {
  const { location } = answer.headers;
  return { status: answer.status, location: location === undefined ? null : String(location), body: textOf(answer) ?? '' };
}

function scopeOf(caller: string, method: string, path: string): string {
  const scope = `${caller} ${method} ${path}`;
  return scope.length <= MAX_SCOPE ? scope : sha256(scope);
}

function fingerprintOf(body: unknown, unkept: readonly string[] = []): string {
  const told = (name: string, value: unknown) => (unkept.includes(name) ? undefined : typeof value === 'bigint' ? `${value}n` : value);
  return sha256(JSON.stringify(body, told) ?? '');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
