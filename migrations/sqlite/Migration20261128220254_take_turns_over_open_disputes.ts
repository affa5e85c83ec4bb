import { Migration } from '@mikro-orm/migrations';

export class Migration20261128220254_take_turns_over_open_disputes extends Migration {
  override name = 'Migration20261128220254_take_turns_over_open_disputes';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`dispute_checks\` (\`dispute_id\` text not null primary key, \`checked_at\` datetime not null, constraint \`dispute_checks_dispute_id_foreign\` foreign key (\`dispute_id\`) references \`disputes\` (\`id\`) on update cascade on delete cascade);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`dispute_checks\`;`);
  }
}
