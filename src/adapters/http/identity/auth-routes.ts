import { z } from 'zod';
import type { LogIn } from '#application/identity/log-in.ts';
import type { LogOut } from '#application/identity/log-out.ts';
import type { RefreshSession } from '#application/identity/refresh-session.ts';
import type { RegisterUser } from '#application/identity/register-user.ts';
import type { RequestVerificationMail } from '#application/identity/request-verification-mail.ts';
import type { VerifyEmail } from '#application/identity/verify-email.ts';
import { normaliseEmail } from '#domain/identity/email-address.ts';
import { answer } from '../answer.ts';
import { bearerToken } from '../platform/authentication.ts';
import { InvalidToken, Unauthenticated } from '../platform/http-errors.ts';
import { type Route, route } from '../route.ts';
import { loggedInSchema, loggedInView, userSchema, userView } from './identity-views.ts';

type Deps = {
  registerUser: RegisterUser;
  verifyEmail: VerifyEmail;
  requestVerificationMail: RequestVerificationMail;
  logIn: LogIn;
  refreshSession: RefreshSession;
  logOut: LogOut;
  /** Requests a minute from one address. */
  limits: { login: number; register: number };
};

const email = z.string().meta({ description: 'Compared without regard to letter case', examples: ['ada@example.org'] });
const password = z.string().meta({ format: 'password', description: '8 to 128 characters, of any kind' });
const token = z.string().min(1).max(255);
const messageSchema = z.object({ message: z.string() });

export function authRoutes({ limits, ...deps }: Deps): Route[] {
  const tag = 'Auth';
  return [
    route({
      method: 'post',
      path: '/auth/register',
      tag,
      summary: 'Create an account',
      description:
        'The answer is the same for an address that is known: what differs is the mail that goes there. The account comes to life when the link in that mail is opened.',
      access: 'public',
      rateLimit: { name: 'register', quota: limits.register, windowSeconds: 60 },
      body: z.object({
        email,
        password,
        username: z.string().meta({ description: '3 to 30 letters, digits, underscores, dots or dashes; unique whatever the letter case' }),
      }),
      answers: { 202: { description: 'A mail is on its way', schema: messageSchema } },
      refusals: { conflict: ['USERNAME_TAKEN'], unavailable: ['BUSY'] },
      idempotency: 'accepted',
      callerOf: (body) => normaliseEmail(body.email),
      unkept: ['password'],
      present: () => answer(202, { message: 'We have sent a mail to this address. Open the link in it to go on.' }),
      handle: ({ body, once }) => deps.registerUser.execute({ ...body, once }),
    }),
    route({
      method: 'post',
      path: '/auth/verify-email',
      tag,
      summary: 'Verify a mail address with the token from the mail',
      access: 'public',
      body: z.object({ token }),
      answers: { 200: { description: 'The new user', schema: z.object({ user: userSchema }) } },
      refusals: {
        rejected: ['INVALID_VERIFICATION_TOKEN'],
        gone: ['VERIFICATION_TOKEN_USED', 'VERIFICATION_TOKEN_EXPIRED'],
        conflict: ['USERNAME_TAKEN', 'STALE_STATE'],
      },
      handle: async ({ body }) => answer(200, { user: userView(await deps.verifyEmail.execute(body)) }),
    }),
    route({
      method: 'post',
      path: '/auth/resend-verification',
      tag,
      summary: 'Ask for another verification mail',
      description: 'The answer is the same whether or not the address waits for one.',
      access: 'public',
      rateLimit: { name: 'resend-verification', quota: limits.register, windowSeconds: 60 },
      body: z.object({ email }),
      answers: { 202: { description: 'A mail is on its way, if the address waits for one', schema: messageSchema } },
      idempotency: 'accepted',
      callerOf: (body) => normaliseEmail(body.email),
      present: () => answer(202, { message: 'If this address waits for its verification, we have sent another mail to it.' }),
      handle: ({ body, once }) => deps.requestVerificationMail.execute({ ...body, once }),
    }),
    route({
      method: 'post',
      path: '/auth/login',
      tag,
      duringMaintenance: 'served',
      summary: 'Log in',
      description:
        'Ten wrong passwords for one address, known or not, close it for fifteen minutes. `EMAIL_NOT_VERIFIED` is said only to who knows the password.',
      access: 'public',
      rateLimit: { name: 'login', quota: limits.login, windowSeconds: 60 },
      body: z.object({ email, password }),
      answers: { 200: { description: 'A new session', schema: loggedInSchema } },
      refusals: { unauthenticated: ['INVALID_CREDENTIALS'], forbidden: ['EMAIL_NOT_VERIFIED'], unavailable: ['BUSY'] },
      handle: async ({ body }) => answer(200, loggedInView(await deps.logIn.execute(body))),
    }),
    route({
      method: 'post',
      path: '/auth/refresh',
      tag,
      duringMaintenance: 'served',
      summary: 'Exchange a refresh token for the next pair',
      description:
        'Each refresh token is good once. Using one again ends its session, since it may have been stolen. Of two requests with one token that are under way at the same moment, one succeeds and the other is refused, and the session lives on: use what the first was given.',
      access: 'public',
      body: z.object({ refresh_token: token }),
      answers: { 200: { description: 'The next pair', schema: loggedInSchema } },
      refusals: { unauthenticated: ['INVALID_REFRESH_TOKEN'] },
      handle: async ({ body }) => answer(200, loggedInView(await deps.refreshSession.execute({ refreshToken: body.refresh_token }))),
    }),
    route({
      method: 'post',
      path: '/auth/logout',
      tag,
      duringMaintenance: 'served',
      summary: 'End the session of the access token, or of a refresh token',
      description: 'Takes the access token as `Authorization: Bearer`. Ending a session that has ended already is no error.',
      access: 'public',
      body: z.object({ refresh_token: token.optional() }).optional(),
      answers: { 204: { description: 'The session has ended' } },
      refusals: { unauthenticated: ['UNAUTHENTICATED', 'INVALID_TOKEN'] },
      handle: async ({ body, context }) => {
        const { authorization } = context.headers;
        const accessToken = bearerToken(authorization);
        const ended = await deps.logOut.execute({ accessToken, refreshToken: body?.refresh_token ?? null });
        if (!ended) throw authorization === undefined && !body?.refresh_token ? new Unauthenticated() : new InvalidToken();
        return answer(204);
      },
    }),
  ];
}
