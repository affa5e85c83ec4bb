import { z } from 'zod';
import type { GetSellerBalance } from '#application/payouts/get-seller-balance.ts';
import type { OnboardSeller } from '#application/payouts/onboard-seller.ts';
import type { PayoutSnapshot, SellerRecords, TransferRecords } from '#application/payouts/ports.ts';
import type { RequestPayout } from '#application/payouts/request-payout.ts';
import { payoutStatuses } from '#domain/payouts/payout.ts';
import { transferStatuses } from '#domain/payouts/transfer.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { currencySchema, listOf, moneySchema, pageQuery } from '../schemas.ts';
import { pageView } from '../views.ts';
import {
  balanceSchema,
  balanceView,
  onboardingSchema,
  onboardingView,
  payoutSchema,
  payoutView,
  transactionSchema,
  transactionView,
  transferSchema,
  transferView,
} from './payout-views.ts';
import { csvPage, payoutColumns, transactionColumns, transferColumns } from './seller-csv.ts';

type Deps = {
  getSellerBalance: GetSellerBalance;
  sellerRecords: SellerRecords;
  transferRecords: TransferRecords;
  requestPayout: RequestPayout;
  onboardSeller: OnboardSeller;
};

const listQuery = pageQuery.extend({ format: z.enum(['json', 'csv']).default('json') });
const ownUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000);
/** Minor units, bare or as money. */
const wantedPayout = z
  .object({
    amount: z.union([z.int().min(1), moneySchema.refine(({ amount }) => amount > 0, { error: 'must be more than zero' })]).optional(),
  })
  .prefault({});
const onboardingStep = z.object({ return_url: ownUrl.optional(), refresh_url: ownUrl.optional() }).prefault({});

export function sellRoutes({ getSellerBalance, sellerRecords, transferRecords, requestPayout, onboardSeller }: Deps): Route[] {
  const common = { tag: 'Selling', access: 'user' } as const;
  const csvToo = { alsoAs: ['text/csv'], headers: ['Content-Disposition', 'Link'] } as const;
  const csvNote = '`format=csv` answers the page as a file; `Link` says where the next one is.';
  return [
    route({
      ...common,
      method: 'get',
      path: '/sell/balance',
      summary: 'What is there, what is coming and what is owed',
      description: 'In the currency that moved last, unless the query names one; `balances` has every one.',
      query: z.object({ currency: currencySchema.optional() }),
      answers: { 200: { description: 'The balance', schema: balanceSchema } },
      handle: async ({ actor, query }) => answer(200, balanceView(await getSellerBalance.execute(actor.userId, query.currency))),
    }),
    route({
      ...common,
      method: 'get',
      path: '/sell/transfers',
      summary: 'Shares of sales on their way to the connected account, newest first',
      description: csvNote,
      query: listQuery.extend({ status: z.enum(transferStatuses).optional() }),
      answers: { 200: { description: 'One page', schema: listOf(transferSchema), ...csvToo } },
      handle: async ({ actor, query, context }) => {
        const page = await transferRecords.list({ sellerId: actor.userId, status: query.status }, query);
        return query.format === 'csv'
          ? csvPage('transfers', transferColumns, page, query, context)
          : answer(200, pageView(page, transferView));
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/sell/transactions',
      summary: "The seller's account statement out of the ledger, newest first",
      description: csvNote,
      query: listQuery,
      answers: { 200: { description: 'One page', schema: listOf(transactionSchema), ...csvToo } },
      handle: async ({ actor, query, context }) => {
        const page = await sellerRecords.statement(actor.userId, query);
        return query.format === 'csv'
          ? csvPage('transactions', transactionColumns, page, query, context)
          : answer(200, pageView(page, transactionView));
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/sell/payouts',
      summary: "Payouts to the seller's bank, newest first",
      description: csvNote,
      query: listQuery.extend({ status: z.enum(payoutStatuses).optional() }),
      answers: { 200: { description: 'One page', schema: listOf(payoutSchema), ...csvToo } },
      handle: async ({ actor, query, context }) => {
        const page = await sellerRecords.payouts({ sellerId: actor.userId, status: query.status }, query);
        return query.format === 'csv' ? csvPage('payouts', payoutColumns, page, query, context) : answer(200, pageView(page, payoutView));
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/sell/payouts',
      summary: 'Pay out',
      description: 'Everything that can be paid out, or an amount of it in minor units, bare or as money. One at a time in each currency.',
      idempotency: 'accepted',
      body: wantedPayout,
      answers: { 201: { description: 'The payout; `failed` when the provider refused it', schema: payoutSchema } },
      refusals: {
        conflict: ['SELLER_ACCOUNT_NOT_READY', 'PAYOUT_UNDER_WAY', 'NOTHING_TO_PAY_OUT', 'PAYOUT_EXCEEDS_BALANCE', 'STALE_STATE'],
      },
      present: (payout: PayoutSnapshot) => answer(201, payoutView(payout)),
      handle: ({ actor, body, once }) => {
        const { amount } = body;
        if (amount === undefined) return requestPayout.execute({ actor, once });
        if (typeof amount === 'number') return requestPayout.execute({ actor, amount: BigInt(amount), once });
        return requestPayout.execute({ actor, amount: BigInt(amount.amount), currency: amount.currency, once });
      },
    }),
    route({
      ...common,
      access: 'creator',
      method: 'post',
      path: '/sell/onboarding',
      summary: 'Open a connected account, or go on where it was left',
      description: 'Coming back from `url` does not mean that everything is done: ask again.',
      body: onboardingStep,
      answers: { 200: { description: 'The account, and where to go on', schema: onboardingSchema } },
      refusals: {
        conflict: ['STALE_STATE'],
        unavailable: ['TRANSFER_SERVICE_UNAVAILABLE'],
        'provider-failed': ['TRANSFER_SERVICE_FAILED'],
      },
      handle: async ({ actor, body }) =>
        answer(200, onboardingView(await onboardSeller.execute({ actor, returnUrl: body.return_url, refreshUrl: body.refresh_url }))),
    }),
  ];
}
