import type { PluginFunction, SendMailOptions } from 'nodemailer';
import type { MailMessage } from '#application/mail/ports.ts';

export type Sender = { address: string; name: string };

const ONE_ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}]+@[^\s@<>,;:"()[\]\\\p{Cc}]+$/u;
const LONGEST_LINE = 998;

/**
 * The message as nodemailer takes it. Its Message-ID says `messageId`, so that a repeated hand-over is recognised.
 * @throws when the recipient is more or less than one address: nothing in it can add a header or another recipient.
 */
export function composeMessage(sender: Sender, messageId: string, message: MailMessage): SendMailOptions {
  if (!/^[\w.-]{1,128}$/.test(messageId)) throw new Error('the id of a mail must be 1 to 128 letters, digits, dots, dashes or underscores');
  if (message.to.length > 254 || !ONE_ADDRESS.test(message.to)) throw new Error('the recipient of a mail must be one address');
  return {
    messageId: `<${messageId}@${sender.address.replace(/^.*@/, '')}>`,
    from: { name: sender.name, address: sender.address },
    to: { name: '', address: message.to },
    subject: message.subject.replace(/\p{Cc}+/gu, ' ').trim(),
    text: message.text,
    ...(message.html === undefined ? {} : { html: message.html }),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Sends plain ASCII as it is, although a link makes a line long: who reads the raw message finds the link in one piece. */
export const keepLinksWhole: PluginFunction = (mail, done) => {
  const text = mail.message.content;
  const plain = typeof text === 'string' && /^[\t\n\r -~]*$/.test(text);
  if (plain && text.split('\n').every((line) => line.length <= LONGEST_LINE)) mail.message.getTransferEncoding = () => '7bit';
  done();
};
