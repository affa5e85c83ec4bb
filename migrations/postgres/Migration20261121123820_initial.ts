import { Migration } from '@mikro-orm/migrations';

export class Migration20261121123820_initial extends Migration {
  override name = 'Migration20261121123820_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "audit_log" ("id" uuid not null, "actor_id" uuid null, "action" varchar(64) not null, "subject" varchar(128) null, "old_values" text null, "new_values" text null, "ip" varchar(45) null, "happened_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "audit_log_subject_id_index" on "audit_log" ("subject", "id");`);
    this.addSql(`create index "audit_log_actor_id_id_index" on "audit_log" ("actor_id", "id");`);

    this.addSql(
      `create table "idempotency_keys" ("scope" varchar(255) not null, "key" varchar(255) not null, "fingerprint" varchar(64) not null, "resource_id" uuid not null, "claimed_at" timestamptz(3) not null, "answer_status" int null, "answer_body" text null, primary key ("scope", "key"));`,
    );
    this.addSql(`create index "idempotency_keys_claimed_at_index" on "idempotency_keys" ("claimed_at");`);

    this.addSql(
      `create table "jobs" ("id" uuid not null, "name" varchar(120) not null, "payload" text not null, "key" varchar(255) null, "state" text not null, "attempts" int not null, "run_at" timestamptz(3) not null, "leased_by" uuid null, "leased_until" timestamptz(3) null, "last_error" text null, "enqueued_at" timestamptz(3) not null, "died_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "jobs_state_run_at_index" on "jobs" ("state", "run_at");`);
    this.addSql(`create index "jobs_name_key_index" on "jobs" ("name", "key");`);

    this.addSql(
      `create table "job_schedules" ("job_name" varchar(120) not null, "since" timestamptz(3) not null, "next_run_at" timestamptz(3) not null, "last_run_at" timestamptz(3) null, primary key ("job_name"));`,
    );

    this.addSql(
      `create table "ledger_balances" ("account" varchar(120) not null, "currency" varchar(3) not null, "balance" bigint not null, primary key ("account", "currency"));`,
    );

    this.addSql(
      `create table "ledger_transactions" ("id" uuid not null, "kind" text not null, "subject_id" uuid not null, "order_id" uuid null, "posted_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "ledger_transactions_order_id_index" on "ledger_transactions" ("order_id");`);
    this.addSql(`create index "ledger_transactions_posted_at_index" on "ledger_transactions" ("posted_at");`);
    this.addSql(
      `alter table "ledger_transactions" add constraint "ledger_transactions_kind_subject_id_unique" unique ("kind", "subject_id");`,
    );

    this.addSql(
      `create table "ledger_entries" ("transaction_id" uuid not null, "line" int not null, "account" varchar(120) not null, "amount" bigint not null, "currency" varchar(3) not null, primary key ("transaction_id", "line"));`,
    );
    this.addSql(
      `create index "ledger_entries_account_currency_transaction_id_index" on "ledger_entries" ("account", "currency", "transaction_id");`,
    );

    this.addSql(
      `create table "maintenance" ("id" int not null, "enabled" boolean not null, "message" text null, "retry_after_seconds" int not null, "updated_at" timestamptz(3) null, primary key ("id"));`,
    );

    this.addSql(
      `create table "orders" ("id" uuid not null, "buyer_id" uuid not null, "items" text not null, "provider" varchar(32) null, "promo_code_id" uuid null, "status" text not null, "payment_id" varchar(255) null, "client_secret" varchar(255) null, "pay_url" text null, "created_at" timestamptz(3) not null, "completed_at" timestamptz(3) null, "refund_deadline" timestamptz(3) null, "failure_code" varchar(100) null, "disputed_at" timestamptz(3) null, "dispute_outcome" text null, "updated_at" timestamptz(3) not null, "total_amount" bigint not null, "total_currency" varchar(3) not null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "orders_buyer_id_created_at_id_index" on "orders" ("buyer_id", "created_at", "id");`);
    this.addSql(`create index "orders_status_created_at_id_index" on "orders" ("status", "created_at", "id");`);
    this.addSql(`alter table "orders" add constraint "orders_provider_payment_id_unique" unique ("provider", "payment_id");`);

    this.addSql(
      `create table "licences" ("id" uuid not null, "order_id" uuid not null, "product_id" uuid not null, "track_id" uuid not null, "owner_id" uuid not null, "seller_id" uuid not null, "title" varchar(200) not null, "licence" text not null, "issued_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "licences_owner_id_issued_at_id_index" on "licences" ("owner_id", "issued_at", "id");`);
    this.addSql(`create index "licences_track_id_index" on "licences" ("track_id");`);
    this.addSql(`alter table "licences" add constraint "licences_order_id_product_id_unique" unique ("order_id", "product_id");`);

    this.addSql(
      `create table "disputes" ("id" uuid not null, "order_id" uuid not null, "provider" varchar(32) not null, "provider_dispute_id" varchar(255) not null, "amount_amount" bigint not null, "amount_currency" varchar(3) not null, "reason" varchar(255) null, "opened_at" timestamptz(3) not null, "status" text not null, "evidence_due_by" timestamptz(3) null, "refund_id" uuid null, "closed_at" timestamptz(3) null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(
      `alter table "disputes" add constraint "disputes_provider_provider_dispute_id_unique" unique ("provider", "provider_dispute_id");`,
    );

    this.addSql(
      `create table "paid_order_checks" ("order_id" uuid not null, "checked_at" timestamptz(3) not null, primary key ("order_id"));`,
    );

    this.addSql(
      `create table "payouts" ("id" uuid not null, "seller_id" uuid not null, "provider" varchar(32) not null, "account_id" varchar(255) not null, "origin" text not null, "created_at" timestamptz(3) not null, "status" text not null, "provider_payout_id" varchar(255) null, "attempts" int not null, "first_attempt_at" timestamptz(3) null, "next_check_at" timestamptz(3) null, "unresolved_since" timestamptz(3) null, "failure_code" varchar(100) null, "failure_message" varchar(500) null, "sent_at" timestamptz(3) null, "paid_at" timestamptz(3) null, "failed_at" timestamptz(3) null, "updated_at" timestamptz(3) not null, "amount_amount" bigint not null, "amount_currency" varchar(3) not null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "payouts_next_check_at_id_index" on "payouts" ("next_check_at", "id");`);
    this.addSql(`create index "payouts_seller_id_created_at_id_index" on "payouts" ("seller_id", "created_at", "id");`);
    this.addSql(`create index "payouts_provider_account_id_index" on "payouts" ("provider", "account_id");`);
    this.addSql(
      `create unique index "payouts_one_open_unique" on "payouts" ("seller_id", "amount_currency") where status in ('pending', 'unresolved', 'in_transit');`,
    );
    this.addSql(
      `create unique index "payouts_provider_payout_id_unique" on "payouts" ("provider", "provider_payout_id") where provider_payout_id is not null and provider_payout_id <> '';`,
    );

    this.addSql(
      `create table "products" ("id" uuid not null, "seller_id" uuid not null, "track_id" uuid not null, "licence" text not null, "title" varchar(200) not null, "description" text null, "status" text not null, "held_by_order_id" uuid null, "created_at" timestamptz(3) not null, "published_at" timestamptz(3) null, "updated_at" timestamptz(3) not null, "version" int not null default 1, "price_amount" bigint not null, "price_currency" varchar(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "products_track_id_index" on "products" ("track_id");`);
    this.addSql(`create index "products_status_published_at_id_index" on "products" ("status", "published_at", "id");`);
    this.addSql(`create index "products_seller_id_created_at_id_index" on "products" ("seller_id", "created_at", "id");`);

    this.addSql(
      `create table "promo_codes" ("id" uuid not null, "code" varchar(64) not null, "seller_id" uuid null, "basis_points" int null, "amount_off_amount" bigint null, "amount_off_currency" varchar(3) null, "starts_at" timestamptz(3) not null, "ends_at" timestamptz(3) null, "max_uses" int null, "max_uses_per_buyer" int not null, "uses" int not null, "disabled_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`alter table "promo_codes" add constraint "promo_codes_code_unique" unique ("code");`);
    this.addSql(`create index "promo_codes_seller_id_created_at_id_index" on "promo_codes" ("seller_id", "created_at", "id");`);

    this.addSql(
      `create table "promo_code_uses" ("order_id" uuid not null, "promo_code_id" uuid not null, "buyer_id" uuid not null, primary key ("order_id"));`,
    );
    this.addSql(`create index "promo_code_uses_promo_code_id_buyer_id_index" on "promo_code_uses" ("promo_code_id", "buyer_id");`);

    this.addSql(
      `create table "refresh_tokens" ("digest" varchar(64) not null, "session_id" uuid not null, "issued_at" timestamptz(3) not null, "spent_at" timestamptz(3) null, "version" int not null default 1, primary key ("digest"));`,
    );
    this.addSql(`create index "refresh_tokens_session_id_index" on "refresh_tokens" ("session_id");`);

    this.addSql(
      `create table "refunds" ("id" uuid not null, "order_id" uuid not null, "payment_id" varchar(255) not null, "provider" varchar(32) not null, "amount_amount" bigint not null, "amount_currency" varchar(3) not null, "by_line" boolean not null, "lines" text not null, "reason" varchar(500) null, "origin" text not null, "requested_by" uuid null, "created_at" timestamptz(3) not null, "status" text not null, "provider_refund_id" varchar(255) null, "failure_code" varchar(100) null, "failure_message" varchar(500) null, "succeeded_at" timestamptz(3) null, "failed_at" timestamptz(3) null, "review_since" timestamptz(3) null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "refunds_status_created_at_id_index" on "refunds" ("status", "created_at", "id");`);
    this.addSql(`create index "refunds_order_id_index" on "refunds" ("order_id");`);
    this.addSql(
      `create unique index "refunds_provider_refund_id_unique" on "refunds" ("provider", "provider_refund_id") where provider_refund_id is not null and provider_refund_id <> '';`,
    );

    this.addSql(
      `create table "registrations" ("token_digest" varchar(64) not null, "user_id" uuid not null, "email" varchar(254) not null, "username" varchar(30) not null, "username_key" varchar(30) not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "password_hash" varchar(255) null, "verified_at" timestamptz(3) null, "version" int not null default 1, primary key ("token_digest"));`,
    );
    this.addSql(`create index "registrations_username_key_index" on "registrations" ("username_key");`);
    this.addSql(`create index "registrations_expires_at_index" on "registrations" ("expires_at");`);
    this.addSql(`create index "registrations_email_created_at_index" on "registrations" ("email", "created_at");`);

    this.addSql(
      `create table "seller_accounts" ("id" uuid not null, "seller_id" uuid not null, "provider" varchar(32) not null, "created_at" timestamptz(3) not null, "account_id" varchar(255) null, "refusals" int not null, "status" text not null, "payouts_enabled" boolean not null, "requirements_due" text not null, "next_payout_at" timestamptz(3) null, "replaced_at" timestamptz(3) null, "checked_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "seller_accounts_seller_id_index" on "seller_accounts" ("seller_id");`);
    this.addSql(`create index "seller_accounts_next_payout_at_index" on "seller_accounts" ("next_payout_at");`);
    this.addSql(`create index "seller_accounts_status_checked_at_index" on "seller_accounts" ("status", "checked_at");`);
    this.addSql(
      `create unique index "seller_accounts_current_unique" on "seller_accounts" ("seller_id", "provider") where replaced_at is null;`,
    );
    this.addSql(
      `create unique index "seller_accounts_account_id_unique" on "seller_accounts" ("provider", "account_id") where account_id is not null and account_id <> '';`,
    );

    this.addSql(
      `create table "sessions" ("id" uuid not null, "user_id" uuid not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "status" text not null, "ended_at" timestamptz(3) null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "sessions_user_id_index" on "sessions" ("user_id");`);
    this.addSql(`create index "sessions_expires_at_index" on "sessions" ("expires_at");`);

    this.addSql(
      `create table "tracks" ("id" uuid not null, "owner_id" uuid not null, "storage_backend" text not null, "storage_key" varchar(255) not null, "original_filename" varchar(255) null, "title" varchar(200) not null, "artist" varchar(200) null, "album" varchar(200) null, "genre" varchar(64) null, "bpm" double precision null, "musical_key" varchar(16) null, "visibility" text not null, "status" text not null, "failure_reason" varchar(500) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "version" int not null default 1, "recording_content_type" text null, "recording_size" bigint null, "recording_sha256" varchar(64) null, "recording_duration_ms" int null, "recording_bitrate" int null, "recording_sample_rate" int null, "recording_channels" int null, "recording_stored_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "tracks_status_visibility_created_at_id_index" on "tracks" ("status", "visibility", "created_at", "id");`);
    this.addSql(`create index "tracks_owner_id_created_at_id_index" on "tracks" ("owner_id", "created_at", "id");`);
    this.addSql(
      `alter table "tracks" add constraint "tracks_storage_backend_storage_key_unique" unique ("storage_backend", "storage_key");`,
    );

    this.addSql(
      `create table "transfers" ("id" uuid not null, "order_id" uuid not null, "seller_id" uuid not null, "sequence" int not null, "created_at" timestamptz(3) not null, "status" text not null, "withheld" bigint not null, "netted" bigint not null, "sent" bigint null, "reversed" bigint not null, "provider" varchar(32) null, "account_id" varchar(255) null, "transfer_group" varchar(255) null, "provider_transfer_id" varchar(255) null, "attempts" int not null, "refusals" int not null, "first_attempt_at" timestamptz(3) null, "next_retry_at" timestamptz(3) null, "unresolved_since" timestamptz(3) null, "last_error" varchar(500) null, "held_at" timestamptz(3) null, "completed_at" timestamptz(3) null, "updated_at" timestamptz(3) not null, "amount_amount" bigint not null, "amount_currency" varchar(3) not null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "transfers_status_next_retry_at_id_index" on "transfers" ("status", "next_retry_at", "id");`);
    this.addSql(`create index "transfers_seller_id_created_at_id_index" on "transfers" ("seller_id", "created_at", "id");`);
    this.addSql(`create index "transfers_created_at_id_index" on "transfers" ("created_at", "id");`);
    this.addSql(`create index "transfers_provider_account_id_index" on "transfers" ("provider", "account_id");`);
    this.addSql(
      `alter table "transfers" add constraint "transfers_order_id_seller_id_sequence_unique" unique ("order_id", "seller_id", "sequence");`,
    );
    this.addSql(
      `create unique index "transfers_provider_transfer_id_unique" on "transfers" ("provider", "provider_transfer_id") where provider_transfer_id is not null and provider_transfer_id <> '';`,
    );

    this.addSql(
      `create table "reversals" ("id" uuid not null, "transfer_id" uuid not null, "refund_id" uuid not null, "order_id" uuid not null, "seller_id" uuid not null, "created_at" timestamptz(3) not null, "status" text not null, "provider_reversal_id" varchar(255) null, "attempts" int not null, "refusals" int not null, "first_attempt_at" timestamptz(3) null, "next_retry_at" timestamptz(3) null, "unresolved_since" timestamptz(3) null, "last_error" varchar(500) null, "relied_on" boolean not null, "undone_at" timestamptz(3) null, "settled_at" timestamptz(3) null, "amount_amount" bigint not null, "amount_currency" varchar(3) not null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`create index "reversals_seller_id_status_index" on "reversals" ("seller_id", "status");`);
    this.addSql(`create index "reversals_status_created_at_index" on "reversals" ("status", "created_at");`);
    this.addSql(`alter table "reversals" add constraint "reversals_transfer_id_refund_id_unique" unique ("transfer_id", "refund_id");`);
    this.addSql(
      `create unique index "reversals_provider_reversal_id_unique" on "reversals" ("provider_reversal_id") where provider_reversal_id is not null and provider_reversal_id <> '';`,
    );

    this.addSql(
      `create table "users" ("id" uuid not null, "email" varchar(254) not null, "username" varchar(30) not null, "username_key" varchar(30) not null, "created_at" timestamptz(3) not null, "password_hash" varchar(255) not null, "role" text not null, "email_verified_at" timestamptz(3) null, "version" int not null default 1, primary key ("id"));`,
    );
    this.addSql(`alter table "users" add constraint "users_email_unique" unique ("email");`);
    this.addSql(`alter table "users" add constraint "users_username_key_unique" unique ("username_key");`);

    this.addSql(
      `create table "webhook_deliveries" ("id" uuid not null, "provider" varchar(32) not null, "payload" text not null, "signature_valid" boolean not null, "result" varchar(320) not null, "event_id" varchar(255) null, "event_type" varchar(100) not null, "source_ip" varchar(64) not null, "user_agent" varchar(255) not null, "request_id" varchar(128) not null, "attempts" int not null, "received_at" timestamptz(3) not null, "processed_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "webhook_deliveries_received_at_id_index" on "webhook_deliveries" ("received_at", "id");`);
    this.addSql(`create index "webhook_deliveries_forged_index" on "webhook_deliveries" ("received_at") where signature_valid = false;`);
    this.addSql(
      `create index "webhook_deliveries_unfinished_index" on "webhook_deliveries" ("received_at") where signature_valid = true and processed_at is null;`,
    );

    this.addSql(
      `create table "webhook_events" ("event_key" varchar(400) not null, "delivery_id" uuid not null, "done_at" timestamptz(3) null, primary key ("event_key"));`,
    );
    this.addSql(`create index "webhook_events_delivery_id_index" on "webhook_events" ("delivery_id");`);

    this.addSql(`alter table "jobs" add constraint "jobs_state_check" check ("state" in ('waiting', 'running', 'dead'));`);

    this.addSql(
      `alter table "ledger_transactions" add constraint "ledger_transactions_kind_check" check ("kind" in ('sale', 'refund', 'refund_undone', 'transfer', 'reversal', 'payout', 'payout_returned', 'dispute_fee', 'dispute_fee_returned'));`,
    );
    this.addSql(
      `create or replace function "ledger_transactions_ledger_transactions_append_only_fn"() returns trigger as $$ begin raise exception 'the ledger only grows'; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "ledger_transactions_append_only" BEFORE UPDATE OR DELETE on "ledger_transactions" for each ROW execute function "ledger_transactions_ledger_transactions_append_only_fn"();`,
    );
    this.addSql(
      `create or replace function "ledger_transactions_ledger_transactions_balanced_fn"() returns trigger as $$ begin if exists (select 1 from ledger_entries where transaction_id = new.id group by currency having sum(amount) <> 0) then raise exception 'a ledger transaction must balance'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "ledger_transactions_balanced" BEFORE INSERT on "ledger_transactions" for each ROW execute function "ledger_transactions_ledger_transactions_balanced_fn"();`,
    );
    this.addSql(
      `create or replace function "ledger_transactions_ledger_transactions_not_empty_fn"() returns trigger as $$ begin if exists (select 1 where not exists (select 1 from ledger_entries where transaction_id = new.id)) then raise exception 'a ledger transaction must have entries'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "ledger_transactions_not_empty" BEFORE INSERT on "ledger_transactions" for each ROW execute function "ledger_transactions_ledger_transactions_not_empty_fn"();`,
    );

    this.addSql(
      `alter table "ledger_entries" add constraint "ledger_entries_transaction_id_foreign" foreign key ("transaction_id") references "ledger_transactions" ("id") deferrable initially deferred;`,
    );
    this.addSql(
      `create or replace function "ledger_entries_ledger_entries_append_only_fn"() returns trigger as $$ begin raise exception 'the ledger only grows'; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "ledger_entries_append_only" BEFORE UPDATE OR DELETE on "ledger_entries" for each ROW execute function "ledger_entries_ledger_entries_append_only_fn"();`,
    );
    this.addSql(
      `create or replace function "ledger_entries_ledger_entries_sealed_fn"() returns trigger as $$ begin if exists (select 1 from ledger_transactions where id = new.transaction_id) then raise exception 'a ledger transaction is sealed'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "ledger_entries_sealed" BEFORE INSERT on "ledger_entries" for each ROW execute function "ledger_entries_ledger_entries_sealed_fn"();`,
    );
    this.addSql(`create or replace function "ledger_entries_ledger_entries_totalled_fn"() returns trigger as $$ begin insert into ledger_balances (account, currency, balance) select new.account, new.currency, new.amount
    where new.account like 'seller:%'
    on conflict (account, currency) do update set balance = ledger_balances.balance + excluded.balance; return null; end; $$ language plpgsql;`);
    this.addSql(
      `create trigger "ledger_entries_totalled" AFTER INSERT on "ledger_entries" for each ROW execute function "ledger_entries_ledger_entries_totalled_fn"();`,
    );

    this.addSql(`alter table "maintenance" add constraint "maintenance_one_row" check (id = 1);`);

    this.addSql(
      `alter table "orders" add constraint "orders_status_check" check ("status" in ('pending', 'completed', 'refund_pending', 'partially_refunded', 'refunded', 'failed', 'canceled'));`,
    );
    this.addSql(`alter table "orders" add constraint "orders_dispute_outcome_check" check ("dispute_outcome" in ('won', 'lost'));`);

    this.addSql(`alter table "licences" add constraint "licences_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);
    this.addSql(`alter table "licences" add constraint "licences_licence_check" check ("licence" in ('basic', 'premium', 'exclusive'));`);

    this.addSql(`alter table "disputes" add constraint "disputes_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);
    this.addSql(
      `alter table "disputes" add constraint "disputes_status_check" check ("status" in ('evidence_due', 'under_review', 'won', 'lost'));`,
    );

    this.addSql(
      `alter table "paid_order_checks" add constraint "paid_order_checks_order_id_foreign" foreign key ("order_id") references "orders" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(`alter table "payouts" add constraint "payouts_origin_check" check ("origin" in ('schedule', 'request'));`);
    this.addSql(
      `alter table "payouts" add constraint "payouts_status_check" check ("status" in ('pending', 'unresolved', 'in_transit', 'paid', 'failed'));`,
    );

    this.addSql(`alter table "products" add constraint "products_licence_check" check ("licence" in ('basic', 'premium', 'exclusive'));`);
    this.addSql(
      `alter table "products" add constraint "products_status_check" check ("status" in ('draft', 'published', 'sold', 'archived'));`,
    );

    this.addSql(`alter table "refunds" add constraint "refunds_order_id_foreign" foreign key ("order_id") references "orders" ("id");`);
    this.addSql(
      `alter table "refunds" add constraint "refunds_origin_check" check ("origin" in ('buyer', 'seller', 'admin', 'provider', 'undeliverable', 'dispute'));`,
    );
    this.addSql(
      `alter table "refunds" add constraint "refunds_status_check" check ("status" in ('pending', 'review', 'unresolved', 'succeeded', 'failed'));`,
    );

    this.addSql(
      `alter table "seller_accounts" add constraint "seller_accounts_status_check" check ("status" in ('pending', 'active', 'restricted', 'disabled'));`,
    );

    this.addSql(`alter table "sessions" add constraint "sessions_status_check" check ("status" in ('live', 'logged_out', 'revoked'));`);

    this.addSql(`alter table "tracks" add constraint "tracks_title_check" check (title <> '');`);
    this.addSql(`alter table "tracks" add constraint "tracks_bpm_check" check (bpm >= '1' and bpm <= '999');`);
    this.addSql(`alter table "tracks" add constraint "tracks_ready_check" check ((status = 'ready') = (recording_size is not null));`);
    this.addSql(`alter table "tracks" add constraint "tracks_failure_check" check ((status = 'failed') = (failure_reason is not null));`);
    this.addSql(`alter table "tracks" add constraint "tracks_recording_size_check" check (recording_size > 0);`);
    this.addSql(`alter table "tracks" add constraint "tracks_recording_duration_check" check (recording_duration_ms > 0);`);
    this.addSql(`alter table "tracks" add constraint "tracks_recording_sha256_check" check (length(recording_sha256) = 64);`);
    this.addSql(`alter table "tracks" add constraint "tracks_recording_whole_check" check ((recording_size is null) = (recording_content_type is null) and (recording_size is null) = (recording_sha256 is null)
       and (recording_size is null) = (recording_duration_ms is null) and (recording_size is null) = (recording_stored_at is null));`);
    this.addSql(
      `alter table "tracks" add constraint "tracks_storage_backend_check" check ("storage_backend" in ('local', 's3', 'memory'));`,
    );
    this.addSql(`alter table "tracks" add constraint "tracks_visibility_check" check ("visibility" in ('public', 'unlisted', 'private'));`);
    this.addSql(
      `alter table "tracks" add constraint "tracks_status_check" check ("status" in ('uploading', 'processing', 'ready', 'failed'));`,
    );
    this.addSql(
      `alter table "tracks" add constraint "tracks_recording_content_type_check" check ("recording_content_type" in ('audio/mpeg', 'audio/flac', 'audio/wav', 'audio/aiff', 'audio/ogg', 'audio/mp4', 'audio/aac'));`,
    );

    this.addSql(
      `alter table "transfers" add constraint "transfers_reversal_pending_has_next_retry" check (status <> 'reversal_pending' or next_retry_at is not null);`,
    );
    this.addSql(
      `alter table "transfers" add constraint "transfers_parts_within_amount" check (withheld >= 0 and netted >= 0 and withheld + netted <= amount_amount);`,
    );
    this.addSql(
      `alter table "transfers" add constraint "transfers_reversed_within_sent" check (reversed >= 0 and (sent is null or reversed <= sent));`,
    );
    this.addSql(
      `alter table "transfers" add constraint "transfers_status_check" check ("status" in ('pending', 'failed', 'completed', 'reversal_pending', 'reversed', 'permanently_failed', 'canceled'));`,
    );

    this.addSql(
      `alter table "reversals" add constraint "reversals_transfer_id_foreign" foreign key ("transfer_id") references "transfers" ("id");`,
    );
    this.addSql(
      `alter table "reversals" add constraint "reversals_status_check" check ("status" in ('pending', 'failed', 'succeeded', 'dropped'));`,
    );

    this.addSql(
      `alter table "users" add constraint "users_role_check" check ("role" in ('user', 'creator', 'premium', 'moderator', 'admin'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "ledger_entries" drop constraint "ledger_entries_transaction_id_foreign";`);
    this.addSql(`alter table "licences" drop constraint "licences_order_id_foreign";`);
    this.addSql(`alter table "disputes" drop constraint "disputes_order_id_foreign";`);
    this.addSql(`alter table "paid_order_checks" drop constraint "paid_order_checks_order_id_foreign";`);
    this.addSql(`alter table "refunds" drop constraint "refunds_order_id_foreign";`);
    this.addSql(`alter table "reversals" drop constraint "reversals_transfer_id_foreign";`);

    this.addSql(`drop table if exists "audit_log" cascade;`);
    this.addSql(`drop table if exists "idempotency_keys" cascade;`);
    this.addSql(`drop table if exists "jobs" cascade;`);
    this.addSql(`drop table if exists "job_schedules" cascade;`);
    this.addSql(`drop table if exists "ledger_balances" cascade;`);
    this.addSql(`drop trigger if exists "ledger_transactions_append_only" on "ledger_transactions";`);
    this.addSql(`drop function if exists "ledger_transactions_ledger_transactions_append_only_fn"();`);
    this.addSql(`drop trigger if exists "ledger_transactions_balanced" on "ledger_transactions";`);
    this.addSql(`drop function if exists "ledger_transactions_ledger_transactions_balanced_fn"();`);
    this.addSql(`drop trigger if exists "ledger_transactions_not_empty" on "ledger_transactions";`);
    this.addSql(`drop function if exists "ledger_transactions_ledger_transactions_not_empty_fn"();`);
    this.addSql(`drop table if exists "ledger_transactions" cascade;`);
    this.addSql(`drop trigger if exists "ledger_entries_append_only" on "ledger_entries";`);
    this.addSql(`drop function if exists "ledger_entries_ledger_entries_append_only_fn"();`);
    this.addSql(`drop trigger if exists "ledger_entries_sealed" on "ledger_entries";`);
    this.addSql(`drop function if exists "ledger_entries_ledger_entries_sealed_fn"();`);
    this.addSql(`drop trigger if exists "ledger_entries_totalled" on "ledger_entries";`);
    this.addSql(`drop function if exists "ledger_entries_ledger_entries_totalled_fn"();`);
    this.addSql(`drop table if exists "ledger_entries" cascade;`);
    this.addSql(`drop table if exists "maintenance" cascade;`);
    this.addSql(`drop table if exists "orders" cascade;`);
    this.addSql(`drop table if exists "licences" cascade;`);
    this.addSql(`drop table if exists "disputes" cascade;`);
    this.addSql(`drop table if exists "paid_order_checks" cascade;`);
    this.addSql(`drop table if exists "payouts" cascade;`);
    this.addSql(`drop table if exists "products" cascade;`);
    this.addSql(`drop table if exists "promo_codes" cascade;`);
    this.addSql(`drop table if exists "promo_code_uses" cascade;`);
    this.addSql(`drop table if exists "refresh_tokens" cascade;`);
    this.addSql(`drop table if exists "refunds" cascade;`);
    this.addSql(`drop table if exists "registrations" cascade;`);
    this.addSql(`drop table if exists "seller_accounts" cascade;`);
    this.addSql(`drop table if exists "sessions" cascade;`);
    this.addSql(`drop table if exists "tracks" cascade;`);
    this.addSql(`drop table if exists "transfers" cascade;`);
    this.addSql(`drop table if exists "reversals" cascade;`);
    this.addSql(`drop table if exists "users" cascade;`);
    this.addSql(`drop table if exists "webhook_deliveries" cascade;`);
    this.addSql(`drop table if exists "webhook_events" cascade;`);
  }
}
