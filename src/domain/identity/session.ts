import { nextState } from '#domain/shared/transitions.ts';

const transitions = {
  live: ['logged_out', 'revoked'],
  logged_out: [],
  revoked: [],
} as const satisfies Record<string, readonly string[]>;

export type SessionStatus = keyof typeof transitions;
export const sessionStatuses = Object.keys(transitions) as SessionStatus[];

/** One login on one device: the family of all refresh tokens that descend from it. */
export class Session {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Date;
  /** However often it is refreshed. */
  readonly expiresAt: Date;
  private _status: SessionStatus = 'live';
  private _endedAt: Date | null = null;

  constructor(session: { id: string; userId: string; at: Date; expiresAt: Date }) {
    this.id = session.id;
    this.userId = session.userId;
    this.createdAt = session.at;
    this.expiresAt = session.expiresAt;
  }

  get status(): SessionStatus {
    return this._status;
  }

  get endedAt(): Date | null {
    return this._endedAt;
  }

  isLive(at: Date): boolean {
    return this._status === 'live' && at < this.expiresAt;
  }

  /** Answers whether that changed anything: a session that has ended stays as it ended. */
  logOut(at: Date): boolean {
    return this.end('logged_out', at);
  }

  /** As `logOut`, because one of its refresh tokens was used by two parties. */
  revoke(at: Date): boolean {
    return this.end('revoked', at);
  }

  private end(next: SessionStatus, at: Date): boolean {
    if (this._status !== 'live') return false;
    this.become(next);
    this._endedAt = at;
    return true;
  }

  private become(next: SessionStatus): void {
    this._status = nextState('a session', transitions, this._status, next);
  }
}
