import { VerificationTokenExpired, VerificationTokenUsed } from './errors.ts';
import { User } from './user.ts';
import { usernameKeyOf } from './username.ts';

type Credentials = { userId: string; email: string; username: string; passwordHash: string };
type Issue = { tokenDigest: string; at: Date; expiresAt: Date };

/**
 * An account that waits for its mail address to be verified. Each is bound to the one token that was mailed for it, so
 * that a link brings to life what was registered with it, and nothing that somebody else registered for the same address.
 */
export class Registration {
  readonly tokenDigest: string;
  readonly userId: string;
  readonly email: string;
  readonly username: string;
  readonly usernameKey: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  private _passwordHash: string | null;
  private _verifiedAt: Date | null = null;

  constructor(registration: Credentials & Issue) {
    this.tokenDigest = registration.tokenDigest;
    this.userId = registration.userId;
    this.email = registration.email;
    this.username = registration.username;
    this.usernameKey = usernameKeyOf(registration.username);
    this.createdAt = registration.at;
    this.expiresAt = registration.expiresAt;
    this._passwordHash = registration.passwordHash;
  }

  get passwordHash(): string | null {
    return this._passwordHash;
  }

  get verifiedAt(): Date | null {
    return this._verifiedAt;
  }

  /** The user that this registration becomes, once. */
  verify(at: Date): User {
    if (this._passwordHash === null) throw new VerificationTokenUsed();
    if (at >= this.expiresAt) throw new VerificationTokenExpired();
    const { userId: id, email, username, _passwordHash: passwordHash } = this;
    this._verifiedAt = at;
    this._passwordHash = null;
    return new User({ id, email, username, passwordHash, role: 'user', emailVerifiedAt: at, at });
  }

  /** The same registration under another token. */
  renewed(issue: Issue): Registration {
    if (this._passwordHash === null) throw new VerificationTokenUsed();
    return new Registration({
      userId: this.userId,
      email: this.email,
      username: this.username,
      passwordHash: this._passwordHash,
      ...issue,
    });
  }
}
