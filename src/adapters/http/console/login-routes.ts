import type { LogIn } from '#application/identity/log-in.ts';
import type { LogOut } from '#application/identity/log-out.ts';
import { Forbidden } from '#application/shared/errors.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { answerBytes } from '../answer.ts';
import { html } from '../html.ts';
import { statusOf } from '../platform/problem.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { type ConsoleDoor, consoleAnswers } from './console-door.ts';
import type { Content } from './console-frame.ts';
import { actionAt, pageAt } from './console-routes.ts';
import type { ConsoleSessions } from './console-sessions.ts';
import { consoleStyle } from './console-style.ts';

type Deps = {
  door: ConsoleDoor;
  sessions: ConsoleSessions;
  logIn: LogIn;
  logOut: LogOut;
  /** Requests a minute from one address, those to the API's login included. */
  limit: number;
};

export function loginRoutes({ door, sessions, logIn, logOut, limit }: Deps): Route[] {
  const loginPage = (fault: string | null, email = ''): Content => ({
    title: 'Log in',
    place: null,
    body: html`${fault !== null && html`<p class="notice bad" role="alert">${fault}</p>`}
<form class="login" method="post" action="${door.to('/login')}">
<label>Mail address <input type="email" name="email" value="${email}" autocomplete="username" required autofocus></label>
<label>Password <input type="password" name="password" autocomplete="current-password" required></label>
<button>Log in</button>
</form>
<p><small>For administrators. Logged in already, and came by a link? <a href="${door.to('')}">To the dashboard</a></small></p>`,
  });
  return [
    route({ ...pageAt('/login', 'The login page of the console'), handle: async () => door.page(200, loginPage(null), null) }),
    rawRoute({
      ...actionAt('/login', 'Log in to the console'),
      rateLimit: { name: 'login', quota: limit, windowSeconds: 60 },
      handle: async ({ body, context }) => {
        const form = new URLSearchParams(body.toString('utf8'));
        const email = form.get('email') ?? '';
        try {
          door.refuseForeign(context);
          const { user, accessToken } = await logIn.execute({ email, password: form.get('password') ?? '' });
          if (user.role === 'admin') return door.go('', { 'set-cookie': sessions.cookie(accessToken) });
          await logOut.execute({ accessToken, refreshToken: null });
          throw new Forbidden('only administrators may log in here');
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          return door.page(statusOf[error.kind], loginPage(sentence(error), email), null);
        }
      },
    }),
    rawRoute({
      ...actionAt('/logout', 'Log out of the console'),
      handle: async ({ body, context }) => {
        const answered = await door.act({ context, body }, async ({ operator }) => {
          await logOut.execute({ accessToken: operator.accessToken, refreshToken: null });
          return { go: '/login' };
        });
        return answered.status === 303 ? { ...answered, headers: { ...answered.headers, 'set-cookie': sessions.endedCookie } } : answered;
      },
    }),
    route({
      ...pageAt('/console.css', 'The style of the console'),
      answers: { ...consoleAnswers, 200: { description: 'A style sheet', contentType: 'text/css' } },
      handle: async () =>
        answerBytes(200, consoleStyle, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' }),
    }),
  ];
}

const sentence = ({ message }: Error): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
