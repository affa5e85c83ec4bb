import { type Maintenance, type MaintenanceRecord, noMaintenance } from '#application/operations/maintenance.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readBoolean, readDate, readNumber, readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { reader: SqlReader; writer: SqlWriter };

const COLUMNS = 'enabled, message, retry_after_seconds, updated_at';

export class SqlMaintenanceRecord implements MaintenanceRecord {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async find(): Promise<Maintenance> {
    return toMaintenance(await this.#deps.reader.first(`select ${COLUMNS} from maintenance`));
  }

  async lock(): Promise<Maintenance> {
    const { enabled, retryAfterSeconds } = noMaintenance;
    const { rows } = await this.#deps.writer.run(
      `insert into maintenance (id, enabled, retry_after_seconds) values (1, ?, ?)
       on conflict (id) do update set id = excluded.id returning ${COLUMNS}`,
      [enabled, retryAfterSeconds],
    );
    return toMaintenance(rows[0] ?? null);
  }

  async save({ enabled, message, retryAfterSeconds, updatedAt }: Maintenance): Promise<void> {
    await this.#deps.writer.run('update maintenance set enabled = ?, message = ?, retry_after_seconds = ?, updated_at = ?', [
      enabled,
      message,
      retryAfterSeconds,
      updatedAt,
    ]);
  }
}

function toMaintenance(row: SqlRow | null): Maintenance {
  if (!row) return noMaintenance;
  return {
    enabled: readBoolean(row, 'enabled'),
    message: orNull(readText, row, 'message'),
    retryAfterSeconds: readNumber(row, 'retry_after_seconds'),
    updatedAt: orNull(readDate, row, 'updated_at'),
  };
}
