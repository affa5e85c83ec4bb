import { Migration } from '@mikro-orm/migrations';

export class Migration20261121123820_initial extends Migration {
  override name = 'Migration20261121123820_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`audit_log\` (\`id\` text not null primary key, \`actor_id\` text null, \`action\` text not null, \`subject\` text null, \`old_values\` text null, \`new_values\` text null, \`ip\` text null, \`happened_at\` datetime not null);`,
    );
    this.addSql(`create index \`audit_log_subject_id_index\` on \`audit_log\` (\`subject\`, \`id\`);`);
    this.addSql(`create index \`audit_log_actor_id_id_index\` on \`audit_log\` (\`actor_id\`, \`id\`);`);

    this.addSql(
      `create table \`idempotency_keys\` (\`scope\` text not null, \`key\` text not null, \`fingerprint\` text not null, \`resource_id\` text not null, \`claimed_at\` datetime not null, \`answer_status\` integer null, \`answer_body\` text null, primary key (\`scope\`, \`key\`));`,
    );
    this.addSql(`create index \`idempotency_keys_claimed_at_index\` on \`idempotency_keys\` (\`claimed_at\`);`);

    this.addSql(
      `create table \`jobs\` (\`id\` text not null primary key, \`name\` text not null, \`payload\` text not null, \`key\` text null, \`state\` text check (\`state\` in ('waiting', 'running', 'dead')) not null, \`attempts\` integer not null, \`run_at\` datetime not null, \`leased_by\` text null, \`leased_until\` datetime null, \`last_error\` text null, \`enqueued_at\` datetime not null, \`died_at\` datetime null);`,
    );
    this.addSql(`create index \`jobs_state_run_at_index\` on \`jobs\` (\`state\`, \`run_at\`);`);
    this.addSql(`create index \`jobs_name_key_index\` on \`jobs\` (\`name\`, \`key\`);`);

    this.addSql(
      `create table \`job_schedules\` (\`job_name\` text not null primary key, \`since\` datetime not null, \`next_run_at\` datetime not null, \`last_run_at\` datetime null);`,
    );

    this.addSql(
      `create table \`ledger_balances\` (\`account\` text not null, \`currency\` text not null, \`balance\` bigint not null, primary key (\`account\`, \`currency\`));`,
    );

    this.addSql(
      `create table \`ledger_transactions\` (\`id\` text not null primary key, \`kind\` text check (\`kind\` in ('sale', 'refund', 'refund_undone', 'transfer', 'reversal', 'payout', 'payout_returned', 'dispute_fee', 'dispute_fee_returned')) not null, \`subject_id\` text not null, \`order_id\` text null, \`posted_at\` datetime not null);`,
    );
    this.addSql(`create index \`ledger_transactions_order_id_index\` on \`ledger_transactions\` (\`order_id\`);`);
    this.addSql(`create index \`ledger_transactions_posted_at_index\` on \`ledger_transactions\` (\`posted_at\`);`);
    this.addSql(
      `create unique index \`ledger_transactions_kind_subject_id_unique\` on \`ledger_transactions\` (\`kind\`, \`subject_id\`);`,
    );
    this.addSql(
      `create trigger \`ledger_transactions_append_only_update\` BEFORE UPDATE on \`ledger_transactions\` for each ROW begin select raise(abort, 'the ledger only grows'); end;`,
    );
    this.addSql(
      `create trigger \`ledger_transactions_append_only_delete\` BEFORE DELETE on \`ledger_transactions\` for each ROW begin select raise(abort, 'the ledger only grows'); end;`,
    );
    this.addSql(
      `create trigger \`ledger_transactions_balanced\` BEFORE INSERT on \`ledger_transactions\` for each ROW begin select raise(abort, 'a ledger transaction must balance') where exists (select 1 from ledger_entries where transaction_id = new.id group by currency having sum(amount) <> 0); end;`,
    );
    this.addSql(
      `create trigger \`ledger_transactions_not_empty\` BEFORE INSERT on \`ledger_transactions\` for each ROW begin select raise(abort, 'a ledger transaction must have entries') where exists (select 1 where not exists (select 1 from ledger_entries where transaction_id = new.id)); end;`,
    );

    this.addSql(
      `create table \`ledger_entries\` (\`transaction_id\` text not null, \`line\` integer not null, \`account\` text not null, \`amount\` bigint not null, \`currency\` text not null, primary key (\`transaction_id\`, \`line\`), constraint \`ledger_entries_transaction_id_foreign\` foreign key (\`transaction_id\`) references \`ledger_transactions\` (\`id\`) deferrable initially deferred);`,
    );
    this.addSql(`create index \`ledger_entries_transaction_id_index\` on \`ledger_entries\` (\`transaction_id\`);`);
    this.addSql(
      `create index \`ledger_entries_account_currency_transaction_id_index\` on \`ledger_entries\` (\`account\`, \`currency\`, \`transaction_id\`);`,
    );
    this.addSql(
      `create trigger \`ledger_entries_append_only_update\` BEFORE UPDATE on \`ledger_entries\` for each ROW begin select raise(abort, 'the ledger only grows'); end;`,
    );
    this.addSql(
      `create trigger \`ledger_entries_append_only_delete\` BEFORE DELETE on \`ledger_entries\` for each ROW begin select raise(abort, 'the ledger only grows'); end;`,
    );
    this.addSql(
      `create trigger \`ledger_entries_sealed\` BEFORE INSERT on \`ledger_entries\` for each ROW begin select raise(abort, 'a ledger transaction is sealed') where exists (select 1 from ledger_transactions where id = new.transaction_id); end;`,
    );
    this.addSql(`create trigger \`ledger_entries_totalled\` AFTER INSERT on \`ledger_entries\` for each ROW begin insert into ledger_balances (account, currency, balance) select new.account, new.currency, new.amount
    where new.account like 'seller:%'
    on conflict (account, currency) do update set balance = ledger_balances.balance + excluded.balance; end;`);

    this.addSql(
      `create table \`maintenance\` (\`id\` integer not null primary key, \`enabled\` integer not null, \`message\` text null, \`retry_after_seconds\` integer not null, \`updated_at\` datetime null, constraint \`maintenance_one_row\` check (id = 1));`,
    );

    this.addSql(
      `create table \`orders\` (\`id\` text not null primary key, \`buyer_id\` text not null, \`items\` text not null, \`provider\` text null, \`promo_code_id\` text null, \`status\` text check (\`status\` in ('pending', 'completed', 'refund_pending', 'partially_refunded', 'refunded', 'failed', 'canceled')) not null, \`payment_id\` text null, \`client_secret\` text null, \`pay_url\` text null, \`created_at\` datetime not null, \`completed_at\` datetime null, \`refund_deadline\` datetime null, \`failure_code\` text null, \`disputed_at\` datetime null, \`dispute_outcome\` text check (\`dispute_outcome\` in ('won', 'lost')) null, \`updated_at\` datetime not null, \`total_amount\` bigint not null, \`total_currency\` text not null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create index \`orders_buyer_id_created_at_id_index\` on \`orders\` (\`buyer_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`orders_status_created_at_id_index\` on \`orders\` (\`status\`, \`created_at\`, \`id\`);`);
    this.addSql(`create unique index \`orders_provider_payment_id_unique\` on \`orders\` (\`provider\`, \`payment_id\`);`);

    this.addSql(
      `create table \`licences\` (\`id\` text not null primary key, \`order_id\` text not null, \`product_id\` text not null, \`track_id\` text not null, \`owner_id\` text not null, \`seller_id\` text not null, \`title\` text not null, \`licence\` text check (\`licence\` in ('basic', 'premium', 'exclusive')) not null, \`issued_at\` datetime not null, \`revoked_at\` datetime null, \`version\` integer not null default 1, constraint \`licences_order_id_foreign\` foreign key (\`order_id\`) references \`orders\` (\`id\`));`,
    );
    this.addSql(`create index \`licences_order_id_index\` on \`licences\` (\`order_id\`);`);
    this.addSql(`create index \`licences_owner_id_issued_at_id_index\` on \`licences\` (\`owner_id\`, \`issued_at\`, \`id\`);`);
    this.addSql(`create index \`licences_track_id_index\` on \`licences\` (\`track_id\`);`);
    this.addSql(`create unique index \`licences_order_id_product_id_unique\` on \`licences\` (\`order_id\`, \`product_id\`);`);

    this.addSql(
      `create table \`disputes\` (\`id\` text not null primary key, \`order_id\` text not null, \`provider\` text not null, \`provider_dispute_id\` text not null, \`amount_amount\` bigint not null, \`amount_currency\` text not null, \`reason\` text null, \`opened_at\` datetime not null, \`status\` text check (\`status\` in ('evidence_due', 'under_review', 'won', 'lost')) not null, \`evidence_due_by\` datetime null, \`refund_id\` text null, \`closed_at\` datetime null, \`version\` integer not null default 1, constraint \`disputes_order_id_foreign\` foreign key (\`order_id\`) references \`orders\` (\`id\`));`,
    );
    this.addSql(`create index \`disputes_order_id_index\` on \`disputes\` (\`order_id\`);`);
    this.addSql(
      `create unique index \`disputes_provider_provider_dispute_id_unique\` on \`disputes\` (\`provider\`, \`provider_dispute_id\`);`,
    );

    this.addSql(
      `create table \`paid_order_checks\` (\`order_id\` text not null primary key, \`checked_at\` datetime not null, constraint \`paid_order_checks_order_id_foreign\` foreign key (\`order_id\`) references \`orders\` (\`id\`) on update cascade on delete cascade);`,
    );
    this.addSql(`create index \`paid_order_checks_order_id_index\` on \`paid_order_checks\` (\`order_id\`);`);

    this.addSql(
      `create table \`payouts\` (\`id\` text not null primary key, \`seller_id\` text not null, \`provider\` text not null, \`account_id\` text not null, \`origin\` text check (\`origin\` in ('schedule', 'request')) not null, \`created_at\` datetime not null, \`status\` text check (\`status\` in ('pending', 'unresolved', 'in_transit', 'paid', 'failed')) not null, \`provider_payout_id\` text null, \`attempts\` integer not null, \`first_attempt_at\` datetime null, \`next_check_at\` datetime null, \`unresolved_since\` datetime null, \`failure_code\` text null, \`failure_message\` text null, \`sent_at\` datetime null, \`paid_at\` datetime null, \`failed_at\` datetime null, \`updated_at\` datetime not null, \`amount_amount\` bigint not null, \`amount_currency\` text not null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create index \`payouts_next_check_at_id_index\` on \`payouts\` (\`next_check_at\`, \`id\`);`);
    this.addSql(`create index \`payouts_seller_id_created_at_id_index\` on \`payouts\` (\`seller_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`payouts_provider_account_id_index\` on \`payouts\` (\`provider\`, \`account_id\`);`);
    this.addSql(
      `create unique index \`payouts_one_open_unique\` on \`payouts\` (\`seller_id\`, \`amount_currency\`) where status in ('pending', 'unresolved', 'in_transit');`,
    );
    this.addSql(
      `create unique index \`payouts_provider_payout_id_unique\` on \`payouts\` (\`provider\`, \`provider_payout_id\`) where provider_payout_id is not null and provider_payout_id <> '';`,
    );

    this.addSql(
      `create table \`products\` (\`id\` text not null primary key, \`seller_id\` text not null, \`track_id\` text not null, \`licence\` text check (\`licence\` in ('basic', 'premium', 'exclusive')) not null, \`title\` text not null, \`description\` text null, \`status\` text check (\`status\` in ('draft', 'published', 'sold', 'archived')) not null, \`held_by_order_id\` text null, \`created_at\` datetime not null, \`published_at\` datetime null, \`updated_at\` datetime not null, \`version\` integer not null default 1, \`price_amount\` bigint not null, \`price_currency\` text not null);`,
    );
    this.addSql(`create index \`products_track_id_index\` on \`products\` (\`track_id\`);`);
    this.addSql(`create index \`products_status_published_at_id_index\` on \`products\` (\`status\`, \`published_at\`, \`id\`);`);
    this.addSql(`create index \`products_seller_id_created_at_id_index\` on \`products\` (\`seller_id\`, \`created_at\`, \`id\`);`);

    this.addSql(
      `create table \`promo_codes\` (\`id\` text not null primary key, \`code\` text not null, \`seller_id\` text null, \`basis_points\` integer null, \`amount_off_amount\` bigint null, \`amount_off_currency\` text null, \`starts_at\` datetime not null, \`ends_at\` datetime null, \`max_uses\` integer null, \`max_uses_per_buyer\` integer not null, \`uses\` integer not null, \`disabled_at\` datetime null, \`created_at\` datetime not null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create unique index \`promo_codes_code_unique\` on \`promo_codes\` (\`code\`);`);
    this.addSql(`create index \`promo_codes_seller_id_created_at_id_index\` on \`promo_codes\` (\`seller_id\`, \`created_at\`, \`id\`);`);

    this.addSql(
      `create table \`promo_code_uses\` (\`order_id\` text not null primary key, \`promo_code_id\` text not null, \`buyer_id\` text not null);`,
    );
    this.addSql(`create index \`promo_code_uses_promo_code_id_buyer_id_index\` on \`promo_code_uses\` (\`promo_code_id\`, \`buyer_id\`);`);

    this.addSql(
      `create table \`refresh_tokens\` (\`digest\` text not null primary key, \`session_id\` text not null, \`issued_at\` datetime not null, \`spent_at\` datetime null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create index \`refresh_tokens_session_id_index\` on \`refresh_tokens\` (\`session_id\`);`);

    this.addSql(
      `create table \`refunds\` (\`id\` text not null primary key, \`order_id\` text not null, \`payment_id\` text not null, \`provider\` text not null, \`amount_amount\` bigint not null, \`amount_currency\` text not null, \`by_line\` integer not null, \`lines\` text not null, \`reason\` text null, \`origin\` text check (\`origin\` in ('buyer', 'seller', 'admin', 'provider', 'undeliverable', 'dispute')) not null, \`requested_by\` text null, \`created_at\` datetime not null, \`status\` text check (\`status\` in ('pending', 'review', 'unresolved', 'succeeded', 'failed')) not null, \`provider_refund_id\` text null, \`failure_code\` text null, \`failure_message\` text null, \`succeeded_at\` datetime null, \`failed_at\` datetime null, \`review_since\` datetime null, \`version\` integer not null default 1, constraint \`refunds_order_id_foreign\` foreign key (\`order_id\`) references \`orders\` (\`id\`));`,
    );
    this.addSql(`create index \`refunds_status_created_at_id_index\` on \`refunds\` (\`status\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`refunds_order_id_index\` on \`refunds\` (\`order_id\`);`);
    this.addSql(
      `create unique index \`refunds_provider_refund_id_unique\` on \`refunds\` (\`provider\`, \`provider_refund_id\`) where provider_refund_id is not null and provider_refund_id <> '';`,
    );

    this.addSql(
      `create table \`registrations\` (\`token_digest\` text not null primary key, \`user_id\` text not null, \`email\` text not null, \`username\` text not null, \`username_key\` text not null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`password_hash\` text null, \`verified_at\` datetime null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create index \`registrations_username_key_index\` on \`registrations\` (\`username_key\`);`);
    this.addSql(`create index \`registrations_expires_at_index\` on \`registrations\` (\`expires_at\`);`);
    this.addSql(`create index \`registrations_email_created_at_index\` on \`registrations\` (\`email\`, \`created_at\`);`);

    this.addSql(
      `create table \`seller_accounts\` (\`id\` text not null primary key, \`seller_id\` text not null, \`provider\` text not null, \`created_at\` datetime not null, \`account_id\` text null, \`refusals\` integer not null, \`status\` text check (\`status\` in ('pending', 'active', 'restricted', 'disabled')) not null, \`payouts_enabled\` integer not null, \`requirements_due\` text not null, \`next_payout_at\` datetime null, \`replaced_at\` datetime null, \`checked_at\` datetime not null, \`updated_at\` datetime not null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create index \`seller_accounts_seller_id_index\` on \`seller_accounts\` (\`seller_id\`);`);
    this.addSql(`create index \`seller_accounts_next_payout_at_index\` on \`seller_accounts\` (\`next_payout_at\`);`);
    this.addSql(`create index \`seller_accounts_status_checked_at_index\` on \`seller_accounts\` (\`status\`, \`checked_at\`);`);
    this.addSql(
      `create unique index \`seller_accounts_current_unique\` on \`seller_accounts\` (\`seller_id\`, \`provider\`) where replaced_at is null;`,
    );
    this.addSql(
      `create unique index \`seller_accounts_account_id_unique\` on \`seller_accounts\` (\`provider\`, \`account_id\`) where account_id is not null and account_id <> '';`,
    );

    this.addSql(
      `create table \`sessions\` (\`id\` text not null primary key, \`user_id\` text not null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`status\` text check (\`status\` in ('live', 'logged_out', 'revoked')) not null, \`ended_at\` datetime null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create index \`sessions_user_id_index\` on \`sessions\` (\`user_id\`);`);
    this.addSql(`create index \`sessions_expires_at_index\` on \`sessions\` (\`expires_at\`);`);

    this.addSql(`create table \`tracks\` (\`id\` text not null primary key, \`owner_id\` text not null, \`storage_backend\` text check (\`storage_backend\` in ('local', 's3', 'memory')) not null, \`storage_key\` text not null, \`original_filename\` text null, \`title\` text not null, \`artist\` text null, \`album\` text null, \`genre\` text null, \`bpm\` double null, \`musical_key\` text null, \`visibility\` text check (\`visibility\` in ('public', 'unlisted', 'private')) not null, \`status\` text check (\`status\` in ('uploading', 'processing', 'ready', 'failed')) not null, \`failure_reason\` text null, \`created_at\` datetime not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, \`recording_content_type\` text check (\`recording_content_type\` in ('audio/mpeg', 'audio/flac', 'audio/wav', 'audio/aiff', 'audio/ogg', 'audio/mp4', 'audio/aac')) null, \`recording_size\` bigint null, \`recording_sha256\` text null, \`recording_duration_ms\` integer null, \`recording_bitrate\` integer null, \`recording_sample_rate\` integer null, \`recording_channels\` integer null, \`recording_stored_at\` datetime null, constraint \`tracks_title_check\` check (title <> ''), constraint \`tracks_bpm_check\` check (bpm >= '1' and bpm <= '999'), constraint \`tracks_ready_check\` check ((status = 'ready') = (recording_size is not null)), constraint \`tracks_failure_check\` check ((status = 'failed') = (failure_reason is not null)), constraint \`tracks_recording_size_check\` check (recording_size > 0), constraint \`tracks_recording_duration_check\` check (recording_duration_ms > 0), constraint \`tracks_recording_sha256_check\` check (length(recording_sha256) = 64), constraint \`tracks_recording_whole_check\` check ((recording_size is null) = (recording_content_type is null) and (recording_size is null) = (recording_sha256 is null)
       and (recording_size is null) = (recording_duration_ms is null) and (recording_size is null) = (recording_stored_at is null)));`);
    this.addSql(
      `create index \`tracks_status_visibility_created_at_id_index\` on \`tracks\` (\`status\`, \`visibility\`, \`created_at\`, \`id\`);`,
    );
    this.addSql(`create index \`tracks_owner_id_created_at_id_index\` on \`tracks\` (\`owner_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create unique index \`tracks_storage_backend_storage_key_unique\` on \`tracks\` (\`storage_backend\`, \`storage_key\`);`);

    this.addSql(
      `create table \`transfers\` (\`id\` text not null primary key, \`order_id\` text not null, \`seller_id\` text not null, \`sequence\` integer not null, \`created_at\` datetime not null, \`status\` text check (\`status\` in ('pending', 'failed', 'completed', 'reversal_pending', 'reversed', 'permanently_failed', 'canceled')) not null, \`withheld\` bigint not null, \`netted\` bigint not null, \`sent\` bigint null, \`reversed\` bigint not null, \`provider\` text null, \`account_id\` text null, \`transfer_group\` text null, \`provider_transfer_id\` text null, \`attempts\` integer not null, \`refusals\` integer not null, \`first_attempt_at\` datetime null, \`next_retry_at\` datetime null, \`unresolved_since\` datetime null, \`last_error\` text null, \`held_at\` datetime null, \`completed_at\` datetime null, \`updated_at\` datetime not null, \`amount_amount\` bigint not null, \`amount_currency\` text not null, \`version\` integer not null default 1, constraint \`transfers_reversal_pending_has_next_retry\` check (status <> 'reversal_pending' or next_retry_at is not null), constraint \`transfers_parts_within_amount\` check (withheld >= 0 and netted >= 0 and withheld + netted <= amount_amount), constraint \`transfers_reversed_within_sent\` check (reversed >= 0 and (sent is null or reversed <= sent)));`,
    );
    this.addSql(`create index \`transfers_status_next_retry_at_id_index\` on \`transfers\` (\`status\`, \`next_retry_at\`, \`id\`);`);
    this.addSql(`create index \`transfers_seller_id_created_at_id_index\` on \`transfers\` (\`seller_id\`, \`created_at\`, \`id\`);`);
    this.addSql(`create index \`transfers_created_at_id_index\` on \`transfers\` (\`created_at\`, \`id\`);`);
    this.addSql(`create index \`transfers_provider_account_id_index\` on \`transfers\` (\`provider\`, \`account_id\`);`);
    this.addSql(
      `create unique index \`transfers_order_id_seller_id_sequence_unique\` on \`transfers\` (\`order_id\`, \`seller_id\`, \`sequence\`);`,
    );
    this.addSql(
      `create unique index \`transfers_provider_transfer_id_unique\` on \`transfers\` (\`provider\`, \`provider_transfer_id\`) where provider_transfer_id is not null and provider_transfer_id <> '';`,
    );

    this.addSql(
      `create table \`reversals\` (\`id\` text not null primary key, \`transfer_id\` text not null, \`refund_id\` text not null, \`order_id\` text not null, \`seller_id\` text not null, \`created_at\` datetime not null, \`status\` text check (\`status\` in ('pending', 'failed', 'succeeded', 'dropped')) not null, \`provider_reversal_id\` text null, \`attempts\` integer not null, \`refusals\` integer not null, \`first_attempt_at\` datetime null, \`next_retry_at\` datetime null, \`unresolved_since\` datetime null, \`last_error\` text null, \`relied_on\` integer not null, \`undone_at\` datetime null, \`settled_at\` datetime null, \`amount_amount\` bigint not null, \`amount_currency\` text not null, \`version\` integer not null default 1, constraint \`reversals_transfer_id_foreign\` foreign key (\`transfer_id\`) references \`transfers\` (\`id\`));`,
    );
    this.addSql(`create index \`reversals_transfer_id_index\` on \`reversals\` (\`transfer_id\`);`);
    this.addSql(`create index \`reversals_seller_id_status_index\` on \`reversals\` (\`seller_id\`, \`status\`);`);
    this.addSql(`create index \`reversals_status_created_at_index\` on \`reversals\` (\`status\`, \`created_at\`);`);
    this.addSql(`create unique index \`reversals_transfer_id_refund_id_unique\` on \`reversals\` (\`transfer_id\`, \`refund_id\`);`);
    this.addSql(
      `create unique index \`reversals_provider_reversal_id_unique\` on \`reversals\` (\`provider_reversal_id\`) where provider_reversal_id is not null and provider_reversal_id <> '';`,
    );

    this.addSql(
      `create table \`users\` (\`id\` text not null primary key, \`email\` text not null, \`username\` text not null, \`username_key\` text not null, \`created_at\` datetime not null, \`password_hash\` text not null, \`role\` text check (\`role\` in ('user', 'creator', 'premium', 'moderator', 'admin')) not null, \`email_verified_at\` datetime null, \`version\` integer not null default 1);`,
    );
    this.addSql(`create unique index \`users_email_unique\` on \`users\` (\`email\`);`);
    this.addSql(`create unique index \`users_username_key_unique\` on \`users\` (\`username_key\`);`);

    this.addSql(
      `create table \`webhook_deliveries\` (\`id\` text not null primary key, \`provider\` text not null, \`payload\` text not null, \`signature_valid\` integer not null, \`result\` text not null, \`event_id\` text null, \`event_type\` text not null, \`source_ip\` text not null, \`user_agent\` text not null, \`request_id\` text not null, \`attempts\` integer not null, \`received_at\` datetime not null, \`processed_at\` datetime null);`,
    );
    this.addSql(`create index \`webhook_deliveries_received_at_id_index\` on \`webhook_deliveries\` (\`received_at\`, \`id\`);`);
    this.addSql(
      `create index \`webhook_deliveries_forged_index\` on \`webhook_deliveries\` (\`received_at\`) where signature_valid = false;`,
    );
    this.addSql(
      `create index \`webhook_deliveries_unfinished_index\` on \`webhook_deliveries\` (\`received_at\`) where signature_valid = true and processed_at is null;`,
    );

    this.addSql(
      `create table \`webhook_events\` (\`event_key\` text not null primary key, \`delivery_id\` text not null, \`done_at\` datetime null);`,
    );
    this.addSql(`create index \`webhook_events_delivery_id_index\` on \`webhook_events\` (\`delivery_id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`audit_log\`;`);
    this.addSql(`drop table if exists \`idempotency_keys\`;`);
    this.addSql(`drop table if exists \`jobs\`;`);
    this.addSql(`drop table if exists \`job_schedules\`;`);
    this.addSql(`drop table if exists \`ledger_balances\`;`);
    this.addSql(`drop trigger if exists \`ledger_transactions_append_only_update\`;`);
    this.addSql(`drop trigger if exists \`ledger_transactions_append_only_delete\`;`);
    this.addSql(`drop trigger if exists \`ledger_transactions_balanced\`;`);
    this.addSql(`drop trigger if exists \`ledger_transactions_not_empty\`;`);
    this.addSql(`drop table if exists \`ledger_transactions\`;`);
    this.addSql(`drop trigger if exists \`ledger_entries_append_only_update\`;`);
    this.addSql(`drop trigger if exists \`ledger_entries_append_only_delete\`;`);
    this.addSql(`drop trigger if exists \`ledger_entries_sealed\`;`);
    this.addSql(`drop trigger if exists \`ledger_entries_totalled\`;`);
    this.addSql(`drop table if exists \`ledger_entries\`;`);
    this.addSql(`drop table if exists \`maintenance\`;`);
    this.addSql(`drop table if exists \`orders\`;`);
    this.addSql(`drop table if exists \`licences\`;`);
    this.addSql(`drop table if exists \`disputes\`;`);
    this.addSql(`drop table if exists \`paid_order_checks\`;`);
    this.addSql(`drop table if exists \`payouts\`;`);
    this.addSql(`drop table if exists \`products\`;`);
    this.addSql(`drop table if exists \`promo_codes\`;`);
    this.addSql(`drop table if exists \`promo_code_uses\`;`);
    this.addSql(`drop table if exists \`refresh_tokens\`;`);
    this.addSql(`drop table if exists \`refunds\`;`);
    this.addSql(`drop table if exists \`registrations\`;`);
    this.addSql(`drop table if exists \`seller_accounts\`;`);
    this.addSql(`drop table if exists \`sessions\`;`);
    this.addSql(`drop table if exists \`tracks\`;`);
    this.addSql(`drop table if exists \`transfers\`;`);
    this.addSql(`drop table if exists \`reversals\`;`);
    this.addSql(`drop table if exists \`users\`;`);
    this.addSql(`drop table if exists \`webhook_deliveries\`;`);
    this.addSql(`drop table if exists \`webhook_events\`;`);
  }
}
