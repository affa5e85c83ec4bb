import { Migration } from '@mikro-orm/migrations';

export class Migration20261129020109_let_doubtful_payouts_stand_aside extends Migration {
  override name = 'Migration20261129020109_let_doubtful_payouts_stand_aside';

  override up(): void | Promise<void> {
    this.addSql(`drop index "payouts_one_open_unique";`);
    this.addSql(`alter table "payouts" add "aside_since" timestamptz(3) null;`);
    this.addSql(`create index "payouts_seller_id_status_index" on "payouts" ("seller_id", "status");`);
    this.addSql(
      `create unique index "payouts_one_under_way_unique" on "payouts" ("seller_id", "amount_currency") where status in ('pending', 'unresolved', 'in_transit') and aside_since is null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "payouts_seller_id_status_index";`);
    this.addSql(`drop index "payouts_one_under_way_unique";`);
    this.addSql(`alter table "payouts" drop column "aside_since";`);
    this.addSql(
      `create unique index "payouts_one_open_unique" on "payouts" ("seller_id", "amount_currency") where status in ('pending', 'unresolved', 'in_transit');`,
    );
  }
}
