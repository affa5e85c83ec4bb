import { z } from 'zod';
import { OrderItem, type RefundLine } from '#domain/marketplace/order-item.ts';
import { licenceKinds } from '#domain/marketplace/product.ts';
import { JsonText } from '../json-text.type.ts';

const minorUnits = z.string().transform((text) => BigInt(text));
const itemsSchema = z.array(
  z.object({
    productId: z.string(),
    trackId: z.string(),
    sellerId: z.string(),
    title: z.string(),
    licence: z.enum(licenceKinds),
    price: minorUnits,
    discount: minorUnits,
    commission: minorUnits,
    refunded: minorUnits,
    commissionReturned: minorUnits,
  }),
);
const refundLinesSchema = z.array(z.object({ productId: z.string(), sellerId: z.string(), amount: minorUnits, commission: minorUnits }));

const encodeLines = (lines: readonly object[]): unknown =>
  lines.map((line) =>
    Object.fromEntries(Object.entries(line).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value])),
  );

export const decodeItems = (json: unknown): OrderItem[] => itemsSchema.parse(json).map((line) => new OrderItem(line));
export const decodeRefundLines = (json: unknown): RefundLine[] => refundLinesSchema.parse(json);

export const OrderItemsType = new JsonText<OrderItem[]>({ encode: encodeLines, decode: decodeItems });
export const RefundLinesType = new JsonText<RefundLine[]>({ encode: encodeLines, decode: decodeRefundLines });
