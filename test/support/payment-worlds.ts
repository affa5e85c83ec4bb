import type { OutsideWorld } from '#test/contracts/payment-harness.ts';
import type { HyperswitchServer } from '#test/stand-ins/hyperswitch-server.ts';
import type { StripeServer } from '#test/stand-ins/stripe-server.ts';

export function hyperswitchWorld(server: HyperswitchServer): OutsideWorld {
  return {
    pay: async (id) => server.settlePayment(id, 'succeeded'),
    decline: async (id) => server.settlePayment(id, 'failed'),
    settleRefund: async (id, status) => server.settleRefund(id, status),
    refundInDashboard: async (id, { amount }) => server.refundInDashboard(id, Number(amount)),
    openDispute: async (id) => server.openDispute(id),
    closeDispute: async (id, status) => server.moveDispute(id, `dispute_${status}`),
    truth: async () => ({ payments: server.truth.payments.length, refunds: server.truth.refunds.length }),
    lastEvent: async () => server.webhooks.events.at(-1)?.body ?? Buffer.alloc(0),
    sign: (body) => server.sign(body),
  };
}

export function stripeWorld(server: StripeServer): OutsideWorld {
  const { payments, refunds } = server;
  return {
    pay: async (id) => payments.succeed(id),
    decline: async (id) => payments.decline(id),
    settleRefund: async (id, status) => refunds.settle(id, status),
    refundInDashboard: async (id, { amount }) => server.refundInDashboard(id, Number(amount)),
    openDispute: async (id) => refunds.openDispute(id),
    closeDispute: async (id, status) => refunds.moveDispute(id, status),
    truth: async () => ({ payments: payments.payments.all().length, refunds: refunds.refunds.all().length }),
    lastEvent: async () => server.webhooks.events.at(-1)?.body ?? Buffer.alloc(0),
    sign: (body) => server.sign(body),
  };
}
