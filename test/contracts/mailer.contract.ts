import assert from 'node:assert/strict';
import type { Mailer } from '#application/mail/ports.ts';

type DeliveredMail = { messageId: string; recipients: string[]; subject: string; text: string; html: string | null };
export type MailerHarness = { mailer: Mailer; delivered(): Promise<DeliveredMail[]> };

const message = { to: 'ada@example.org', subject: 'Welcome', text: 'Good morning.\n' };

export function behavesLikeMailer(open: () => Promise<MailerHarness>): void {
  let mailer: Mailer;
  let delivered: MailerHarness['delivered'];
  beforeEach(async () => {
    ({ mailer, delivered } = await open());
  });

  const only = async (): Promise<DeliveredMail> => {
    const [mail, ...others] = await delivered();
    assert(mail);
    assert.deepEqual(others, []);
    return mail;
  };

  it('hands a message over, its text and its HTML', async () => {
    await mailer.send('m-1', { ...message, html: '<p>Good morning.</p>' });
    const mail = await only();
    assert.deepEqual(mail.recipients, ['ada@example.org']);
    assert.equal(mail.subject, 'Welcome');
    assert.equal(mail.text.trim(), 'Good morning.');
    assert.equal(mail.html?.trim(), '<p>Good morning.</p>');
  });

  it('keeps every character of every language', async () => {
    const text = 'Grüße aus Kraków – 東京 🎧 \u202bمرحبا\u202c';
    await mailer.send('m-1', { ...message, subject: text, text });
    const mail = await only();
    assert.deepEqual([mail.subject, mail.text.trim()], [text, text]);
  });

  it('keeps a long link in one piece', async () => {
    const link = `https://music.example.org/verify-email?token=${'x=.'.repeat(60)}`;
    await mailer.send('m-1', { ...message, text: `Open this:\n\n${link}\n` });
    assert((await only()).text.includes(link));
  });

  it('says the same id for a message that is handed over twice', async () => {
    await mailer.send('m-7', message);
    await mailer.send('m-7', message);
    await mailer.send('m-8', message);
    const ids = (await delivered()).map(({ messageId }) => messageId);
    assert.equal(new Set(ids).size, 2);
    assert(ids.every((id) => id.includes('m-7') || id.includes('m-8')));
  });

  it('lets a subject add no header', async () => {
    await mailer.send('m-1', { ...message, subject: 'Hello\r\nBcc: eve@example.org\r\n\r\nsecond body' });
    const mail = await only();
    assert.deepEqual(mail.recipients, ['ada@example.org']);
    assert.equal(mail.subject, 'Hello Bcc: eve@example.org second body');
    assert.equal(mail.text.trim(), 'Good morning.');
  });

  for (const to of [
    'ada@example.org\r\nBcc: eve@example.org',
    'ada@example.org, eve@example.org',
    'Ada <ada@example.org>',
    'friends: ada@example.org;',
    'ada@example.org\0',
    'ada',
    '',
    `${'a'.repeat(250)}@example.org`,
  ]) {
    it(`refuses ${JSON.stringify(to.slice(0, 40))} as a recipient`, async () => {
      await assert.rejects(mailer.send('m-1', { ...message, to }), /must be one address/);
      assert.deepEqual(await delivered(), []);
    });
  }

  it('refuses an id that would not survive in a header', async () => {
    await assert.rejects(mailer.send('m>\r\nBcc: eve@example.org', message), /id of a mail/);
    assert.deepEqual(await delivered(), []);
  });
}
