import type { Delivery, DeliveryFilter, DeliveryLog, DeliveryResult } from '#application/payments/delivery-log.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import type { Log, UnitOfWork } from '#application/shared/ports.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readBoolean, readDate, readNumber, readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';
import type { UnsyncedWriter } from '../unsynced-writer.ts';
import { ForgedDeliveries } from './forged-deliveries.ts';
import { insertOfDeliveries } from './insert-of-deliveries.ts';

type Deps = { reader: SqlReader; writer: SqlWriter; unsynced: UnsyncedWriter; unitOfWork: UnitOfWork; log: Log };

const COLUMNS = `id, provider, signature_valid, result, event_id, event_type, source_ip, user_agent, request_id, attempts, received_at, processed_at`;

export class SqlDeliveryLog implements DeliveryLog {
  readonly #deps: Deps;
  readonly #forged: ForgedDeliveries;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#forged = new ForgedDeliveries(deps);
  }

  receive(delivery: Delivery, eventKey: string | null): ReturnType<DeliveryLog['receive']> {
    const { unitOfWork, writer } = this.#deps;
    return unitOfWork.run(async () => {
      if (!eventKey) {
        await this.#insert(delivery);
        return { state: 'fresh' };
      }
      const seen = await writer.run(
        'insert into webhook_events (event_key, delivery_id) values (?, ?) on conflict (event_key) do nothing returning event_key',
        [eventKey, delivery.id],
      );
      if (seen.rows.length > 0) {
        await this.#insert(delivery);
        return { state: 'fresh' };
      }
      await this.#insert({ ...delivery, result: 'skipped', processedAt: delivery.receivedAt });
      const [first] = (await writer.run('select delivery_id, done_at from webhook_events where event_key = ?', [eventKey])).rows;
      if (!first || first['done_at'] !== null) return { state: 'duplicate' };
      return { state: 'unfinished', id: readText(first, 'delivery_id') };
    });
  }

  noteForged(delivery: Delivery): void {
    this.#forged.note(delivery);
  }

  /** Writes what waits; also called at shutdown. */
  flush(): Promise<void> {
    return this.#forged.flush();
  }

  async find(id: string): Promise<Delivery | null> {
    const row = await this.#deps.reader.first(`select ${COLUMNS}, payload from webhook_deliveries where id = ?`, [id]);
    return row && { ...toDelivery(row), payload: readText(row, 'payload') };
  }

  async conclude(id: string, result: DeliveryResult, { at, nextTryAt }: { at: Date; nextTryAt: Date | null }): Promise<void> {
    const { writer } = this.#deps;
    const over = nextTryAt === null;
    const sql = 'update webhook_deliveries set result = ?, attempts = attempts + 1, processed_at = ?, next_try_at = ? where id = ?';
    await writer.run(sql, [result, over ? at : null, nextTryAt, id]);
    if (over) await writer.run('update webhook_events set done_at = ? where delivery_id = ?', [at, id]);
  }

  list(filter: DeliveryFilter, page: PageRequest): Promise<Page<Omit<Delivery, 'payload'>>> {
    const filters = { provider: filter.provider };
    const conditions = [
      ...(filter.signatureValid === undefined ? [] : [`signature_valid = ${filter.signatureValid}`]),
      ...(filter.result === undefined ? [] : ['(result = ? or result like ?)']),
    ];
    const values = filter.result === undefined ? [] : [filter.result, `${filter.result}:%`];
    return listNewestFirst(
      this.#deps.reader,
      { from: 'webhook_deliveries', columns: COLUMNS, sort: 'received_at', filters, conditions, values },
      page,
      toDelivery,
    );
  }

  async unfinished({ receivedBefore, dueAt }: { receivedBefore: Date; dueAt: Date | null }, limit: number): Promise<string[]> {
    const rows = await this.#deps.reader.all(
      `select id from webhook_deliveries where signature_valid = true and processed_at is null and (attempts > 0 or received_at <= ?)
         ${dueAt ? 'and (next_try_at is null or next_try_at <= ?)' : ''} order by coalesce(next_try_at, received_at), id limit ?`,
      [receivedBefore, ...(dueAt ? [dueAt] : []), limit],
    );
    return rows.map((row) => readText(row, 'id'));
  }

  prune(before: Date, limit: number): Promise<number> {
    const { unitOfWork, writer } = this.#deps;
    return unitOfWork.run(async () => {
      const sql =
        'delete from webhook_deliveries where id in (select id from webhook_deliveries where received_at < ? order by received_at limit ?)';
      return (await writer.run(sql, [before, limit])).changes;
    });
  }

  async #insert(delivery: Delivery): Promise<void> {
    const { sql, values } = insertOfDeliveries([delivery]);
    await this.#deps.writer.run(sql, values);
  }
}

function toDelivery(row: SqlRow): Omit<Delivery, 'payload'> {
  return {
    id: readText(row, 'id'),
    provider: readText(row, 'provider'),
    signatureValid: readBoolean(row, 'signature_valid'),
    result: readText(row, 'result') as DeliveryResult,
    eventId: orNull(readText, row, 'event_id'),
    eventType: readText(row, 'event_type'),
    sourceIp: readText(row, 'source_ip'),
    userAgent: readText(row, 'user_agent'),
    requestId: readText(row, 'request_id'),
    attempts: readNumber(row, 'attempts'),
    receivedAt: readDate(row, 'received_at'),
    processedAt: orNull(readDate, row, 'processed_at'),
  };
}
