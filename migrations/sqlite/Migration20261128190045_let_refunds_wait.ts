import { Migration } from '@mikro-orm/migrations';

export class Migration20261128190045_let_refunds_wait extends Migration {
  override name = 'Migration20261128190045_let_refunds_wait';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`refunds\` add column \`not_before\` datetime null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`refunds\` drop column \`not_before\`;`);
  }
}
