export type Exchange = 'exchanged' | 'raced' | 'reused';

/** A token that is exchanged once for its successor. Only its digest is kept. */
export class RefreshToken {
  readonly digest: string;
  readonly sessionId: string;
  readonly issuedAt: Date;
  private _spentAt: Date | null = null;

  constructor(token: { digest: string; sessionId: string; at: Date }) {
    this.digest = token.digest;
    this.sessionId = token.sessionId;
    this.issuedAt = token.at;
  }

  get spentAt(): Date | null {
    return this._spentAt;
  }

  /**
   * Spends the token at `at`, for a request that arrived at `receivedAt`. A request that arrived before the token was
   * spent cannot have known its successor: two tabs of one client may do that, and the slower one has `raced`. Who comes
   * with a spent token later has either stolen it or was stolen from: it is `reused`.
   */
  exchange(receivedAt: Date, at: Date): Exchange {
    if (!this._spentAt) {
      this._spentAt = at;
      return 'exchanged';
    }
    return receivedAt < this._spentAt ? 'raced' : 'reused';
  }
}
