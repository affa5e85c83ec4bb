import type { WireAnswer } from '#test/stand-ins/wire/stand-in-server.ts';

/** Thrown where a request is refused; the server turns it into its answer. */
export class HyperswitchRefusal extends Error {
  readonly answer: WireAnswer;

  constructor(
    status: number,
    code: string,
    message: string,
    type: 'invalid_request' | 'api' | 'blocked' | 'connector' = 'invalid_request',
  ) {
    super(message);
    this.answer = { status, body: { error: { type, message, code } } };
  }

  /** What the JSON reader refuses says `error_type` where every other refusal says `type`. */
  static ofJson(detail: string): HyperswitchRefusal {
    const refusal = new HyperswitchRefusal(400, 'IR_06', '');
    const message = `Json deserialize error: ${detail}`;
    Object.assign(refusal.answer, { body: { error: { error_type: 'invalid_request', message, code: 'IR_06' } } });
    return refusal;
  }
}
