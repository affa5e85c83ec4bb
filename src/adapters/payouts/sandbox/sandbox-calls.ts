import { declined, unknown } from '#adapters/payments/outcomes.ts';
import { requireKey } from '#adapters/payments/require-key.ts';
import type { Outcome } from '#application/shared/payment-provider.ts';
import type { SandboxTransferBooks } from './sandbox-transfer-books.ts';
import type { SandboxCall, SandboxTransferControl } from './sandbox-transfer-control.ts';

type Deps = { books: SandboxTransferBooks; control: SandboxTransferControl };

class SandboxUnreachable extends Error {}

/** The way to the sandbox and back, with all that can go wrong on it. */
export class SandboxCalls {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** One call that moves money. A key that was refused is refused again, for as long as it is remembered. */
  make<O extends { outcome: string }>(call: SandboxCall, idempotencyKey: string, effect: () => O): O | Outcome<never> {
    requireKey(idempotencyKey);
    const { books, control } = this.#deps;
    const fault = control.takeFault(call);
    if (fault === 'lose') return unknown(new SandboxUnreachable('the call did not arrive'));
    const answer = books.atomically((): O | Outcome<never> => {
      const before = books.refusalOf(call, idempotencyKey);
      if (before) return declined(before, 'the key was refused before');
      const fresh = fault === 'decline' ? declined<never>('sandbox_declined', 'the sandbox was told to decline') : effect();
      if (fresh.outcome === 'declined') books.refuse(call, idempotencyKey, codeOf(fresh));
      return fresh;
    });
    return fault === 'lose-answer' ? unknown(new SandboxUnreachable('the answer did not arrive')) : answer;
  }

  /** @throws when the sandbox does not answer. */
  read(): void {
    if (this.#deps.control.takeFault('read')) throw new SandboxUnreachable('the sandbox did not answer');
  }
}

function codeOf(answer: object): string {
  return 'failure' in answer && typeof answer.failure === 'object' && answer.failure && 'code' in answer.failure
    ? String(answer.failure.code)
    : 'refused';
}
