import { z } from 'zod';
import type { SandboxPayment, SandboxRefund } from '#adapters/payments/sandbox/sandbox-books.ts';
import type { Controlled, SandboxControl } from '#adapters/payments/sandbox/sandbox-control.ts';
import { type SandboxScenario, sandboxScenarios } from '#adapters/payments/sandbox/sandbox-webhooks.ts';
import { NotFound } from '#application/shared/errors.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { answer, answerHtml } from '../answer.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { readPosted, wantsPage } from './posted-body.ts';
import { sandboxPaymentPage, sandboxRefundPage } from './sandbox-pages.ts';

const paymentSchema = z.object({ payment_id: z.string(), status: z.string(), amount: z.int(), currency: z.string() });
const refundSchema = z.object({
  refund_id: z.string(),
  reference: z.string().nullable(),
  payment_id: z.string(),
  status: z.string(),
  amount: z.int(),
});
const sandboxId = z.string().max(64);
const paymentParams = z.object({ payment_id: sandboxId });
const refundParams = z.object({ refund_id: sandboxId });
const outcome = z.strictObject({ scenario: z.enum(sandboxScenarios).default('normal') });
const html = { 200: { description: 'The page', contentType: 'text/html' } };
const settling = {
  method: 'post',
  tag: 'Sandbox',
  access: 'public',
  description:
    'The body may name a `scenario` for the webhook: `normal`, `duplicate`, `delay`, `reorder` or `drop`; as JSON or as a form. Who accepts HTML is sent back to the page.',
  maxBytes: 4_096,
  accepts: ['json', 'form'],
  refusals: { conflict: ['SANDBOX_OUTCOME_FIXED'], rejected: ['MALFORMED_JSON'], invalid: ['VALIDATION_FAILED'] },
} as const;
const shown = { description: 'The way to the page that shows what it is now', headers: ['Location'] } as const;
const ends = [
  { verb: 'succeed', status: 'succeeded' },
  { verb: 'fail', status: 'failed' },
] as const;

class SandboxOutcomeFixed extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'SANDBOX_OUTCOME_FIXED';
}

/** What a person does at a provider: the buyer on its pay page, and the merchant in its dashboard. */
export function sandboxRoutes({ control }: { control: SandboxControl }): Route[] {
  return [
    route({
      method: 'get',
      path: '/sandbox/payments/:payment_id',
      tag: 'Sandbox',
      summary: 'The pay page of the sandbox',
      access: 'public',
      params: paymentParams,
      answers: html,
      handle: async ({ params }) => answerHtml(200, sandboxPaymentPage(known(control.payment(params.payment_id), 'payment'))),
    }),
    route({
      method: 'get',
      path: '/sandbox/refunds/:refund_id',
      tag: 'Sandbox',
      summary: 'A refund at the sandbox, by its id or ours',
      access: 'public',
      params: refundParams,
      answers: html,
      handle: async ({ params }) => {
        const refund = known(control.refund(params.refund_id), 'refund');
        return answerHtml(200, sandboxRefundPage(refund, known(control.payment(refund.payment_id), 'payment').currency));
      },
    }),
    ...ends.map(({ verb, status }) =>
      rawRoute({
        ...settling,
        path: `/sandbox/payments/:payment_id/${verb}`,
        summary: `Let a payment ${verb}`,
        params: paymentParams,
        answers: { 200: { description: 'What it is now', schema: paymentSchema }, 303: shown },
        handle: async ({ params, body, context }) => {
          const settle = (scenario: SandboxScenario) => control.settlePayment(params.payment_id, status, scenario);
          const settled = existing(settle(readPosted(outcome, body, context).scenario), 'payment');
          if (wantsPage(context)) return answer(303, undefined, pageOf(settled.subject.id));
          return answer(200, paymentView(ended(settled)));
        },
      }),
    ),
    ...ends.map(({ verb, status }) =>
      rawRoute({
        ...settling,
        path: `/sandbox/refunds/:refund_id/${verb}`,
        summary: `Let a refund ${verb}`,
        params: refundParams,
        answers: { 200: { description: 'What it is now', schema: refundSchema }, 303: shown },
        handle: async ({ params, body, context }) => {
          const settle = (scenario: SandboxScenario) => control.settleRefund(params.refund_id, status, scenario);
          const settled = existing(settle(readPosted(outcome, body, context).scenario), 'refund');
          if (wantsPage(context)) return answer(303, undefined, pageOf(settled.subject.id));
          return answer(200, refundView(ended(settled)));
        },
      }),
    ),
  ];
}

function known<T>(subject: T | null, noun: string): T {
  if (!subject) throw new NotFound(noun);
  return subject;
}

type Existing<T> = Exclude<Controlled<T>, { result: 'unknown' }>;

function existing<T>(controlled: Controlled<T>, noun: string): Existing<T> {
  if (controlled.result === 'unknown') throw new NotFound(noun);
  return controlled;
}

function ended<T>({ result, subject }: Existing<T>): T {
  if (result === 'refused') throw new SandboxOutcomeFixed('it has come to another end already');
  return subject;
}

/** Relative to the address that the form was posted to. */
const pageOf = (id: string) => ({ location: `../${id}` });

const paymentView = (payment: SandboxPayment): z.input<typeof paymentSchema> => ({
  payment_id: payment.id,
  status: payment.status,
  amount: Number(payment.amount),
  currency: payment.currency,
});

const refundView = (refund: SandboxRefund): z.input<typeof refundSchema> => ({
  refund_id: refund.id,
  reference: refund.reference,
  payment_id: refund.payment_id,
  status: refund.status,
  amount: Number(refund.amount),
});
