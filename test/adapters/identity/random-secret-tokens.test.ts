import assert from 'node:assert/strict';
import { RandomSecretTokens } from '#adapters/identity/random-secret-tokens.ts';

describe('secret tokens', () => {
  const tokens = new RandomSecretTokens();

  it('hold 256 bits that never come again', () => {
    const secrets = new Set(Array.from({ length: 1000 }, () => tokens.mint().secret));
    assert.equal(secrets.size, 1000);
    for (const secret of secrets) assert.equal(Buffer.from(secret, 'hex').length, 32);
  });

  it('are kept as a digest that leads to them only from their own side', () => {
    const { secret, digest } = tokens.mint();
    assert.equal(tokens.digestOf(secret), digest);
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.notEqual(tokens.digestOf(`${secret}x`), digest);
  });
});
