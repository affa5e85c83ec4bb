import assert from 'node:assert/strict';
import { EmailNotVerified, VerificationTokenExpired, VerificationTokenUsed } from '#domain/identity/errors.ts';
import { RefreshToken } from '#domain/identity/refresh-token.ts';
import { Registration } from '#domain/identity/registration.ts';
import { Session } from '#domain/identity/session.ts';
import { User } from '#domain/identity/user.ts';
import type { Role } from '#domain/shared/role.ts';

const noon = new Date('2026-11-21T12:00:00.000Z');
const later = (milliseconds: number) => new Date(noon.getTime() + milliseconds);
const day = 86_400_000;

const aUser = (role: Role, emailVerifiedAt: Date | null = noon) =>
  new User({ id: 'u1', email: 'ada@example.org', username: 'Ada', passwordHash: 'hash', role, emailVerifiedAt, at: noon });

const aRegistration = () =>
  new Registration({
    tokenDigest: 'digest',
    userId: 'u1',
    email: 'ada@example.org',
    username: 'Ada',
    passwordHash: 'hash',
    at: noon,
    expiresAt: later(day),
  });

describe('a user', () => {
  for (const role of ['user', 'premium'] as const) {
    it(`who is a ${role} becomes a creator, once`, () => {
      const user = aUser(role);
      assert.equal(user.upgradeToCreator(), true);
      assert.equal(user.role, 'creator');
      assert.equal(user.upgradeToCreator(), false);
    });
  }

  for (const role of ['creator', 'moderator', 'admin'] as const) {
    it(`who is a ${role} stays one`, () => {
      const user = aUser(role);
      assert.equal(user.upgradeToCreator(), false);
      assert.equal(user.role, role);
    });
  }

  it('cannot sell before the mail address is verified', () => {
    const user = aUser('user', null);
    assert.throws(() => user.upgradeToCreator(), EmailNotVerified);
    assert.equal(user.role, 'user');
  });
});

describe('a registration', () => {
  it('becomes the user that was registered, and forgets the password', () => {
    const registration = aRegistration();
    const user = registration.verify(later(1));
    assert.deepEqual(
      [user.id, user.email, user.username, user.usernameKey, user.passwordHash, user.role],
      ['u1', 'ada@example.org', 'Ada', 'ada', 'hash', 'user'],
    );
    assert.deepEqual(user.emailVerifiedAt, later(1));
    assert.deepEqual([registration.passwordHash, registration.verifiedAt], [null, later(1)]);
  });

  it('becomes a user only once', () => {
    const registration = aRegistration();
    registration.verify(noon);
    assert.throws(() => registration.verify(noon), VerificationTokenUsed);
    assert.throws(() => registration.renewed({ tokenDigest: 'other', at: noon, expiresAt: later(day) }), VerificationTokenUsed);
  });

  it('expires to the millisecond', () => {
    assert.throws(() => aRegistration().verify(later(day)), VerificationTokenExpired);
    aRegistration().verify(later(day - 1));
  });

  it('keeps what was registered when it gets another token', () => {
    const renewed = aRegistration().renewed({ tokenDigest: 'other', at: later(day), expiresAt: later(2 * day) });
    assert.equal(renewed.tokenDigest, 'other');
    assert.equal(renewed.verify(later(day)).passwordHash, 'hash');
  });
});

describe('a session', () => {
  const aSession = () => new Session({ id: 's1', userId: 'u1', at: noon, expiresAt: later(day) });

  it('lives until it expires, however often it is used', () => {
    assert.equal(aSession().isLive(later(day - 1)), true);
    assert.equal(aSession().isLive(later(day)), false);
  });

  it('ends when its user logs out', () => {
    const session = aSession();
    assert.equal(session.logOut(later(1)), true);
    assert.deepEqual([session.status, session.endedAt, session.isLive(later(2))], ['logged_out', later(1), false]);
  });

  it('ends once, and stays as it ended', () => {
    const session = aSession();
    assert.equal(session.revoke(later(1)), true);
    assert.equal(session.logOut(later(2)), false);
    assert.deepEqual([session.status, session.endedAt, session.isLive(later(2))], ['revoked', later(1), false]);
  });
});

describe('a refresh token', () => {
  it('is exchanged once', () => {
    const token = new RefreshToken({ digest: 'd', sessionId: 's1', at: noon });
    assert.equal(token.exchange(later(10), later(20)), 'exchanged');
    assert.deepEqual(token.spentAt, later(20));
  });

  for (const [receivedAt, verdict] of [
    [19, 'raced'],
    [20, 'reused'],
    [21, 'reused'],
  ] as const) {
    it(`that was exchanged after 20 ms is ${verdict} by a request that arrived after ${receivedAt} ms`, () => {
      const token = new RefreshToken({ digest: 'd', sessionId: 's1', at: noon });
      token.exchange(later(0), later(20));
      assert.equal(token.exchange(later(receivedAt), later(30)), verdict);
      assert.deepEqual(token.spentAt, later(20));
    });
  }
});
