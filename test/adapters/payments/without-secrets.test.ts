import assert from 'node:assert/strict';
import { withoutSecrets } from '#adapters/payments/without-secrets.ts';
import { Money } from '#domain/shared/money.ts';

class Loose {
  readonly #said: string;
  readonly name = 'loose';
  constructor(said: string) {
    this.#said = said;
  }
  sign = () => this.#said;
  async decline() {
    return { outcome: 'declined', failure: { code: 'NO', message: this.#said } };
  }
  async lose() {
    return { outcome: 'unknown', cause: new TypeError(this.#said, { cause: new Error(`because of ${this.#said}`) }) };
  }
  async list() {
    return [{ id: this.#said, amount: Money.of(1n, 'EUR'), failure: { code: 'NO', message: this.#said } }, null];
  }
  async read() {
    throw new Error(this.#said);
  }
}

const failing = (error: unknown) =>
  withoutSecrets({ call: async () => ({ outcome: 'unknown', cause: error }), read: () => Promise.reject(error) }, []);

describe('what a provider says', () => {
  const saying = (said: string) => withoutSecrets(new Loose(said), ['a secret without a shape', 'short', undefined]);
  const heard = async (said: string) => (await saying(said).decline()).failure.message;

  for (const [said, told] of [
    ['Invalid API Key provided: sk_test_judge', 'Invalid API Key provided: [redacted]'],
    ['Invalid API Key provided: sk_test_*****judge', 'Invalid API Key provided: [redacted]'],
    ['Insufficient funds (rk_live_1, pk_x, whsec_Ab9).', 'Insufficient funds ([redacted], [redacted], [redacted]).'],
    ['snd_0aF is not dev_0aF', '[redacted] is not [redacted]'],
    ['Authorization: Bearer eyJhbGciOiJFZERTQSJ9.e30.x', 'Authorization: Bearer [redacted]'],
    ['signed with a secret without a shape!', 'signed with [redacted]!'],
    ['too short to pay, risk_score 7 of pi_1', 'too short to pay, risk_score 7 of pi_1'],
  ] as const) {
    it(`is told as ${JSON.stringify(told)} when it is ${JSON.stringify(said)}`, async () => {
      assert.equal(await heard(said), told);
    });
  }

  it('is told without its keys as an error with its causes, too', async () => {
    const { cause } = await saying('no sk_test_x').lose();
    assert.ok(cause instanceof TypeError && cause.cause instanceof Error);
    assert.deepEqual([cause.message, cause.cause.message], ['no [redacted]', 'because of no [redacted]']);
    assert.doesNotMatch(`${cause.stack} ${cause.cause.stack}`, /sk_test/);
    await assert.rejects(saying('no sk_test_x').read(), { message: 'no [redacted]' });
  });

  it('is handed on when it is a time-out, whose texts belong to the platform', async () => {
    const timeout = await new Promise((resolve) => {
      const signal = AbortSignal.timeout(1);
      signal.addEventListener('abort', () => resolve(signal.reason));
    });
    const silent = new Error('the provider did not answer', { cause: timeout });
    assert.equal((await failing(silent).call()).cause, silent);
    await assert.rejects(failing(silent).read(), silent);
    const named = new DOMException('no sk_test_x', 'TimeoutError');
    assert.equal(String((await failing(named).call()).cause), 'TimeoutError: no [redacted]');
  });

  it('comes to an end where it is its own cause, and where nobody can change it', async () => {
    const own = new Error('no sk_test_x');
    own.cause = own;
    for (const error of [own, Object.freeze(new Error('no sk_test_x'))]) {
      const { cause } = await failing(error).call();
      assert.ok(cause instanceof Error);
      assert.equal(cause.message, 'no [redacted]');
    }
  });

  it('is left alone where it is no text for people', async () => {
    const [first, second] = await saying('sk_test_x').list();
    assert.deepEqual(
      [first, second],
      [{ id: 'sk_test_x', amount: Money.of(1n, 'EUR'), failure: { code: 'NO', message: '[redacted]' } }, null],
    );
    assert.deepEqual([saying('sk_test_x').sign(), saying('').name], ['sk_test_x', 'loose']);
  });
});
