import { z } from 'zod';
import type { TransferRecords } from '#application/payouts/ports.ts';
import type { RetryTransfer } from '#application/payouts/retry-transfer.ts';
import { NotFound } from '#application/shared/errors.ts';
import { transferStatuses } from '#domain/payouts/transfer.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { idParams, idSchema, listOf, pageQuery } from '../schemas.ts';
import { pageView } from '../views.ts';
import { adminTransferDetailSchema, adminTransferDetailView, adminTransferSchema, adminTransferView } from './payout-views.ts';

type Deps = { transferRecords: TransferRecords; retryTransfer: RetryTransfer };

const filters = pageQuery.extend({
  status: z.enum(transferStatuses).optional(),
  seller_id: idSchema.optional(),
  order_id: idSchema.optional(),
  unresolved: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
});

export function adminTransferRoutes({ transferRecords, retryTransfer }: Deps): Route[] {
  const common = { tag: 'Administration', access: 'admin' } as const;
  const found = { description: 'The transfer with its reversals', schema: adminTransferDetailSchema };
  return [
    route({
      ...common,
      method: 'get',
      path: '/admin/transfers',
      summary: 'Transfers to sellers, newest first',
      query: filters,
      answers: { 200: { description: 'One page', schema: listOf(adminTransferSchema) } },
      handle: async ({ query }) => {
        const { status, seller_id: sellerId, order_id: orderId, unresolved } = query;
        return answer(200, pageView(await transferRecords.list({ status, sellerId, orderId, unresolved }, query), adminTransferView));
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/admin/transfers/:id',
      summary: 'One transfer',
      params: idParams,
      answers: { 200: found },
      handle: async ({ params }) => {
        const transfer = await transferRecords.find(params.id);
        if (!transfer) throw new NotFound('transfer');
        return answer(200, adminTransferDetailView(transfer));
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/admin/transfers/:id/retry',
      summary: 'Send again, or take back again, at once',
      description:
        'The same path as the workers take, under the same id: what went through before is found, not repeated. When refunds took a part of a transfer that had failed for good, or its account receives nothing any more, what is left goes out as a further transfer, which is answered.',
      params: idParams,
      answers: { 200: found },
      refusals: { conflict: ['TRANSFER_NOT_RETRYABLE', 'STALE_STATE'] },
      handle: async ({ params, actor }) => answer(200, adminTransferDetailView(await retryTransfer.execute(params.id, actor.userId))),
    }),
  ];
}
