import { ContainerModule } from 'inversify';
import { authRoutes } from '#adapters/http/identity/auth-routes.ts';
import { keyRoutes } from '#adapters/http/identity/key-routes.ts';
import { userRoutes } from '#adapters/http/identity/user-routes.ts';
import { verificationPages } from '#adapters/http/identity/verification-pages.ts';
import { Argon2PasswordHasher } from '#adapters/identity/argon2-password-hasher.ts';
import { JwtAccessTokens } from '#adapters/identity/jwt-access-tokens.ts';
import { RandomSecretTokens } from '#adapters/identity/random-secret-tokens.ts';
import { TimedRaceWindow } from '#adapters/identity/timed-race-window.ts';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { SqlAuditLog } from '#adapters/persistence/audit/sql-audit-log.ts';
import { SqlAccounts } from '#adapters/persistence/identity/sql-accounts.ts';
import { SqlExpiredIdentity } from '#adapters/persistence/identity/sql-expired-identity.ts';
import { SqlRegistrations } from '#adapters/persistence/identity/sql-registrations.ts';
import { SqlSessions } from '#adapters/persistence/identity/sql-sessions.ts';
import { SqlUsers } from '#adapters/persistence/identity/sql-users.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { AuditLog } from '#application/audit/ports.ts';
import { CreateAdmin } from '#application/identity/create-admin.ts';
import { ForgetExpired } from '#application/identity/forget-expired.ts';
import { GetMe } from '#application/identity/get-me.ts';
import { LogIn } from '#application/identity/log-in.ts';
import { LogOut } from '#application/identity/log-out.ts';
import { PasswordAttempts } from '#application/identity/password-attempts.ts';
import {
  AccessTokens,
  Accounts,
  Authenticator,
  ExpiredIdentity,
  IdentitySettings,
  PasswordHasher,
  RaceWindow,
  Registrations,
  SecretTokens,
  Sessions,
  Users,
} from '#application/identity/ports.ts';
import { RefreshSession } from '#application/identity/refresh-session.ts';
import { RegisterUser } from '#application/identity/register-user.ts';
import { RegistrationDesk } from '#application/identity/registration-desk.ts';
import { RequestVerificationMail } from '#application/identity/request-verification-mail.ts';
import { ResendVerification } from '#application/identity/resend-verification.ts';
import { RevokeSession } from '#application/identity/revoke-session.ts';
import { SessionAuthenticator } from '#application/identity/session-authenticator.ts';
import { SessionTokens } from '#application/identity/session-tokens.ts';
import { UpgradeCreator } from '#application/identity/upgrade-creator.ts';
import { VerifyEmail } from '#application/identity/verify-email.ts';
import { Outbox } from '#application/mail/outbox.ts';
import { Clock, Ids, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import { RateLimiter } from '#application/shared/rate-limit.ts';
import type { Config } from '../config.ts';
import { wire, wireHandler, wireRoutes, wireRoutine } from '../wire.ts';

const DAY = 86_400_000;

const repositories = [
  [Users, SqlUsers],
  [Registrations, SqlRegistrations],
  [Sessions, SqlSessions],
] as const;
type Ambient = { ambient: AmbientTransaction };
const ambient = { ambient: AmbientTransaction };
const recorded = { unitOfWork: UnitOfWork, audit: AuditLog, clock: Clock };

export const identityModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    bind(IdentitySettings).toConstantValue({
      publicUrl: config.PUBLIC_URL,
      verificationTtlMs: config.EMAIL_VERIFICATION_TTL,
      sessionTtlMs: config.JWT_REFRESH_TTL,
    });
    bind(AccessTokens).toConstantValue(
      new JwtAccessTokens({
        privateKey: config.secrets.jwtPrivateKey,
        previousKeys: config.JWT_PREVIOUS_KEYS,
        issuer: config.JWT_ISSUER,
        audience: config.JWT_AUDIENCE,
        lifetimeSeconds: Math.ceil(config.JWT_ACCESS_TTL / 1000),
      }),
    );
    bind(PasswordHasher).toConstantValue(new Argon2PasswordHasher());
    bind(SecretTokens).toConstantValue(new RandomSecretTokens());
    bind(RaceWindow).toConstantValue(new TimedRaceWindow());
    for (const [port, repository] of repositories) wire<Ambient, object>(bind, repository, ambient, port);
    wire(bind, SqlAccounts, { reader: SqlReader }, Accounts);
    wire(bind, SqlExpiredIdentity, { writer: SqlWriter }, ExpiredIdentity);
    wire(bind, SqlAuditLog, { writer: SqlWriter, ids: Ids }, AuditLog);

    wire(bind, PasswordAttempts, { passwords: PasswordHasher, limiter: RateLimiter });
    wire(bind, RegistrationDesk, {
      registrations: Registrations,
      tokens: SecretTokens,
      outbox: Outbox,
      audit: AuditLog,
      clock: Clock,
      settings: IdentitySettings,
    });
    wire(bind, RegisterUser, {
      unitOfWork: UnitOfWork,
      accounts: Accounts,
      passwords: PasswordHasher,
      attempts: PasswordAttempts,
      desk: RegistrationDesk,
      clock: Clock,
    });
    wire(bind, VerifyEmail, { ...recorded, registrations: Registrations, users: Users, tokens: SecretTokens });
    wire(bind, RequestVerificationMail, { unitOfWork: UnitOfWork, queue: JobQueue });
    wire(bind, SessionTokens, {
      sessions: Sessions,
      secrets: SecretTokens,
      accessTokens: AccessTokens,
      ids: Ids,
      settings: IdentitySettings,
    });
    wire(bind, LogIn, { ...recorded, accounts: Accounts, attempts: PasswordAttempts, users: Users, sessionTokens: SessionTokens });
    wire(bind, RevokeSession, { outbox: Outbox, audit: AuditLog, clock: Clock });
    wire(bind, RefreshSession, {
      unitOfWork: UnitOfWork,
      sessions: Sessions,
      users: Users,
      sessionTokens: SessionTokens,
      revokeSession: RevokeSession,
      raceWindow: RaceWindow,
      clock: Clock,
    });
    wire(bind, LogOut, { ...recorded, sessions: Sessions, sessionTokens: SessionTokens, accessTokens: AccessTokens });
    wire(bind, GetMe, { accounts: Accounts });
    wire(bind, UpgradeCreator, { ...recorded, users: Users });
    wire(bind, CreateAdmin, { ...recorded, users: Users, passwords: PasswordHasher, tokens: SecretTokens, ids: Ids });
    wire(bind, ForgetExpired, { unitOfWork: UnitOfWork, expired: ExpiredIdentity, clock: Clock, log: Log });
    wire(bind, SessionAuthenticator, { accessTokens: AccessTokens, accounts: Accounts, clock: Clock }, Authenticator);

    wireHandler(bind, ResendVerification, {
      unitOfWork: UnitOfWork,
      users: Users,
      registrations: Registrations,
      desk: RegistrationDesk,
      clock: Clock,
    });
    wireRoutine(bind, { jobName: 'forget-expired-identity', everyMs: DAY }, ({ job }: { job: ForgetExpired }) => job.execute(), {
      job: ForgetExpired,
    });
    const limits = { login: config.RATE_LIMIT_LOGIN, register: config.RATE_LIMIT_REGISTER };
    wireRoutes(bind, (deps: Omit<Parameters<typeof authRoutes>[0], 'limits'>) => authRoutes({ ...deps, limits }), {
      registerUser: RegisterUser,
      verifyEmail: VerifyEmail,
      requestVerificationMail: RequestVerificationMail,
      logIn: LogIn,
      refreshSession: RefreshSession,
      logOut: LogOut,
    });
    wireRoutes(bind, userRoutes, { getMe: GetMe, upgradeCreator: UpgradeCreator });
    wireRoutes(bind, verificationPages, { verifyEmail: VerifyEmail });
    wireRoutes(bind, keyRoutes, { accessTokens: AccessTokens });
  });
