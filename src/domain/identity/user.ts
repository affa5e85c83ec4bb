import type { Role } from '#domain/shared/role.ts';
import { EmailNotVerified } from './errors.ts';
import { usernameKeyOf } from './username.ts';

const elevated: readonly Role[] = ['creator', 'moderator', 'admin'];

export class User {
  readonly id: string;
  readonly email: string;
  readonly username: string;
  readonly usernameKey: string;
  readonly createdAt: Date;
  private _passwordHash: string;
  private _role: Role;
  private _emailVerifiedAt: Date | null;

  constructor(user: {
    id: string;
    email: string;
    username: string;
    passwordHash: string;
    role: Role;
    emailVerifiedAt: Date | null;
    at: Date;
  }) {
    this.id = user.id;
    this.email = user.email;
    this.username = user.username;
    this.usernameKey = usernameKeyOf(user.username);
    this.createdAt = user.at;
    this._passwordHash = user.passwordHash;
    this._role = user.role;
    this._emailVerifiedAt = user.emailVerifiedAt;
  }

  get passwordHash(): string {
    return this._passwordHash;
  }

  get role(): Role {
    return this._role;
  }

  get emailVerifiedAt(): Date | null {
    return this._emailVerifiedAt;
  }

  /** The same password, hashed anew with today's parameters. */
  rehash(passwordHash: string): void {
    this._passwordHash = passwordHash;
  }

  /** One way. Answers whether that changed anything: who may sell already, or has a staff role, keeps it. */
  upgradeToCreator(): boolean {
    if (!this._emailVerifiedAt) throw new EmailNotVerified();
    if (elevated.includes(this._role)) return false;
    this._role = 'creator';
    return true;
  }

  /** Answers whether that changed anything. */
  promoteToAdmin(): boolean {
    if (this._role === 'admin') return false;
    this._role = 'admin';
    return true;
  }
}
