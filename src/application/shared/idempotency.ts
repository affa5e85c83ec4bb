import { DomainError } from '#domain/shared/domain-error.ts';

/** `location` is where what was made can be found, where the answer says so. */
export type StoredAnswer = { status: number; location: string | null; body: string };
/** `scope` is who asked for what: keys of two callers, or of two routes, never meet. */
export type IdempotencyKey = { scope: string; key: string; fingerprint: string };

export type Claim =
  | { state: 'claimed'; resourceId: string }
  | { state: 'running' }
  | { state: 'answered'; answer: StoredAnswer }
  | { state: 'reused' };

export abstract class IdempotencyKeys {
  /** What became of a key, or null. May be asked outside a unit of work. */
  abstract find(key: IdempotencyKey): Promise<Exclude<Claim, { state: 'claimed' }> | null>;
  /**
   * Takes the key in the ambient unit of work. One whose holder has been silent since before `staleBefore` is taken
   * over, with the resource id that the first holder worked under.
   */
  abstract claim(key: IdempotencyKey, resourceId: string, at: Date, staleBefore: Date): Promise<Claim>;
  abstract answer(key: IdempotencyKey, answer: StoredAnswer): Promise<void>;
  /** Deletes at most so many that were claimed before then, the oldest first, and says how many. Joins the ambient unit of work. */
  abstract forget(claimedBefore: Date, limit: number): Promise<number>;
}

export class IdempotencyKeyInUse extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'IDEMPOTENCY_KEY_IN_USE';
  override readonly retryAfterSeconds = 1;
  constructor() {
    super('the first request with this Idempotency-Key has not been answered yet');
  }
}

export class IdempotencyKeyReused extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  constructor() {
    super('this Idempotency-Key was used with another request body');
  }
}

export class IdempotencyKeyMissing extends DomainError {
  readonly kind = 'rejected';
  readonly code = 'IDEMPOTENCY_KEY_MISSING';
  constructor() {
    super('this request needs an Idempotency-Key header of 1 to 255 visible characters');
  }
}

/**
 * One request that must take effect once. The use case calls `begin` in its first unit of work and `finish` in its last,
 * so that the key, the effect and the answer share its commits. What it creates bears `resourceId`: a request that takes
 * over from a crashed one meets what that left behind under the same id.
 */
export abstract class Once<Result> {
  abstract readonly resourceId: string;
  /** @throws {IdempotencyKeyInUse | IdempotencyKeyReused} */
  abstract begin(): Promise<void>;
  abstract finish(result: Result | DomainError): Promise<void>;
}
