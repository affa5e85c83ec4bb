import type { Actor } from '#application/shared/actor.ts';
import type { RefreshToken } from '#domain/identity/refresh-token.ts';
import type { Registration } from '#domain/identity/registration.ts';
import type { Session } from '#domain/identity/session.ts';
import type { User } from '#domain/identity/user.ts';
import type { UserDetails } from './user-details.ts';

export abstract class Authenticator {
  /** Who bears this access token; null when it is forged, expired, or its session or user has since ended. */
  abstract authenticate(accessToken: string): Promise<Actor | null>;
}

/** Mail addresses come normalised. */
export abstract class Users {
  abstract add(user: User): Promise<void>;
  abstract find(id: string): Promise<User | null>;
  abstract findByEmail(email: string): Promise<User | null>;
  abstract findByUsernameKey(usernameKey: string): Promise<User | null>;
}

export abstract class Registrations {
  abstract add(registration: Registration): Promise<void>;
  /** Held against every other writer until the unit of work ends. */
  abstract findForUpdate(tokenDigest: string): Promise<Registration | null>;
  /** The newest of this address that can still be verified. */
  abstract findOpen(email: string, at: Date): Promise<Registration | null>;
  abstract countSince(email: string, since: Date): Promise<number>;
}

/** Sessions and their refresh tokens; both are held against every other writer until the unit of work ends. */
export abstract class Sessions {
  abstract add(session: Session): Promise<void>;
  abstract addToken(token: RefreshToken): Promise<void>;
  abstract findForUpdate(id: string): Promise<Session | null>;
  abstract findTokenForUpdate(digest: string): Promise<RefreshToken | null>;
}

/** Deletes what nobody can use any more, in the ambient unit of work. Both answer how many they deleted. */
export abstract class ExpiredIdentity {
  abstract forgetRegistrations(expiredBefore: Date): Promise<number>;
  /** With their tokens. */
  abstract forgetSessions(expiredBefore: Date): Promise<number>;
}

/** Whose password it is that opens an account: a user's, or with null that of a registration not verified yet. */
export type Credentials = { userId: string | null; usernameKey: string; passwordHash: string };

/** Prepared reads of what is committed, for what is asked too often, or too evenly, for entities. */
export abstract class Accounts {
  /** The user with this address, else the newest registration that can still be verified. One query, whatever it finds. */
  abstract credentialsOf(email: string, at: Date): Promise<Credentials | null>;
  /** Whether a user or an open registration of another address has this name. */
  abstract isNameHeld(usernameKey: string, exceptBy: string, at: Date): Promise<boolean>;
  abstract describe(userId: string): Promise<UserDetails | null>;
  /** Who has this live session, as of now. */
  abstract actorOf(sessionId: string, at: Date): Promise<Actor | null>;
}

/** Takes passwords as `normalisePassword` gives them. Both throw {@link Busy} rather than let a queue grow. */
export abstract class PasswordHasher {
  abstract hash(password: string): Promise<string>;
  /** A null hash matches nothing, and takes as long as any other. `outdated` says that the hash is weaker than a new one would be. */
  abstract verify(password: string, hash: string | null): Promise<{ matches: boolean; outdated: boolean }>;
}

export type AccessClaims = { userId: string; sessionId: string };

/** Signed tokens that say whose session they belong to; whether that still lives is asked elsewhere. */
export abstract class AccessTokens {
  abstract readonly lifetimeSeconds: number;
  abstract issue(claims: AccessClaims, at: Date): Promise<string>;
  /** Null for a token that is forged, of another kind, for somebody else, or expired at `at`. */
  abstract read(token: string, at: Date): Promise<AccessClaims | null>;
  /** Every key that tokens are accepted from, as public JSON Web Keys (RFC 7517). */
  abstract publicKeys(): readonly Record<string, string>[];
}

/** 256 random bits for somebody to keep, of which we keep the digest alone. */
export abstract class SecretTokens {
  abstract mint(): { secret: string; digest: string };
  abstract digestOf(secret: string): string;
}

/** How long a refresh waits, so that another one sent at the same moment has arrived too and is known to be a race. */
export abstract class RaceWindow {
  abstract pass(): Promise<void>;
}

export abstract class IdentitySettings {
  /** Without a trailing slash. */
  abstract readonly publicUrl: string;
  abstract readonly verificationTtlMs: number;
  abstract readonly sessionTtlMs: number;
}
