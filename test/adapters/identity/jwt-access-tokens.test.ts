import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { JwtAccessTokens, type JwtConfig } from '#adapters/identity/jwt-access-tokens.ts';
import { readSigningKey, readVerifyingKeys } from '#adapters/identity/jwt-keys.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const seconds = now.getTime() / 1000;
const claims = { userId: 'u1', sessionId: 's1' };

const makeKey = () => generateKeyPairSync('ed25519');
const pemOf = (key: KeyObject) => key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }).toString();

describe('access tokens', () => {
  const own = makeKey();
  const config: JwtConfig = {
    privateKey: pemOf(own.privateKey),
    previousKeys: '',
    issuer: 'https://veza.example',
    audience: 'veza',
    lifetimeSeconds: 900,
  };
  const tokens = new JwtAccessTokens(config);
  const kid = readSigningKey(config.privateKey).verifying.jwk.kid;

  type Changes = { header?: Partial<JWTHeaderParameters>; payload?: Record<string, unknown>; key?: KeyObject };
  const forge = ({ header = {}, payload = {}, key = own.privateKey }: Changes) =>
    new SignJWT({ iss: config.issuer, aud: config.audience, sub: 'u1', sid: 's1', iat: seconds, exp: seconds + 900, ...payload })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt', ...header })
      .sign(key);

  it('say whose they are', async () => {
    assert.deepEqual(await tokens.read(await tokens.issue(claims, now), now), claims);
    assert.deepEqual(await tokens.read(await forge({}), now), claims);
  });

  it('expire to the second, whether or not they were seen before', async () => {
    const token = await tokens.issue(claims, now);
    const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
    assert.deepEqual(await tokens.read(token, later(899_999)), claims);
    assert.equal(await tokens.read(token, later(900_000)), null);
    assert.equal(await new JwtAccessTokens(config).read(token, later(900_000)), null);
  });

  it('are checked by anybody with our public keys', async () => {
    const token = await tokens.issue(claims, now);
    const keys = createLocalJWKSet({ keys: tokens.publicKeys().map((key) => ({ ...key })) as never });
    const { payload } = await jwtVerify(token, keys, { issuer: config.issuer, audience: config.audience, currentDate: now });
    assert.deepEqual([payload.sub, payload['sid'], payload.exp], ['u1', 's1', seconds + 900]);
    assert(!JSON.stringify(tokens.publicKeys()).includes('"d"'));
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  for (const [name, changes] of Object.entries<Changes>({
    'signed by another key': { key: makeKey().privateKey },
    'of a key that nobody knows': { header: { kid: 'another' } },
    'that brings its own key': { key: rsa.privateKey, header: { alg: 'RS256', jwk: rsa.publicKey.export({ format: 'jwk' }) as never } },
    'that says where its key is': { key: makeKey().privateKey, header: { jku: 'https://evil.example/jwks.json' } as never },
    'of another type': { header: { typ: 'JWT' } },
    'from another issuer': { payload: { iss: 'https://evil.example' } },
    'for somebody else': { payload: { aud: 'another' } },
    'of the future': { payload: { nbf: seconds + 60 } },
    'that has expired': { payload: { exp: seconds - 1 } },
    'without an end': { payload: { exp: undefined } },
    'without a beginning': { payload: { iat: undefined } },
    'without a user': { payload: { sub: undefined } },
    'without a session': { payload: { sid: undefined } },
    'with a number for a session': { payload: { sid: 7 } },
  })) {
    it(`${name} are refused`, async () => assert.equal(await tokens.read(await forge(changes), now), null));
  }

  it('without a signature are refused', async () => {
    const [, payload] = (await forge({})).split('.');
    for (const alg of ['none', 'None', 'EdDSA']) {
      const header = Buffer.from(JSON.stringify({ alg, kid, typ: 'at+jwt' })).toString('base64url');
      assert.equal(await tokens.read(`${header}.${payload}.`, now), null);
    }
  });

  it('signed with our public key for a secret are refused', async () => {
    const [, payload] = (await forge({})).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid, typ: 'at+jwt' })).toString('base64url');
    for (const secret of [pemOf(own.publicKey), JSON.stringify(tokens.publicKeys()[0])]) {
      const signature = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
      assert.equal(await tokens.read(`${header}.${payload}.${signature}`, now), null);
    }
  });

  it('that were tampered with are refused', async () => {
    const token = await tokens.issue(claims, now);
    const [header, , signature] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');
    for (const bad of [
      '',
      '.',
      '..',
      'x',
      `${token}x`,
      token.slice(0, -3),
      `${header}.${payload}.${signature}`,
      'é.é.é',
      'a'.repeat(16_000),
    ]) {
      assert.equal(await tokens.read(bad, now), null);
    }
  });

  describe('after the key was changed', () => {
    const next = makeKey();
    const rotated = new JwtAccessTokens({ ...config, privateKey: pemOf(next.privateKey), previousKeys: pemOf(own.publicKey) });

    it('are still good when the old key signed them', async () => {
      assert.deepEqual(await rotated.read(await tokens.issue(claims, now), now), claims);
    });

    it('are signed by the new one, which those who do not know it refuse', async () => {
      assert.equal(await tokens.read(await rotated.issue(claims, now), now), null);
      assert.deepEqual(await rotated.read(await rotated.issue(claims, now), now), claims);
    });

    it('come with both keys published, the signing one first', () => {
      assert.deepEqual(
        rotated.publicKeys().map((key) => key['kid']),
        [readSigningKey(pemOf(next.privateKey)).verifying.jwk.kid, kid],
      );
    });
  });
});

describe('the keys of access tokens', () => {
  it('are named by their thumbprint, as in RFC 8037', () => {
    const key = readVerifyingKeys(
      '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n',
    )[0];
    assert.deepEqual(key?.jwk, {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      use: 'sig',
      alg: 'EdDSA',
    });
  });

  it('may be written on one line', () => {
    const pem = pemOf(makeKey().privateKey);
    assert.equal(readSigningKey(pem.replaceAll('\n', '\\n')).verifying.jwk.x, readSigningKey(pem).verifying.jwk.x);
  });

  it('are refused when they are of another kind, or none', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const pem of [pemOf(rsa.privateKey), 'nonsense', '']) assert.throws(() => readSigningKey(pem));
    for (const pems of [pemOf(rsa.publicKey), `${pemOf(makeKey().publicKey)} and more`]) assert.throws(() => readVerifyingKeys(pems));
    assert.deepEqual(readVerifyingKeys(' \n'), []);
  });
});
