import type { Products } from '#application/marketplace/ports.ts';
import type { Product } from '#domain/marketplace/product.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { places } from '../sql-statement.ts';
import { readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { ProductMapping } from './product.mapping.ts';

type Deps = { ambient: AmbientTransaction; writer: SqlWriter };

export class SqlProducts implements Products {
  readonly #products: EntityTable<Product>;
  readonly #writer: SqlWriter;

  constructor({ ambient, writer }: Deps) {
    this.#products = new EntityTable(ambient, ProductMapping);
    this.#writer = writer;
  }

  add(product: Product): Promise<void> {
    return this.#products.add(product);
  }

  find(id: string): Promise<Product | null> {
    return this.#products.first('id = ?', [id]);
  }

  findForUpdate(id: string): Promise<Product | null> {
    return this.#products.firstForUpdate('id = ?', [id]);
  }

  /** Buyers of an ordinary licence do not wait for each other: only rows of exclusive ones are locked. */
  async findManyForSale(ids: readonly string[]): Promise<Product[]> {
    if (ids.length === 0) return [];
    if (this.#writer.dialect === 'postgres') {
      await this.#writer.run(`select id from products where id in (${places(ids)}) and licence = 'exclusive' order by id for update`, ids);
    }
    return this.#products.all(`id in (${places(ids)}) order by id`, ids);
  }

  async ofTracksForUpdate(trackIds: readonly string[]): Promise<Product[]> {
    return trackIds.length === 0 ? [] : this.#products.allForUpdate(`track_id in (${places(trackIds)}) order by id`, trackIds);
  }

  async tracksSoldToOthers(trackIds: readonly string[], orderId: string): Promise<string[]> {
    if (trackIds.length === 0) return [];
    const { rows } = await this.#writer.run(
      `select track_id from products
       where track_id in (${places(trackIds)}) and licence = 'exclusive' and status = 'sold' and held_by_order_id <> ?`,
      [...trackIds, orderId],
    );
    return rows.map((row) => readText(row, 'track_id'));
  }
}
