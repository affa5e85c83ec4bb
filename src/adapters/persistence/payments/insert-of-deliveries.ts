import type { Delivery } from '#application/payments/delivery-log.ts';
import type { SqlValue } from '../sql-statement.ts';

const COLUMNS =
  'id, provider, signature_valid, result, event_id, event_type, source_ip, user_agent, request_id, attempts, received_at, processed_at, payload';
const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

export function insertOfDeliveries(deliveries: readonly Delivery[]): { sql: string; values: SqlValue[] } {
  return {
    sql: `insert into webhook_deliveries (${COLUMNS}) values ${deliveries.map(() => ROW).join(', ')}`,
    values: deliveries.flatMap((row) => [
      row.id,
      row.provider,
      row.signatureValid,
      row.result,
      row.eventId,
      row.eventType,
      row.sourceIp,
      row.userAgent,
      row.requestId,
      row.attempts,
      row.receivedAt,
      row.processedAt,
      row.payload,
    ]),
  };
}
