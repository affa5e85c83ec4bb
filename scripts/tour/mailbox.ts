import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.ts';

const LINK = /\/verify-email\?token=([\w-]+)/;

/** Where the mails of the tour arrive. */
export type Mailbox = {
  verificationToken(address: string): Promise<string>;
  /** Waits for a mail with this subject; false where nobody can look. */
  hasMail(address: string, subject: RegExp): Promise<boolean>;
};

/** The folder that MAILER=folder writes to. */
export function folderMailbox(folder: string): Mailbox {
  const mails = async (address: string): Promise<string[]> => {
    const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.eml')).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    return texts.filter((text) => new RegExp(`^To: .*${RegExp.escape(address)}`, 'm').test(text));
  };
  return {
    verificationToken: (address) =>
      until(`a mail with a link for ${address} in ${folder}`, async () => {
        const links = (await mails(address)).flatMap((text) => LINK.exec(text)?.[1] ?? []);
        return links.at(-1) ?? null;
      }),
    hasMail: (address, subject) =>
      until(`a mail like ${subject} for ${address} in ${folder}`, async () => {
        const found = (await mails(address)).some((text) => subject.test(/^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(text)?.[1] ?? ''));
        return found || null;
      }),
  };
}

/** A command that is given an address and prints its token, where mails go elsewhere. */
export function commandMailbox(command: string): Mailbox {
  const run = promisify(execFile);
  return {
    verificationToken: (address) =>
      until(`a token for ${address} from the command`, async () => {
        const { stdout } = await run('/bin/sh', ['-c', `${command} "$1"`, 'token', address]);
        return stdout.trim() || null;
      }),
    hasMail: async () => false,
  };
}
