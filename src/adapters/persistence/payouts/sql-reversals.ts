import type { Reversals } from '#application/payouts/ports.ts';
import type { Reversal } from '#domain/payouts/reversal.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { ReversalMapping } from './reversal.mapping.ts';

export class SqlReversals implements Reversals {
  readonly #reversals: EntityTable<Reversal>;

  constructor({ ambient }: { ambient: AmbientTransaction }) {
    this.#reversals = new EntityTable(ambient, ReversalMapping);
  }

  add(reversal: Reversal): Promise<void> {
    return this.#reversals.add(reversal);
  }

  ofTransfer(transferId: string): Promise<Reversal[]> {
    return this.#reversals.all('transfer_id = ? order by created_at, id', [transferId]);
  }
}
