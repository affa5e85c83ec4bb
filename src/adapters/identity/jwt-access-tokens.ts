import type { KeyObject } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { AccessClaims, AccessTokens } from '#application/identity/ports.ts';
import { readSigningKey, readVerifyingKeys, type VerifyingKey } from './jwt-keys.ts';

export type JwtConfig = {
  /** PKCS #8 PEM of an Ed25519 key. */
  privateKey: string;
  /** PEM blocks of keys that signed before, or will: their tokens are good, and they are published. */
  previousKeys: string;
  issuer: string;
  audience: string;
  lifetimeSeconds: number;
};
type Remembered = AccessClaims & { expiresAt: number };

/** RFC 9068: an access token is told by its type from every other token that we may sign. */
const TYPE = 'at+jwt';
const REMEMBERED_TOKENS = 10_000;

export class JwtAccessTokens implements AccessTokens {
  readonly lifetimeSeconds: number;
  readonly #config: JwtConfig;
  readonly #signingKey: KeyObject;
  readonly #signingKeyId: string;
  readonly #keys: ReadonlyMap<string, VerifyingKey>;
  /** Tokens whose signature was checked already: the same few come with each request. */
  readonly #seen = new LRUCache<string, Remembered>({ max: REMEMBERED_TOKENS });

  constructor(config: JwtConfig) {
    const { key, verifying } = readSigningKey(config.privateKey);
    this.#config = config;
    this.lifetimeSeconds = config.lifetimeSeconds;
    this.#signingKey = key;
    this.#signingKeyId = verifying.jwk.kid;
    this.#keys = new Map([verifying, ...readVerifyingKeys(config.previousKeys)].map((each) => [each.jwk.kid, each]));
  }

  issue({ userId, sessionId }: AccessClaims, at: Date): Promise<string> {
    const seconds = Math.floor(at.getTime() / 1000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.#signingKeyId, typ: TYPE })
      .setIssuer(this.#config.issuer)
      .setAudience(this.#config.audience)
      .setSubject(userId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + this.lifetimeSeconds)
      .sign(this.#signingKey);
  }

  async read(token: string, at: Date): Promise<AccessClaims | null> {
    const seen = this.#seen.get(token) ?? (await this.#verify(token, at));
    return seen && at.getTime() < seen.expiresAt ? { userId: seen.userId, sessionId: seen.sessionId } : null;
  }

  publicKeys(): readonly Record<string, string>[] {
    return [...this.#keys.values()].map(({ jwk }) => jwk);
  }

  async #verify(token: string, at: Date): Promise<Remembered | null> {
    try {
      const { payload } = await jwtVerify(token, (header) => this.#keyFor(header), {
        algorithms: ['EdDSA', 'Ed25519'],
        issuer: this.#config.issuer,
        audience: this.#config.audience,
        typ: TYPE,
        requiredClaims: ['iat', 'exp', 'sub', 'sid'],
        currentDate: at,
      });
      const { sub, exp, sid } = payload;
      if (sub === undefined || exp === undefined || typeof sid !== 'string') return null;
      const remembered = { userId: sub, sessionId: sid, expiresAt: exp * 1000 };
      this.#seen.set(token, remembered);
      return remembered;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  #keyFor({ kid }: JWTHeaderParameters): KeyObject {
    const known = kid === undefined ? undefined : this.#keys.get(kid);
    if (!known) throw new errors.JWKSNoMatchingKey();
    return known.key;
  }
}
