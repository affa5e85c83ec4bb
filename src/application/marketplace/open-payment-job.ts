import { JobHandler, type JobPayload } from '#application/shared/ports.ts';
import { PaymentRefused } from './errors.ts';
import { OPEN_PAYMENT } from './jobs.ts';
import type { OpenPayment } from './open-payment.ts';

/** Asks again for a payment whose answer was lost. A refusal is an answer: the order has failed then. */
export class OpenPaymentJob extends JobHandler {
  readonly jobName = OPEN_PAYMENT;
  readonly #openPayment: OpenPayment;

  constructor({ openPayment }: { openPayment: OpenPayment }) {
    super();
    this.#openPayment = openPayment;
  }

  override async execute({ orderId }: JobPayload): Promise<void> {
    try {
      await this.#openPayment.execute(String(orderId));
    } catch (error) {
      if (!(error instanceof PaymentRefused)) throw error;
    }
  }
}
