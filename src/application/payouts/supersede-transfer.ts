import type { Transfer } from '#domain/payouts/transfer.ts';
import type { OpenFurtherTransfer } from './open-further-transfer.ts';
import type { SellerAccounts } from './ports.ts';

type Deps = { accounts: SellerAccounts; openFurtherTransfer: OpenFurtherTransfer };

/**
 * Puts a further transfer in the place of one that failed for good and whose frozen bytes are not what ought to be sent any
 * more, in the ambient unit of work: refunds took a part of it, or its account receives nothing now.
 */
export class SupersedeTransfer {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Answers the further transfer's id, or null when the transfer itself can be sent again. */
  async execute(transfer: Transfer, at: Date): Promise<string | null> {
    if (!transfer.failedForGood || (transfer.share.isAsFrozen && (await this.#mayReceive(transfer)))) return null;
    const { orderId, sellerId } = transfer;
    const { currency } = transfer.share;
    const amount = transfer.supersede(at);
    return this.#deps.openFurtherTransfer.execute({ orderId, sellerId, amount, currency, at });
  }

  async #mayReceive({ destination }: Transfer): Promise<boolean> {
    if (!destination) return false;
    const account = await this.#deps.accounts.findByAccountForUpdate(destination.provider, destination.accountId);
    return account?.mayReceive ?? false;
  }
}
