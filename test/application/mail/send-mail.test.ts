import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Outbox } from '#application/mail/outbox.ts';
import type { Mailer, MailJournal } from '#application/mail/ports.ts';
import { SendMail, sendMailJob } from '#application/mail/send-mail.ts';
import type { JobPayload, JobQueue } from '#application/shared/ports.ts';

describe('posting a mail', () => {
  const enqueue = sinon.stub<Parameters<JobQueue['enqueue']>, Promise<void>>();
  const send = sinon.stub<Parameters<Mailer['send']>, Promise<void>>();
  const outbox = new Outbox({ queue: { enqueue }, ids: { next: () => 'm-1' } });
  const noteSent = sinon.stub<Parameters<MailJournal['noteSent']>, Promise<void>>();
  const sendMail = new SendMail({ mailer: { send }, journal: { noteSent } });
  afterEach(() => {
    enqueue.reset();
    send.reset();
    noteSent.reset();
  });

  const posted = (): JobPayload => {
    sinon.assert.calledOnce(enqueue);
    const [name, payload] = enqueue.firstCall.args;
    assert.equal(name, sendMailJob);
    return JSON.parse(JSON.stringify(payload));
  };

  for (const message of [
    { to: 'ada@example.org', subject: 'Welcome', text: 'Good morning.' },
    { to: 'ada@example.org', subject: 'Welcome', text: 'Good morning.', html: '<p>Good morning.</p>' },
  ]) {
    it(`arrives at the mailer as it was posted ${message.html ? 'with' : 'without'} HTML`, async () => {
      await outbox.post(message);
      await sendMail.execute(posted());
      assert.deepEqual(send.args, [['m-1', message]]);
    });
  }

  it('is noted with what it is about once it has left, and not before', async () => {
    const message = { to: 'ada@example.org', subject: 'Your receipt', text: 'Good morning.' };
    await outbox.post({ ...message, about: 'order:1' });
    send.onFirstCall().rejects(new Error('the mail server is away'));
    await assert.rejects(sendMail.execute(posted()));
    sinon.assert.notCalled(noteSent);
    await sendMail.execute(posted());
    assert.deepEqual(send.lastCall.args, ['m-1', message]);
    assert.deepEqual(noteSent.args, [[{ messageId: 'm-1', subject: 'Your receipt', about: 'order:1' }]]);
  });

  it('is tried again when the mailer throws', async () => {
    send.rejects(new Error('the mail server is away'));
    await outbox.post({ to: 'ada@example.org', subject: 'Welcome', text: 'Good morning.' });
    await assert.rejects(sendMail.execute(posted()), /is away/);
    assert(sendMail.retries.attempts > 1);
  });

  it('refuses a payload that is no mail', async () => {
    await assert.rejects(sendMail.execute({ messageId: 'm-1', to: 'ada@example.org', subject: null, text: '' }), /no text in "subject"/);
    sinon.assert.notCalled(send);
  });
});
