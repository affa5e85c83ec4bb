import { z } from 'zod';
import type { VerifyEmail } from '#application/identity/verify-email.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { answerHtml } from '../answer.ts';
import { type Route, rawRoute, route } from '../route.ts';

type Deps = { verifyEmail: VerifyEmail };

const TOKEN = /^\w{1,255}$/;
const MAX_BYTES = 4096;
const page = { contentType: 'text/html' };
const refusals = {
  rejected: (html: string) => answerHtml(400, html),
  conflict: (html: string) => answerHtml(409, html),
  gone: (html: string) => answerHtml(410, html),
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
      answers: { 200: { description: 'A page with a button', ...page }, 400: { description: 'A page: the link is not whole', ...page } },
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
        200: { description: 'A page: the address is verified', ...page },
        400: { description: 'A page: the token is not ours', ...page },
        409: { description: 'A page: the user name has gone to somebody else', ...page },
        410: { description: 'A page: the token has been used or has expired', ...page },
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
  return layout(
    'Verify your mail address',
    `<p>One more step, and your account is ready.</p>
<form method="post" action="verify-email"><input type="hidden" name="token" value="${token}"><button>Verify my mail address</button></form>`,
  );
}

/** Both texts are ours, or made of letters that mean nothing in HTML. */
function messagePage(title: string, text: string): string {
  return layout(title, `<p>${text}</p>`);
}

function layout(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${title}</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem; color-scheme: light dark }
button { font: inherit; padding: .6em 1.2em }
</style></head>
<body><main><h1>${title}</h1>
${content}
</main></body></html>
`;
}
