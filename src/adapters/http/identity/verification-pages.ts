import { z } from 'zod';
import type { VerifyEmail } from '#application/identity/verify-email.ts';
import { VerificationTokenUsed } from '#domain/identity/errors.ts';
import { DomainError, type ErrorKind } from '#domain/shared/domain-error.ts';
import { answer, answerHtml } from '../answer.ts';
import { html } from '../html.ts';
import { statusOf } from '../platform/problem.ts';
import { type Route, route } from '../route.ts';
import { smallPage } from '../small-page.ts';

type Deps = { verifyEmail: VerifyEmail };

const TOKEN = /^\w{1,255}$/;
const ofHtml = { contentType: 'text/html' };
const shown = ['rejected', 'conflict', 'gone'] as const satisfies readonly ErrorKind[];

/** The link in a verification mail, which verifies by being opened. Looking whether it is there does nothing. */
export function verificationPages({ verifyEmail }: Deps): Route[] {
  const link = {
    base: 'root',
    path: '/verify-email',
    tag: 'Auth',
    access: 'public',
    query: z.looseObject({ token: z.string().optional() }),
  } as const;
  return [
    route({
      ...link,
      method: 'get',
      summary: 'Verify a mail address by opening the link in the mail',
      answers: {
        200: { description: 'A page: the address is verified, by this request or an earlier one', ...ofHtml },
        400: { description: 'A page: the link is not whole, or not ours', ...ofHtml },
        409: { description: 'A page: the user name has gone to somebody else', ...ofHtml },
        410: { description: 'A page: the link has expired', ...ofHtml },
      },
      handle: async ({ query: { token = '' } }) => {
        if (!TOKEN.test(token)) return answerHtml(400, page('This link is not whole', brokenLink));
        try {
          const user = await verifyEmail.execute({ token });
          return answerHtml(200, page('Your mail address is verified', `Welcome, ${user.username}: you can log in now.`));
        } catch (error) {
          if (error instanceof VerificationTokenUsed)
            return answerHtml(200, page('Your mail address is verified already', 'You can log in.'));
          if (!(error instanceof DomainError) || !isShown(error.kind)) throw error;
          return answerHtml(statusOf[error.kind], page('That did not work', sentence(error.message)));
        }
      },
    }),
    route({
      ...link,
      method: 'head',
      summary: 'Look whether that page is there, without verifying anything',
      answers: { 200: { description: 'It is' } },
      handle: async () => answer(200),
    }),
  ];
}

const brokenLink = 'Open the link in the mail again, or copy all of it into the address bar.';
const isShown = (kind: ErrorKind): kind is (typeof shown)[number] => shown.some((one) => one === kind);
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
const page = (title: string, text: string): string => smallPage({ title, body: html`<h1>${title}</h1>\n<p>${text}</p>` });
