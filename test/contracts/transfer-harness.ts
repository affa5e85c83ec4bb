import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import type { ProviderTransfer, ReversalOutcome, TransferRequest, TransferService } from '#application/payouts/transfer-service.ts';
import { Money } from '#domain/shared/money.ts';

/** What happens at the provider besides our calls. The platform has plenty of money there. */
export type TransferWorld = {
  /** The provider is satisfied with what it knows of the seller, or no longer. */
  review(accountId: string, passed: boolean): Promise<void>;
  arrive(payoutId: string): Promise<void>;
  bounce(payoutId: string): Promise<void>;
  reverseInDashboard(transferId: string, amount: number): Promise<void>;
  /** What is in a connected account, in cents. */
  balance(accountId: string): Promise<bigint>;
  /** A day passes: keys are forgotten. */
  forgetKeys(): Promise<void>;
  /** The next call that moves money gets lost on its way, or its answer on the way back. */
  lose(what: 'call' | 'answer'): Promise<void>;
  /** The platform's own balance is empty. */
  emptyPlatform(): Promise<void>;
};
export type TransferServiceHarness = { service: TransferService; world: TransferWorld };

export const euros = (cents: number) => Money.of(BigInt(cents), 'EUR');

export function accepted<T>(outcome: { outcome: string; value?: T }): T {
  assert.equal(
    outcome.outcome,
    'accepted',
    JSON.stringify(outcome, (_, part) => (typeof part === 'bigint' ? String(part) : part)),
  );
  assert.ok(outcome.value !== undefined);
  return outcome.value;
}

/** A platform that works with the service of the moment. */
export class Platform {
  readonly #harness: () => TransferServiceHarness;

  constructor(harness: () => TransferServiceHarness) {
    this.#harness = harness;
  }

  /** Answers the account of a new seller whom the provider is satisfied with. */
  async seller(): Promise<string> {
    const { service, world } = this.#harness();
    const { accountId } = accepted(await service.createAccount(randomUUIDv7(), { sellerId: randomUUIDv7() }));
    await world.review(accountId, true);
    return accountId;
  }

  request(accountId: string, cents = 1_000, orderId: string = randomUUIDv7()): TransferRequest {
    return { orderId, sellerId: randomUUIDv7(), accountId, amount: euros(cents), transferGroup: orderId };
  }

  async transferred(): Promise<ProviderTransfer> {
    const accountId = await this.seller();
    return accepted(await this.#harness().service.createTransfer(randomUUIDv7(), this.request(accountId)));
  }

  reverse(transferId: string, cents: number, key: string = randomUUIDv7()): Promise<ReversalOutcome> {
    return this.#harness().service.reverseTransfer(key, transferId, euros(cents), 'refund 1');
  }
}
