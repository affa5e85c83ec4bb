import { Migration } from '@mikro-orm/migrations';

export class Migration20261128215235_know_when_a_refund_is_being_asked_for extends Migration {
  override name = 'Migration20261128215235_know_when_a_refund_is_being_asked_for';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`refunds\` add column \`asked_since\` datetime null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`refunds\` drop column \`asked_since\`;`);
  }
}
