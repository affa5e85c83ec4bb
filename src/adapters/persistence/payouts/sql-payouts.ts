import type { Payouts } from '#application/payouts/ports.ts';
import { openPayoutStatuses, Payout } from '#domain/payouts/payout.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { PayoutMapping } from './payout.mapping.ts';

export class SqlPayouts implements Payouts {
  readonly #payouts: EntityTable<Payout>;

  constructor({ ambient }: { ambient: AmbientTransaction }) {
    this.#payouts = new EntityTable(ambient, Payout, PayoutMapping);
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

  findOpen(sellerId: string, currency: string): Promise<Payout | null> {
    const places = openPayoutStatuses.map(() => '?').join(', ');
    return this.#payouts.first(`seller_id = ? and amount_currency = ? and status in (${places})`, [
      sellerId,
      currency,
      ...openPayoutStatuses,
    ]);
  }

  lockNextDue(at: Date): Promise<Payout | null> {
    return this.#payouts.claimFirst('next_check_at <= ? order by next_check_at, id', [at]);
  }
}
