import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { FolderMailer } from '#adapters/mail/folder-mailer.ts';
import { behavesLikeMailer } from '#test/contracts/mailer.contract.ts';

const noon = new Date('2026-11-21T12:00:00.123Z');
const sender = { address: 'no-reply@veza.example', name: 'Veza' };

describe('mail written to a folder', () => {
  let root: string;
  let folder: string;
  let seconds: number;
  beforeEach(async () => {
    seconds = 0;
    root = await mkdtemp(join(tmpdir(), 'veza-mail-'));
    folder = join(root, 'not', 'there', 'yet');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const open = () => new FolderMailer({ folder, sender, clock: { now: () => new Date(noon.getTime() + 1000 * seconds++) } });
  const files = async () => (await readdir(folder, { withFileTypes: true })).map(({ name }) => name).sort();
  const filesOrNone = () => stat(folder).then(files, () => []);

  behavesLikeMailer(async () => ({
    mailer: open(),
    delivered: async () =>
      Promise.all(
        (await filesOrNone()).map(async (name) => {
          const mail = await PostalMime.parse(await readFile(join(folder, name)));
          return {
            messageId: mail.messageId ?? '',
            recipients: [...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])].map(({ address }) => address ?? ''),
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            html: mail.html ?? null,
          };
        }),
      ),
  }));

  it('names the file after the time and the message, so that the newest comes last', async () => {
    const mailer = open();
    await mailer.send('m-2', { to: 'ada@example.org', subject: 'one', text: 'one' });
    await mailer.send('m-1', { to: 'ada@example.org', subject: 'two', text: 'two' });
    assert.deepEqual(await files(), ['2026-11-21T12-00-00.123Z-m-2.eml', '2026-11-21T12-00-01.123Z-m-1.eml']);
  });

  it('says who it is from and that a program wrote it', async () => {
    await open().send('m-1', { to: 'ada@example.org', subject: 'one', text: 'one' });
    const mail = await PostalMime.parse(await readFile(join(folder, (await files())[0] ?? '')));
    assert.deepEqual(mail.from, { address: 'no-reply@veza.example', name: 'Veza' });
    assert.equal(mail.messageId, '<m-1@veza.example>');
    assert.equal(mail.headers.find(({ key }) => key === 'auto-submitted')?.value, 'auto-generated');
  });

  it('leaves a plain link readable in the raw file', async () => {
    const link = `https://music.example.org/verify-email?token=${'x'.repeat(80)}`;
    await open().send('m-1', { to: 'ada@example.org', subject: 'one', text: `Open this:\n\n${link}\n` });
    assert((await readFile(join(folder, (await files())[0] ?? ''), 'utf8')).includes(`\r\n${link}\r\n`));
  });

  it('keeps it from everybody else: there are tokens in it', async () => {
    await open().send('m-1', { to: 'ada@example.org', subject: 'one', text: 'one' });
    const modes = [folder, join(folder, (await files())[0] ?? '')].map(async (path) => (await stat(path)).mode & 0o777);
    assert.deepEqual(await Promise.all(modes), [0o700, 0o600]);
  });

  it('leaves a folder that was there as it was', async () => {
    await mkdir(folder, { recursive: true });
    const { mode } = await stat(folder);
    await open().send('m-1', { to: 'ada@example.org', subject: 'one', text: 'one' });
    assert.equal((await stat(folder)).mode, mode);
  });

  it('throws, and leaves nothing, where it cannot write', async () => {
    const blocked = new FolderMailer({ folder: join(import.meta.filename, 'mail'), sender, clock: { now: () => noon } });
    await assert.rejects(blocked.send('m-1', { to: 'ada@example.org', subject: 'one', text: 'one' }), /EEXIST/);
  });
});
