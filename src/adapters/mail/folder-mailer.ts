import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { makeDirectory } from '#adapters/files/make-directory.ts';
import type { Mailer, MailMessage } from '#application/mail/ports.ts';
import type { Clock } from '#application/shared/ports.ts';
import { composeMessage, keepLinksWhole, type Sender } from './compose-message.ts';

type Deps = { folder: string; sender: Sender; clock: Clock };

/** Delivers to nobody: each message becomes an `.eml` file for its owner alone, which appears whole or not at all. */
export class FolderMailer implements Mailer {
  readonly #deps: Deps;
  readonly #composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).use('stream', keepLinksWhole);

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async send(messageId: string, message: MailMessage): Promise<void> {
    const { folder, sender, clock } = this.#deps;
    const { message: bytes } = await this.#composer.sendMail(composeMessage(sender, messageId, message));
    if (!Buffer.isBuffer(bytes)) throw new Error('the composer gave no bytes');
    makeDirectory(folder, 0o700);
    const name = `${clock.now().toISOString().replaceAll(':', '-')}-${messageId}.eml`;
    await writeWhole(join(folder, `.${name}.part`), join(folder, name), bytes);
  }
}

async function writeWhole(draft: string, path: string, bytes: Buffer): Promise<void> {
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
