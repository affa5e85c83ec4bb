import { z } from 'zod';
import type { SandboxPayment, SandboxRefund } from '#adapters/payments/sandbox/sandbox-books.ts';
import type { Controlled, SandboxControl } from '#adapters/payments/sandbox/sandbox-control.ts';
import { type SandboxScenario, sandboxScenarios } from '#adapters/payments/sandbox/sandbox-webhooks.ts';
import { InvalidInput, NotFound } from '#application/shared/errors.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { answer, answerHtml } from '../answer.ts';
import { type RequestContext, type Route, rawRoute, route } from '../route.ts';
import { sandboxPage } from './sandbox-pages.ts';

const paymentSchema = z.object({ payment_id: z.string(), status: z.string(), amount: z.int(), currency: z.string() });
const refundSchema = z.object({
  refund_id: z.string(),
  reference: z.string().nullable(),
  payment_id: z.string(),
  status: z.string(),
  amount: z.int(),
});
const outcome = z.object({ scenario: z.enum(sandboxScenarios).default('normal') });
const MAX_BYTES = 4_096;

class SandboxOutcomeFixed extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'SANDBOX_OUTCOME_FIXED';
}

/** The sandbox's pay page and its dashboard. A form gets a page as its answer, everything else JSON. */
export function sandboxRoutes({ control }: { control: SandboxControl }): Route[] {
  const tag = 'Sandbox';
  const paymentParams = z.object({ payment_id: z.string().max(64) });
  const refundParams = z.object({ refund_id: z.string().max(64) });
  const html = { description: 'The page', contentType: 'text/html' };

  const settling = <S>(
    path: string,
    summary: string,
    params: z.ZodObject,
    settle: (id: string, scenario: SandboxScenario) => Controlled<S>,
    present: (subject: S) => object,
    page: (subject: S) => string,
    schema: z.ZodType,
  ) =>
    rawRoute({
      method: 'post',
      path,
      tag,
      summary,
      access: 'public',
      params,
      maxBytes: MAX_BYTES,
      requestContentType: 'application/json',
      answers: { 200: { description: 'What it is now', schema } },
      refusals: { conflict: ['SANDBOX_OUTCOME_FIXED'] },
      handle: async ({ params: found, body, context }) => {
        const subject = done(settle(String(Object.values(found)[0]), scenarioOf(body, context)));
        return isForm(context) ? answerHtml(200, page(subject)) : answer(200, present(subject));
      },
    });
  const ends = [
    ['succeed', 'succeeded'],
    ['fail', 'failed'],
  ] as const;

  return [
    route({
      method: 'get',
      path: '/sandbox/payments/:payment_id',
      tag,
      summary: 'The pay page of the sandbox',
      access: 'public',
      params: paymentParams,
      answers: { 200: html },
      handle: async ({ params }) => answerHtml(200, paymentPage(known(control.payment(params.payment_id), 'payment'))),
    }),
    route({
      method: 'get',
      path: '/sandbox/refunds/:refund_id',
      tag,
      summary: 'A refund at the sandbox, by its id or ours',
      access: 'public',
      params: refundParams,
      answers: { 200: html },
      handle: async ({ params }) => answerHtml(200, refundPage(known(control.refund(params.refund_id), 'refund'), control)),
    }),
    ...ends.map(([verb, status]) =>
      settling(
        `/sandbox/payments/:payment_id/${verb}`,
        `Let a payment ${verb}`,
        paymentParams,
        (id, scenario) => control.settlePayment(id, status, scenario),
        paymentView,
        paymentPage,
        paymentSchema,
      ),
    ),
    ...ends.map(([verb, status]) =>
      settling(
        `/sandbox/refunds/:refund_id/${verb}`,
        `Let a refund ${verb}`,
        refundParams,
        (id, scenario) => control.settleRefund(id, status, scenario),
        refundView,
        (refund) => refundPage(refund, control),
        refundSchema,
      ),
    ),
  ];
}

function known<T>(subject: T | null, noun: string): T {
  if (!subject) throw new NotFound(noun);
  return subject;
}

function done<T>(controlled: Controlled<T>): T {
  if (controlled.result === 'unknown') throw new NotFound('object in the sandbox');
  if (controlled.result === 'refused') throw new SandboxOutcomeFixed('it has come to another end already');
  return controlled.subject;
}

const isForm = ({ headers }: RequestContext) => headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

/** @throws {InvalidInput} */
function scenarioOf(body: Buffer, context: RequestContext): SandboxScenario {
  const parsed = outcome.safeParse(isForm(context) ? Object.fromEntries(new URLSearchParams(body.toString('utf8'))) : jsonOf(body));
  if (!parsed.success) throw new InvalidInput([{ pointer: '/scenario', detail: `must be one of ${sandboxScenarios.join(', ')}` }]);
  return parsed.data.scenario;
}

function jsonOf(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

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

function paymentPage(payment: SandboxPayment): string {
  const { amount, currency, status, description: title } = payment;
  const actions =
    status === 'open'
      ? ([
          ['succeed', 'Pay'],
          ['fail', 'Decline'],
        ] as const)
      : [];
  return sandboxPage({
    title,
    amount,
    currency,
    status,
    path: `/api/v1/sandbox/payments/${payment.id}`,
    actions: [...actions].map(([verb, label]) => [verb, label]),
  });
}

function refundPage(refund: SandboxRefund, control: SandboxControl): string {
  const { amount, status } = refund;
  const currency = control.payment(refund.payment_id)?.currency ?? 'EUR';
  const actions =
    status === 'pending'
      ? ([
          ['succeed', 'Succeed'],
          ['fail', 'Fail'],
        ] as const)
      : [];
  return sandboxPage({
    title: 'Refund',
    amount,
    currency,
    status,
    path: `/api/v1/sandbox/refunds/${refund.id}`,
    actions: [...actions].map(([verb, label]) => [verb, label]),
  });
}
