import { z } from 'zod';
import type { VerifyEmail } from '#application/identity/verify-email.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { answerHtml } from '../answer.ts';
import { type Html, html } from '../html.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { smallPage } from '../small-page.ts';

type Deps = { verifyEmail: VerifyEmail };

const TOKEN = /^\w{1,255}$/;
const MAX_BYTES = 4096;
const ofHtml = { contentType: 'text/html' };
const refusals = {
  rejected: (text: string) => answerHtml(400, text),
  conflict: (text: string) => answerHtml(409, text),
  gone: (text: string) => answerHtml(410, text),
};

/** The pages behind the link in a verification mail. Opening it changes nothing yet: mail scanners open links too. */
export function verificationPages({ verifyEmail }: Deps): Route[] {
  const tag = 'Auth';
  return [
    route({
      method: 'get',
      base: 'root',
      path: '/verify-email',
      tag,
      summary: 'The page that the link in a verification mail opens',
      access: 'public',
      query: z.looseObject({ token: z.string().optional() }),
      answers: {
        200: { description: 'A page with a button', ...ofHtml },
        400: { description: 'A page: the link is not whole', ...ofHtml },
      },
      handle: async ({ query: { token = '' } }) =>
        TOKEN.test(token) ? answerHtml(200, buttonPage(token)) : answerHtml(400, messagePage('This link is not whole', brokenLink)),
    }),
    rawRoute({
      method: 'post',
      base: 'root',
      path: '/verify-email',
      tag,
      summary: 'What the button on that page does',
      access: 'public',
      maxBytes: MAX_BYTES,
      requestContentType: 'application/x-www-form-urlencoded',
      answers: {
        200: { description: 'A page: the address is verified', ...ofHtml },
        400: { description: 'A page: the token is not ours', ...ofHtml },
        409: { description: 'A page: the user name has gone to somebody else', ...ofHtml },
        410: { description: 'A page: the token has been used or has expired', ...ofHtml },
      },
      handle: async ({ body, context }) => {
        const token = new URLSearchParams(body.toString('utf8')).get('token') ?? '';
        try {
          const user = await verifyEmail.execute({ token, ip: context.ip });
          return answerHtml(200, messagePage('Your mail address is verified', `Welcome, ${user.username}: you can log in now.`));
        } catch (error) {
          if (!(error instanceof DomainError) || !hasPage(error.kind)) throw error;
          return refusals[error.kind](messagePage('That did not work', sentence(error.message)));
        }
      },
    }),
  ];
}

const brokenLink = 'Open the link in the mail again, or copy all of it into the address bar.';
const hasPage = (kind: string): kind is keyof typeof refusals => Object.hasOwn(refusals, kind);
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function buttonPage(token: string): string {
  return page(
    'Verify your mail address',
    html`<p>One more step, and your account is ready.</p>
<form method="post" action="verify-email"><input type="hidden" name="token" value="${token}"><button>Verify my mail address</button></form>`,
  );
}

function messagePage(title: string, text: string): string {
  return page(title, html`<p>${text}</p>`);
}

function page(title: string, content: Html): string {
  return smallPage({ title, body: html`<h1>${title}</h1>\n${content}` });
}
