import { HyperswitchRefusal } from './refusal.ts';

type Fields = Record<string, unknown>;

/** The fields of each request that the stand-in knows; it refuses any other, as the real server does. */
const paymentCreate = `payment_id amount currency confirm capture_method customer_id customer description return_url metadata
  merchant_order_reference_id profile_id setup_future_usage off_session payment_method payment_method_type payment_method_data
  payment_link session_expiry split_payments statement_descriptor_name statement_descriptor_suffix connector billing shipping
  order_details`;
export const requestFields = {
  paymentCreate: new Set(paymentCreate.split(/\s+/)),
  paymentCancel: new Set(['cancellation_reason', 'merchant_connector_details']),
  refundCreate: new Set(
    'payment_id refund_id amount reason refund_type metadata split_refunds merchant_id all_keys_required merchant_connector_details'.split(
      ' ',
    ),
  ),
  refundList: new Set(
    'payment_id refund_id profile_id limit offset start_time end_time amount_filter connector currency refund_status'.split(' '),
  ),
};

/** The body as an object of known fields. @throws {HyperswitchRefusal} */
export function readFields(body: string, known: ReadonlySet<string>): Fields {
  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch {
    throw HyperswitchRefusal.ofJson('expected value at line 1 column 1');
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw HyperswitchRefusal.ofJson('expected a map');
  for (const name of Object.keys(fields)) if (!known.has(name)) throw HyperswitchRefusal.ofJson(`unknown field \`${name}\``);
  return fields as Fields;
}

export function requiredText(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === null) throw new HyperswitchRefusal(400, 'IR_04', `Missing required param: ${name}`);
  return value;
}

export function optionalText(fields: Fields, name: string, maxLength = Number.POSITIVE_INFINITY): string | null {
  const value = fields[name] ?? null;
  if (value !== null && typeof value !== 'string') throw HyperswitchRefusal.ofJson(`${name}: invalid type, expected a string`);
  if (value !== null && value.length > maxLength) throw new HyperswitchRefusal(422, 'IR_05', `${name} is too long`);
  return value;
}

export function optionalAmount(fields: Fields, name: string): number | null {
  const value = fields[name] ?? null;
  if (value !== null && !Number.isSafeInteger(value)) throw HyperswitchRefusal.ofJson(`${name}: invalid type, expected i64`);
  return value as number | null;
}

/** Ids that a merchant may choose: 1 to 64 of letters, digits, `_` and `-`. */
export function ownId(fields: Fields, name: string, prefix: string): string {
  const id = optionalText(fields, name) ?? `${prefix}_${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new HyperswitchRefusal(422, 'IR_05', `${name} contains invalid data`);
  return id;
}

export function metadataOf(fields: Fields): Fields | null {
  const metadata = fields['metadata'] ?? null;
  if (metadata === null) return null;
  if (typeof metadata !== 'object' || Array.isArray(metadata)) throw HyperswitchRefusal.ofJson('metadata: expected a map');
  const entries = Object.entries(metadata);
  const fits = entries.length <= 50 && entries.every(([key, value]) => key.length <= 40 && String(value).length <= 500);
  if (!fits) throw new HyperswitchRefusal(422, 'IR_05', 'metadata is too large');
  return { ...metadata };
}
