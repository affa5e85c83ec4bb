import { MemoryMailer } from '#adapters/mail/memory-mailer.ts';
import { behavesLikeMailer } from '#test/contracts/mailer.contract.ts';

describe('mail kept in memory', () => {
  behavesLikeMailer(async () => {
    const mailer = new MemoryMailer({ sender: { address: 'no-reply@veza.example', name: 'Veza' } });
    return { mailer, delivered: async () => mailer.sent.map((mail) => ({ ...mail, recipients: [mail.to], html: mail.html ?? null })) };
  });
});
