import assert from 'node:assert/strict';
import { shownPayload } from '#adapters/http/payments/shown-payload.ts';

describe('the body of a delivery, as it is shown', () => {
  const told = { id: 'pi_1', client_secret: 'pi_1_secret_hush', amount: 1299 };
  const shown = { ...told, client_secret: '[redacted]' };

  it('has no client secret, however its JSON is written', () => {
    for (const indent of [0, 2]) assert.equal(shownPayload(JSON.stringify(told, null, indent)), JSON.stringify(shown, null, indent));
    assert.equal(shownPayload(JSON.stringify({ text: JSON.stringify(told) })), JSON.stringify({ text: JSON.stringify(shown) }));
    assert.equal(shownPayload('{"client_secret":"pi_1_secret_hu'), '{"client_secret":"[redacted]');
  });

  it('is else what came', () => {
    for (const body of ['', 'client_secret', '{"client_secret":null}', '{"client_secret":"","secret":"x"}', '<script>']) {
      assert.equal(shownPayload(body), body);
    }
  });
});
