import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { PromoCodes } from '#application/marketplace/ports.ts';
import { PromoCode } from '#domain/marketplace/promo-code.ts';
import { readNumber } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export class MikroOrmPromoCodes implements PromoCodes {
  readonly #em: EntityManager;
  readonly #writer: SqlWriter;

  constructor({ em, writer }: { em: EntityManager; writer: SqlWriter }) {
    this.#em = em;
    this.#writer = writer;
  }

  async add(promo: PromoCode): Promise<void> {
    this.#em.persist(promo);
  }

  findForUpdate(id: string): Promise<PromoCode | null> {
    return this.#em.findOne(PromoCode, { id }, locked);
  }

  findByCodeForUpdate(code: string): Promise<PromoCode | null> {
    return this.#em.findOne(PromoCode, { code }, locked);
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
