import type { WireAnswer } from '#test/stand-ins/wire/stand-in-server.ts';

type Details = { status?: number; code?: string; param?: string; type?: string; begun?: boolean };

/** Thrown where a request is refused; the server turns it into its answer. */
export class StripeRefusal extends Error {
  readonly answer: WireAnswer;
  /** Whether carrying it out had begun: then the refusal is what its idempotency key is answered from now on. */
  readonly begun: boolean;

  constructor(message: string, { status = 400, type = 'invalid_request_error', begun = false, ...details }: Details = {}) {
    super(message);
    this.answer = { status, body: { error: { type, message, ...details } } };
    this.begun = begun;
  }

  static missing(noun: string, id: string, param = 'id', status = 404): StripeRefusal {
    return new StripeRefusal(`No such ${noun}: '${id}'`, { status, code: 'resource_missing', param });
  }
}
