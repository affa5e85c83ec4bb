import { Migration } from '@mikro-orm/migrations';

export class Migration20261128185257_look_at_sales_in_turn extends Migration {
  override name = 'Migration20261128185257_look_at_sales_in_turn';

  override up(): void | Promise<void> {
    this.addSql(`create table "order_checks" ("order_id" uuid not null, "checked_at" timestamptz(3) not null, primary key ("order_id"));`);

    this.addSql(
      `create table "refund_checks" ("refund_id" uuid not null, "checked_at" timestamptz(3) not null, primary key ("refund_id"));`,
    );

    this.addSql(`insert into "order_checks" ("order_id", "checked_at") select "order_id", "checked_at" from "paid_order_checks";`);
    this.addSql(`drop table if exists "paid_order_checks" cascade;`);

    this.addSql(
      `alter table "order_checks" add constraint "order_checks_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "refund_checks" add constraint "refund_checks_refund_id_foreign" foreign key ("refund_id") references "refunds" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `create table "paid_order_checks" ("checked_at" timestamptz(3) not null, "order_id" uuid not null, primary key ("order_id"));`,
    );

    this.addSql(`drop table if exists "order_checks" cascade;`);
    this.addSql(`drop table if exists "refund_checks" cascade;`);

    this.addSql(
      `alter table "paid_order_checks" add constraint "paid_order_checks_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete cascade;`,
    );
  }
}
