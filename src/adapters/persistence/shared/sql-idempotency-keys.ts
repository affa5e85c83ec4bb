import type { Claim, IdempotencyKey, IdempotencyKeys, StoredAnswer } from '#application/shared/idempotency.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readNumber, readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { reader: SqlReader; writer: SqlWriter };
type Found = Exclude<Claim, { state: 'claimed' }>;

const SELECT = 'select fingerprint, answer_status, answer_location, answer_body from idempotency_keys where scope = ? and key = ?';
const ANSWER = 'update idempotency_keys set answer_status = ?, answer_location = ?, answer_body = ? where scope = ? and key = ?';

export class SqlIdempotencyKeys implements IdempotencyKeys {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async find(key: IdempotencyKey): Promise<Found | null> {
    const row = await this.#deps.reader.first(SELECT, [key.scope, key.key]);
    return row && this.#toFound(row, key);
  }

  async claim(key: IdempotencyKey, resourceId: string, at: Date, staleBefore: Date): Promise<Claim> {
    const { writer } = this.#deps;
    const inserted = await writer.run(
      `insert into idempotency_keys (scope, key, fingerprint, resource_id, claimed_at) values (?, ?, ?, ?, ?)
       on conflict (scope, key) do nothing returning resource_id`,
      [key.scope, key.key, key.fingerprint, resourceId, at],
    );
    if (inserted.rows[0]) return { state: 'claimed', resourceId };
    const takenOver = await writer.run(
      `update idempotency_keys set claimed_at = ?
       where scope = ? and key = ? and fingerprint = ? and answer_status is null and claimed_at < ? returning resource_id`,
      [at, key.scope, key.key, key.fingerprint, staleBefore],
    );
    if (takenOver.rows[0]) return { state: 'claimed', resourceId: readText(takenOver.rows[0], 'resource_id') };
    const [row] = (await writer.run(SELECT, [key.scope, key.key])).rows;
    return row ? this.#toFound(row, key) : { state: 'running' };
  }

  async answer(key: IdempotencyKey, answer: StoredAnswer): Promise<void> {
    await this.#deps.writer.run(ANSWER, [answer.status, answer.location, answer.body, key.scope, key.key]);
  }

  async forget(claimedBefore: Date, limit: number): Promise<number> {
    const { changes } = await this.#deps.writer.run(
      `delete from idempotency_keys where (scope, key) in
         (select scope, key from idempotency_keys where claimed_at < ? order by claimed_at limit ?)`,
      [claimedBefore, limit],
    );
    return changes;
  }

  #toFound(row: SqlRow, key: IdempotencyKey): Found {
    if (readText(row, 'fingerprint') !== key.fingerprint) return { state: 'reused' };
    if (row['answer_status'] === null) return { state: 'running' };
    const location = orNull(readText, row, 'answer_location');
    return { state: 'answered', answer: { status: readNumber(row, 'answer_status'), location, body: readText(row, 'answer_body') } };
  }
}
