import { Migration } from '@mikro-orm/migrations';

export class Migration20261121120710_add_order_checks extends Migration {
  override name = 'Migration20261121120710_add_order_checks';

  override up(): void | Promise<void> {
    this.addSql(`create table \`order_checks\` (\`order_id\` text not null primary key, \`checked_at\` datetime not null);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`order_checks\`;`);
  }
}
