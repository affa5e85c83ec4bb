import type { PromoCodes } from '#application/marketplace/ports.ts';
import type { PromoCode } from '#domain/marketplace/promo-code.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { readNumber } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { PromoCodeMapping } from './promo-code.mapping.ts';

type Deps = { ambient: AmbientTransaction; writer: SqlWriter };

export class SqlPromoCodes implements PromoCodes {
  readonly #promos: EntityTable<PromoCode>;
  readonly #writer: SqlWriter;

  constructor({ ambient, writer }: Deps) {
    this.#promos = new EntityTable(ambient, PromoCodeMapping);
    this.#writer = writer;
  }

  add(promo: PromoCode): Promise<void> {
    return this.#promos.add(promo);
  }

  findForUpdate(id: string): Promise<PromoCode | null> {
    return this.#promos.firstForUpdate('id = ?', [id]);
  }

  findByCodeForUpdate(code: string): Promise<PromoCode | null> {
    return this.#promos.firstForUpdate('code = ?', [code]);
  }

  async usesOf(promoCodeId: string, buyerId: string): Promise<number> {
    const { rows } = await this.#writer.run('select count(*) as uses from promo_code_uses where promo_code_id = ? and buyer_id = ?', [
      promoCodeId,
      buyerId,
    ]);
    return rows[0] ? readNumber(rows[0], 'uses') : 0;
  }

  async recordUse(promoCodeId: string, orderId: string, buyerId: string): Promise<void> {
    await this.#writer.run('insert into promo_code_uses (order_id, promo_code_id, buyer_id) values (?, ?, ?)', [
      orderId,
      promoCodeId,
      buyerId,
    ]);
  }

  async deleteUse(orderId: string): Promise<boolean> {
    return (await this.#writer.run('delete from promo_code_uses where order_id = ?', [orderId])).changes > 0;
  }
}
