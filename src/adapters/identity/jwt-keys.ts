import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A public Ed25519 key as RFC 8037 writes it; `kid` is its thumbprint (RFC 7638). */
type PublicJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; use: 'sig'; alg: 'EdDSA' };
export type VerifyingKey = { key: KeyObject; jwk: PublicJwk };

const PEM = /-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g;

/** Environment files often keep a PEM on one line, with its line breaks written out. */
const unfolded = (text: string) => text.replaceAll('\\n', '\n');

/** @throws when `pem` is not one Ed25519 private key. */
export function readSigningKey(pem: string): { key: KeyObject; verifying: VerifyingKey } {
  const key = createPrivateKey(unfolded(pem));
  return { key, verifying: verifyingKeyOf(createPublicKey(key)) };
}

/** The keys in a text of PEM blocks, public or private. @throws when there is anything but Ed25519 keys in it. */
export function readVerifyingKeys(pems: string): VerifyingKey[] {
  if (unfolded(pems).replace(PEM, '').trim() !== '') throw new Error('there is more in the text than PEM blocks');
  return [...unfolded(pems).matchAll(PEM)].map(([pem]) => verifyingKeyOf(createPublicKey(pem)));
}

function verifyingKeyOf(key: KeyObject): VerifyingKey {
  const { kty, crv, x } = key.export({ format: 'jwk' });
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) throw new Error('the key is not an Ed25519 key');
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return { key, jwk: { kty, crv, x, kid, use: 'sig', alg: 'EdDSA' } };
}
