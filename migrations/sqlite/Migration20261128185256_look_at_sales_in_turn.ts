import { Migration } from '@mikro-orm/migrations';

export class Migration20261128185256_look_at_sales_in_turn extends Migration {
  override name = 'Migration20261128185256_look_at_sales_in_turn';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`order_checks\` (\`order_id\` text not null primary key, \`checked_at\` datetime not null, constraint \`order_checks_order_id_foreign\` foreign key (\`order_id\`) references \`orders\` (\`id\`) on update cascade on delete cascade);`,
    );
    this.addSql(`create index \`order_checks_order_id_index\` on \`order_checks\` (\`order_id\`);`);

    this.addSql(
      `create table \`refund_checks\` (\`refund_id\` text not null primary key, \`checked_at\` datetime not null, constraint \`refund_checks_refund_id_foreign\` foreign key (\`refund_id\`) references \`refunds\` (\`id\`) on update cascade on delete cascade);`,
    );
    this.addSql(`create index \`refund_checks_refund_id_index\` on \`refund_checks\` (\`refund_id\`);`);

    this.addSql(
      `insert into \`order_checks\` (\`order_id\`, \`checked_at\`) select \`order_id\`, \`checked_at\` from \`paid_order_checks\`;`,
    );
    this.addSql(`drop table if exists \`paid_order_checks\`;`);
  }

  override down(): void | Promise<void> {
    this.addSql(
      `create table \`paid_order_checks\` (\`checked_at\` datetime not null, \`order_id\` text not null primary key, constraint \`paid_order_checks_order_id_foreign\` foreign key (\`order_id\`) references \`orders\` (\`id\`) on update cascade on delete cascade);`,
    );
    this.addSql(`create index \`paid_order_checks_order_id_index\` on \`paid_order_checks\` (\`order_id\`);`);

    this.addSql(`drop table if exists \`order_checks\`;`);
    this.addSql(`drop table if exists \`refund_checks\`;`);
  }
}
