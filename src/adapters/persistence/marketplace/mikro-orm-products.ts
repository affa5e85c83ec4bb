import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Products } from '#application/marketplace/ports.ts';
import { Product } from '#domain/marketplace/product.ts';
import type { SqlWriter } from '../sql-writer.ts';

export class MikroOrmProducts implements Products {
  readonly #em: EntityManager;
  readonly #writer: SqlWriter;

  constructor({ em, writer }: { em: EntityManager; writer: SqlWriter }) {
    this.#em = em;
    this.#writer = writer;
  }

  async add(product: Product): Promise<void> {
    this.#em.persist(product);
  }

  findForUpdate(id: string): Promise<Product | null> {
    return this.#em.findOne(Product, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  /** Buyers of an ordinary licence do not wait for each other: only rows of exclusive ones are locked. */
  async findManyForSale(ids: readonly string[]): Promise<Product[]> {
    if (ids.length === 0) return [];
    if (this.#writer.dialect === 'postgres') {
      const places = ids.map(() => '?').join(', ');
      await this.#writer.run(`select id from products where id in (${places}) and licence = 'exclusive' order by id for update`, ids);
    }
    return this.#em.find(Product, { id: { $in: [...ids] } }, { orderBy: { id: 'asc' } });
  }
}
