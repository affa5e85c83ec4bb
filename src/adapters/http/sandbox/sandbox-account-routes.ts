import { z } from 'zod';
import type { SandboxTransferControl } from '#adapters/payouts/sandbox/sandbox-transfer-control.ts';
import type { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { NotFound } from '#application/shared/errors.ts';
import { type SellerAccountStatus, sellerAccountStatuses } from '#domain/payouts/seller-account.ts';
import { answer, answerHtml } from '../answer.ts';
import { html } from '../html.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { smallPage } from '../small-page.ts';
import { readPosted, wantsPage } from './posted-body.ts';
import { sandboxNote } from './sandbox-pages.ts';

type Deps = { control: SandboxTransferControl; onSellerFact: OnSellerFact };
const MAX_BYTES = 4_096;
const nothing = z.strictObject({});
const accountParams = z.object({ account_id: z.string().regex(/^sbxacct_[0-9a-f]{24}$/) });
const payoutParams = z.object({ payout_id: z.string().regex(/^sbxpo_[0-9a-f]{24}$/) });
const accountSchema = z.object({ account_id: z.string(), status: z.enum(sellerAccountStatuses) });
const ends = [
  ['activate', 'active'],
  ['restrict', 'restricted'],
  ['disable', 'disabled'],
] as const;

/** What a seller and a bank do at the sandbox that sellers' money moves in. Each change is noticed at once. */
export function sandboxAccountRoutes({ control, onSellerFact }: Deps): Route[] {
  const common = { tag: 'Sandbox', access: 'public' } as const;
  const posted = {
    method: 'post',
    maxBytes: MAX_BYTES,
    accepts: ['json', 'form'],
    refusals: { rejected: ['MALFORMED_JSON'], invalid: ['VALIDATION_FAILED'] },
  } as const;
  const statusOf = (id: string): SellerAccountStatus => {
    const account = control.account(id);
    if (!account) throw new NotFound('account in the sandbox');
    return account.status;
  };
  return [
    route({
      ...common,
      method: 'get',
      path: '/sandbox/accounts/:account_id',
      summary: 'The onboarding page of the sandbox',
      params: accountParams,
      answers: { 200: { description: 'The page', contentType: 'text/html' } },
      handle: async ({ params }) => answerHtml(200, accountPage(params.account_id, statusOf(params.account_id))),
    }),
    ...ends.map(([verb, status]) =>
      rawRoute({
        ...common,
        ...posted,
        path: `/sandbox/accounts/:account_id/${verb}`,
        summary: `Make a connected account ${status}`,
        params: accountParams,
        answers: { 200: { description: 'What it is now', schema: accountSchema, alsoAs: ['text/html'] } },
        handle: async ({ params: { account_id: id }, body, context }) => {
          readPosted(nothing, body, context);
          if (!control.setAccount(id, status)) throw new NotFound('account in the sandbox');
          await onSellerFact.execute('sandbox', { kind: 'account', id });
          return wantsPage(context) ? answerHtml(200, accountPage(id, status, 'activate')) : answer(200, { account_id: id, status });
        },
      }),
    ),
    rawRoute({
      ...common,
      ...posted,
      path: '/sandbox/payouts/:payout_id/fail',
      summary: 'Let the bank send a payout back',
      params: payoutParams,
      answers: { 200: { description: 'It has', schema: z.object({ payout_id: z.string(), status: z.literal('failed') }) } },
      handle: async ({ params: { payout_id: id }, body, context }) => {
        readPosted(nothing, body, context);
        if (!control.bounce(id)) throw new NotFound('payout in the sandbox');
        await onSellerFact.execute('sandbox', { kind: 'payout', id });
        return answer(200, { payout_id: id, status: 'failed' as const });
      },
    }),
  ];
}

/** Its addresses are relative to the page, so that it works behind any prefix. */
function accountPage(id: string, status: SellerAccountStatus, action = `${id}/activate`): string {
  return smallPage({
    title: 'Connected account',
    body: html`<h1>Connected account</h1>
<p>Status: <strong>${status}</strong></p>
${status !== 'active' && html`<form method="post" action="${action}"><button class="yes">I am who I say</button></form>`}
${sandboxNote}`,
  });
}
