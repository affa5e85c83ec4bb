import { Migration } from '@mikro-orm/migrations';

/** Of several exclusive offers of a track one stays: what was sold, else what is being bought, else what was published first. */
const KEEP_ONE = `
  update products set version = version + 1,
    status = case when status = 'published' and held_by_order_id is null then 'draft' else 'archived' end
  where id in (
    select id from (
      select id, row_number() over (
        partition by track_id
        order by case when status = 'sold' then 0 when held_by_order_id is not null then 1 else 2 end, published_at, id
      ) as place
      from products where licence = 'exclusive' and status <> 'archived' and (status <> 'draft' or held_by_order_id is not null)
    ) claims where place > 1
  );`;
const TAKE_OFF_SALE = `
  update products set version = version + 1, status = 'draft'
  where status = 'published'
    and track_id in (select track_id from products where licence = 'exclusive' and status = 'sold');`;

export class Migration20261128214335_one_exclusive_offer_of_a_track extends Migration {
  override name = 'Migration20261128214335_one_exclusive_offer_of_a_track';

  override up(): void | Promise<void> {
    this.addSql(KEEP_ONE);
    this.addSql(TAKE_OFF_SALE);
    this.addSql(
      `create unique index "products_exclusive_offer_unique" on "products" ("track_id") where licence = 'exclusive' and status <> 'archived' and (status <> 'draft' or held_by_order_id is not null);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "products_exclusive_offer_unique";`);
  }
}
