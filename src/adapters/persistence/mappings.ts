import { MoneyMapping } from './money.mapping.ts';
import { IdempotencyRecordMapping } from './shared/idempotency-record.mapping.ts';

/** Every table of the product. */
export const mappings = [MoneyMapping, IdempotencyRecordMapping];
