import type { Catalogue, ProductFilter, ProductSummary } from '#application/marketplace/ports.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { type LicenceKind, licenceKinds, type ProductStatus, productStatuses } from '#domain/marketplace/product.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readDate, readMember, readMoney, readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };

const FROM = '(select p.*, u.username as seller_name from products p join users u on u.id = p.seller_id) as offers';

export class SqlCatalogue implements Catalogue {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  listPublished({ licence, sellerId, trackId }: ProductFilter, page: PageRequest): Promise<Page<ProductSummary>> {
    const filters = { status: 'published', licence, seller_id: sellerId, track_id: trackId };
    return listNewestFirst(this.#deps.reader, { from: FROM, columns: '*', sort: 'published_at', filters }, page, toSummary);
  }

  listOfSeller(sellerId: string, page: PageRequest): Promise<Page<ProductSummary>> {
    const filters = { seller_id: sellerId };
    return listNewestFirst(this.#deps.reader, { from: FROM, columns: '*', sort: 'created_at', filters }, page, toSummary);
  }

  async find(id: string): Promise<ProductSummary | null> {
    const row = await this.#deps.reader.first(`select * from ${FROM} where id = ?`, [id]);
    return row && toSummary(row);
  }

  version(): number | null {
    return this.#deps.reader.version();
  }
}

function toSummary(row: SqlRow): ProductSummary {
  const status: ProductStatus = readMember(productStatuses, row, 'status');
  const licence: LicenceKind = readMember(licenceKinds, row, 'licence');
  return {
    id: readText(row, 'id'),
    sellerId: readText(row, 'seller_id'),
    sellerName: readText(row, 'seller_name'),
    trackId: readText(row, 'track_id'),
    title: readText(row, 'title'),
    description: orNull(readText, row, 'description'),
    licence,
    price: readMoney(row, 'price'),
    status,
    available: status === 'published' && row['held_by_order_id'] === null,
    createdAt: readDate(row, 'created_at'),
    publishedAt: orNull(readDate, row, 'published_at'),
  };
}
