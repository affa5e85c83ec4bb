import {
  type Claim,
  type IdempotencyKey,
  IdempotencyKeyInUse,
  IdempotencyKeyReused,
  type IdempotencyKeys,
  Once,
  type StoredAnswer,
} from '#application/shared/idempotency.ts';
import type { Clock } from '#application/shared/ports.ts';
import type { DomainError } from '#domain/shared/domain-error.ts';

const STALE_AFTER_MS = 60_000;

/** The first request with this key has been answered: its answer is the answer to this one. */
export class AlreadyAnswered extends Error {
  readonly answer: StoredAnswer;
  constructor(answer: StoredAnswer) {
    super('the request was answered before');
    this.answer = answer;
  }
}

/** @throws {AlreadyAnswered | IdempotencyKeyReused} when the key is no longer free for this request. */
export function refuseSettled(claim: Claim | null): void {
  if (claim?.state === 'answered') throw new AlreadyAnswered(claim.answer);
  if (claim?.state === 'reused') throw new IdempotencyKeyReused();
}

type Deps<Result> = {
  keys: IdempotencyKeys;
  clock: Clock;
  key: IdempotencyKey;
  freshId: string;
  render: (result: Result | DomainError) => StoredAnswer;
};

export class KeyedOnce<Result> extends Once<Result> {
  readonly #deps: Deps<Result>;
  #resourceId: string;
  #finished = false;

  constructor(deps: Deps<Result>) {
    super();
    this.#deps = deps;
    this.#resourceId = deps.freshId;
  }

  get resourceId(): string {
    return this.#resourceId;
  }

  get finished(): boolean {
    return this.#finished;
  }

  async begin(): Promise<void> {
    const { keys, clock, key } = this.#deps;
    const now = clock.now();
    const claim = await keys.claim(key, this.#resourceId, now, new Date(now.getTime() - STALE_AFTER_MS));
    refuseSettled(claim);
    if (claim.state !== 'claimed') throw new IdempotencyKeyInUse();
    this.#resourceId = claim.resourceId;
  }

  async finish(result: Result | DomainError): Promise<void> {
    await this.#deps.keys.answer(this.#deps.key, this.#deps.render(result));
    this.#finished = true;
  }
}

/** For a caller that sent no key: the request takes effect each time that it is sent. */
export class UnkeyedOnce extends Once<unknown> {
  readonly resourceId: string;
  readonly finished = true;

  constructor(freshId: string) {
    super();
    this.resourceId = freshId;
  }

  async begin(): Promise<void> {}

  async finish(): Promise<void> {}
}
