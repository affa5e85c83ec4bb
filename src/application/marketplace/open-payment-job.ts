import { JobHandler, type JobPayload } from '#application/shared/ports.ts';
import { OPEN_PAYMENT } from './jobs.ts';
import type { OpenPayment } from './open-payment.ts';

/** Asks again for a payment whose answer was lost. */
export class OpenPaymentJob extends JobHandler {
  readonly jobName = OPEN_PAYMENT;
  readonly #openPayment: OpenPayment;

  constructor({ openPayment }: { openPayment: OpenPayment }) {
    super();
    this.#openPayment = openPayment;
  }

  override async execute({ orderId }: JobPayload): Promise<void> {
    await this.#openPayment.execute(String(orderId));
  }
}
