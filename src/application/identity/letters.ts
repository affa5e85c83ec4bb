import type { MailMessage } from '#application/mail/ports.ts';

export function verificationLetter(to: string, username: string, link: string): MailMessage {
  return {
    to,
    subject: 'Confirm your mail address',
    text: `Hello ${username},

somebody, presumably you, has registered with this mail address. Open this
link to confirm that it is yours:

${link}

If that was not you, ignore this mail: without the link nothing happens.
`,
  };
}

export function alreadyRegisteredLetter(to: string): MailMessage {
  return {
    to,
    subject: 'You have an account already',
    text: `Hello,

somebody, presumably you, has tried to register with this mail address, but it
has an account already. Nothing has changed: log in as usual.

If that was not you, there is nothing to do.
`,
  };
}

export function sessionRevokedLetter(to: string, at: Date): MailMessage {
  return {
    to,
    subject: 'One of your sessions was ended',
    text: `Hello,

on ${at.toISOString().slice(0, 16).replace('T', ' at ')} UTC a key of one of your sessions was used a second time. That happens
when somebody has copied it, so we have ended the session, and whoever was
using it has to log in again.

If you did not expect this, check the device that you were logged in on.
`,
  };
}
