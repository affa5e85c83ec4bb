import { accepted, declined, unknown } from '#adapters/payments/outcomes.ts';
import {
  type OnboardingLink,
  type ProviderAccount,
  type ProviderPayout,
  type ProviderReversal,
  type ProviderTransfer,
  type ReversalOutcome,
  rowOf,
  type TransferOutcome,
  type TransferRequest,
  TransferService,
} from '#application/payouts/transfer-service.ts';
import type { Outcome } from '#application/shared/payment-provider.ts';
import type { Money } from '#domain/shared/money.ts';
import { SandboxCalls } from './sandbox-calls.ts';
import type { SandboxTransferBooks } from './sandbox-transfer-books.ts';
import type { SandboxTransferControl } from './sandbox-transfer-control.ts';
import { accountOf, toPayout, toReversal, transferOf } from './sandbox-transfer-objects.ts';

type Options = {
  books: SandboxTransferBooks;
  control: SandboxTransferControl;
  /** `instant` accounts are active from the start; `manual` ones wait for a click on the onboarding page. */
  onboarding: 'instant' | 'manual';
  onboardingUrl: (accountId: string) => string;
};

/** A transfer service without money, for development and demonstrations: everything else about it is as with a real one. */
export class SandboxTransferService extends TransferService {
  readonly name = 'sandbox';
  readonly needsOnboarding: boolean;
  readonly #options: Options;
  readonly #calls: SandboxCalls;

  constructor(options: Options) {
    super();
    this.#options = options;
    this.#calls = new SandboxCalls(options);
    this.needsOnboarding = options.onboarding === 'manual';
  }

  async takesOurKey(): Promise<boolean> {
    return true;
  }

  async createAccount(idempotencyKey: string): Promise<Outcome<ProviderAccount>> {
    const { books } = this.#options;
    return this.#calls.make<Outcome<ProviderAccount>>('createAccount', idempotencyKey, () => {
      const status = this.needsOnboarding ? 'pending' : 'active';
      const id =
        books.madeBy('accounts', idempotencyKey) ??
        books.insert('accounts', 'sbxacct', { key: idempotencyKey, reference: rowOf(idempotencyKey), status });
      return accepted(accountOf(books, id));
    });
  }

  async getAccount(accountId: string): Promise<ProviderAccount | null> {
    this.#calls.read();
    const { books } = this.#options;
    return books.account(accountId) && accountOf(books, accountId);
  }

  async createOnboardingLink(accountId: string): Promise<OnboardingLink> {
    this.#calls.read();
    return { url: this.#options.onboardingUrl(accountId) };
  }

  async createTransfer(idempotencyKey: string, request: TransferRequest): Promise<TransferOutcome> {
    const { books, control } = this.#options;
    return this.#calls.make<TransferOutcome>('createTransfer', idempotencyKey, () => {
      const { accountId, amount, transferGroup } = request;
      const made = transferOf(books, books.madeBy('transfers', idempotencyKey));
      if (made) return made.amount.equals(amount) && made.accountId === accountId ? accepted(made) : otherParameters();
      if (books.account(accountId)?.status !== 'active') {
        return declined('account_not_active', 'the connected account cannot receive transfers');
      }
      if (control.takeFault('funds'))
        return { outcome: 'not-yet', failure: { code: 'no_funds', message: 'the platform has not got it yet' } };
      const row = { key: idempotencyKey, reference: rowOf(idempotencyKey), account_id: accountId, transfer_group: transferGroup };
      const id = books.insert('transfers', 'sbxtr', { ...row, amount: String(amount.amount), currency: amount.currency });
      const transfer = transferOf(books, id);
      return transfer ? accepted(transfer) : unknown('lost');
    });
  }

  async getTransfer(transferId: string): Promise<ProviderTransfer | null> {
    this.#calls.read();
    return transferOf(this.#options.books, transferId);
  }

  async findTransfer(wanted: string, transferGroup: string): Promise<ProviderTransfer | null> {
    this.#calls.read();
    const { books } = this.#options;
    const found = books.transfersOf(transferGroup).find(({ reference }) => reference === wanted);
    return transferOf(books, found?.id ?? null);
  }

  async reverseTransfer(idempotencyKey: string, transferId: string, amount: Money): Promise<ReversalOutcome> {
    const { books } = this.#options;
    return this.#calls.make<ReversalOutcome>('reverseTransfer', idempotencyKey, () => {
      const transfer = transferOf(books, transferId);
      if (!transfer) return { outcome: 'not-found' };
      const { currency } = transfer.amount;
      const made = books.reversalsOf(transferId).find(({ id }) => id === books.madeBy('reversals', idempotencyKey));
      if (made) return made.amount === String(amount.amount) ? accepted(toReversal(made, currency)) : otherParameters();
      const left = transfer.amount.minus(transfer.reversed);
      if (amount.isMoreThan(left)) return { outcome: 'already-reversed', left };
      if (books.balance(transfer.accountId, currency) < amount.amount)
        return declined('balance_insufficient', 'the account has not enough');
      const row = { key: idempotencyKey, reference: rowOf(idempotencyKey), transfer_id: transferId, amount: String(amount.amount) };
      return accepted(toReversal({ ...row, id: books.insert('reversals', 'sbxtrr', row) }, currency));
    });
  }

  async findReversal(wanted: string, transferId: string): Promise<ProviderReversal | null> {
    this.#calls.read();
    const { books } = this.#options;
    const found = books.reversalsOf(transferId).find(({ reference }) => reference === wanted);
    const transfer = books.transfer(transferId);
    return found && transfer ? toReversal(found, transfer.currency) : null;
  }

  async createPayout(
    idempotencyKey: string,
    { accountId, amount }: { accountId: string; amount: Money },
  ): Promise<Outcome<ProviderPayout>> {
    const { books } = this.#options;
    return this.#calls.make<Outcome<ProviderPayout>>('createPayout', idempotencyKey, () => {
      const made = books.payoutsOf(accountId).find(({ id }) => id === books.madeBy('payouts', idempotencyKey));
      if (made) return made.amount === String(amount.amount) ? accepted(toPayout(made)) : otherParameters();
      if (books.account(accountId)?.status !== 'active') return declined('account_not_active', 'the connected account cannot pay out');
      const there = books.balance(accountId, amount.currency);
      if (there < amount.amount) return declined('balance_insufficient', 'the connected account has not enough');
      const row = { key: idempotencyKey, reference: rowOf(idempotencyKey), account_id: accountId, amount: String(amount.amount) };
      const payout = { ...row, currency: amount.currency, status: 'in_transit' as const };
      return accepted(toPayout({ ...payout, id: books.insert('payouts', 'sbxpo', payout) }));
    });
  }

  /** A payout arrives at the bank when somebody asks for it. */
  async getPayout(payoutId: string): Promise<ProviderPayout | null> {
    this.#calls.read();
    const { books } = this.#options;
    const payout = books.payout(payoutId);
    if (payout?.status !== 'in_transit') return payout && toPayout(payout);
    books.setPayout(payoutId, 'paid');
    return toPayout({ ...payout, status: 'paid' });
  }

  async findPayout(wanted: string, accountId: string): Promise<ProviderPayout | null> {
    this.#calls.read();
    const found = this.#options.books.payoutsOf(accountId).find(({ reference }) => reference === wanted);
    return found ? toPayout(found) : null;
  }
}

function otherParameters(): Outcome<never> {
  return unknown(new Error('the key was used for other parameters'));
}
