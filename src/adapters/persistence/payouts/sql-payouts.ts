import type { Payouts } from '#application/payouts/ports.ts';
import { openPayoutStatuses, type Payout } from '#domain/payouts/payout.ts';
import type { SellerAccount } from '#domain/payouts/seller-account.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { places } from '../sql-statement.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { PayoutMapping } from './payout.mapping.ts';

type Deps = { ambient: AmbientTransaction; writer: SqlWriter };

export class SqlPayouts implements Payouts {
  readonly #payouts: EntityTable<Payout>;
  readonly #writer: SqlWriter;

  constructor({ ambient, writer }: Deps) {
    this.#payouts = new EntityTable(ambient, PayoutMapping);
    this.#writer = writer;
  }

  add(payout: Payout): Promise<void> {
    return this.#payouts.add(payout);
  }

  findForUpdate(id: string): Promise<Payout | null> {
    return this.#payouts.firstForUpdate('id = ?', [id]);
  }

  findByProviderIdForUpdate(provider: string, providerPayoutId: string): Promise<Payout | null> {
    return this.#payouts.firstForUpdate('provider = ? and provider_payout_id = ?', [provider, providerPayoutId]);
  }

  findOpen({ sellerId, provider, accountId }: SellerAccount, currency: string): Promise<Payout | null> {
    return this.#payouts.first(
      `seller_id = ? and amount_currency = ? and status in (${places(openPayoutStatuses)})
         and (aside_since is null or (provider = ? and account_id = ?)) order by aside_since is not null`,
      [sellerId, currency, ...openPayoutStatuses, provider, accountId],
    );
  }

  async standAside(payout: Payout, at: Date): Promise<void> {
    payout.standAside(at);
    // Inserts go before updates in one flush: the place has to be free before its next holder is written.
    await this.#payouts.flush();
  }

  lockNextDue(at: Date): Promise<Payout | null> {
    return this.#payouts.claimFirst('next_check_at <= ? order by next_check_at, id', [at]);
  }

  async wake(at: Date): Promise<void> {
    const skip = this.#writer.dialect === 'postgres' ? 'for update skip locked' : '';
    await this.#writer.run(
      `update payouts set next_check_at = ?, version = version + 1 where id in (
         select id from payouts where status in ('unresolved', 'in_transit', 'paid') and next_check_at > ? ${skip})`,
      [at, at],
    );
  }
}
