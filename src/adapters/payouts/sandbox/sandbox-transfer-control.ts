import type { SellerAccountStatus } from '#domain/payouts/seller-account.ts';
import type { SandboxAccount, SandboxTransferBooks } from './sandbox-transfer-books.ts';

/** `funds` is the balance of the platform itself: a transfer is not declined for it, but has to wait. */
export type SandboxCall = 'createAccount' | 'createTransfer' | 'reverseTransfer' | 'createPayout' | 'read' | 'funds';
/** `decline`: a definite no.  `lose`: the call never arrives. `lose-answer`: it takes effect, and its answer is lost. */
export type SandboxFault = 'decline' | 'lose' | 'lose-answer';

/** What happens at the provider besides our calls, and what goes wrong on the way to it. */
export class SandboxTransferControl {
  readonly #books: SandboxTransferBooks;
  readonly #faults: { call: SandboxCall; fault: SandboxFault }[] = [];

  constructor(deps: { books: SandboxTransferBooks }) {
    this.#books = deps.books;
  }

  /** The next `times` calls of this kind go wrong, in this process. */
  disturb(call: SandboxCall, fault: SandboxFault, times = 1): void {
    for (let left = times; left > 0; left -= 1) this.#faults.push({ call, fault });
  }

  /** Nothing that was planned goes wrong any more. */
  calm(): void {
    this.#faults.length = 0;
  }

  takeFault(call: SandboxCall): SandboxFault | null {
    const position = this.#faults.findIndex((planned) => planned.call === call);
    return position === -1 ? null : (this.#faults.splice(position, 1)[0]?.fault ?? null);
  }

  account(id: string): SandboxAccount | null {
    return this.#books.account(id);
  }

  /** Answers whether there is such an account. */
  setAccount(id: string, status: SellerAccountStatus): boolean {
    return this.#books.setAccount(id, status);
  }

  /** What is in a connected account, in minor units. */
  balance(accountId: string, currency: string): bigint {
    return this.#books.balance(accountId, currency);
  }

  /** The bank sends the money of a payout back. */
  bounce(payoutId: string): boolean {
    return this.#books.setPayout(payoutId, 'failed');
  }

  /** Takes a transfer back in the provider's dashboard, without us. */
  reverseInDashboard(transferId: string, amount: bigint): void {
    this.#books.insert('reversals', 'sbxtrr', { key: null, reference: null, transfer_id: transferId, amount: String(amount) });
  }

  /** A day passes: idempotency keys are forgotten, what they made is not. */
  forgetKeys(): void {
    this.#books.forgetKeys();
  }
}
