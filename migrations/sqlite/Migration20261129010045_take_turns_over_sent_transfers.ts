import { Migration } from '@mikro-orm/migrations';

export class Migration20261129010045_take_turns_over_sent_transfers extends Migration {
  override name = 'Migration20261129010045_take_turns_over_sent_transfers';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`transfer_checks\` (\`transfer_id\` text not null primary key, \`checked_at\` datetime not null, \`reversed_elsewhere\` bigint not null, constraint \`transfer_checks_transfer_id_foreign\` foreign key (\`transfer_id\`) references \`transfers\` (\`id\`) on update cascade on delete cascade);`,
    );

    this.addSql(`create index \`transfers_completed_at_index\` on \`transfers\` (\`completed_at\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`transfer_checks\`;`);

    this.addSql(`drop index \`transfers_completed_at_index\`;`);
  }
}
