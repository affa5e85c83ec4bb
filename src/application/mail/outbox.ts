import type { Ids, JobQueue } from '#application/shared/ports.ts';
import type { MailMessage } from './ports.ts';
import { sendMailJob } from './send-mail.ts';

type Deps = { queue: JobQueue; ids: Ids };

/** Where use cases post their mail: it leaves exactly when the ambient unit of work commits. */
export class Outbox {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async post(message: MailMessage): Promise<void> {
    const { queue, ids } = this.#deps;
    const { to, subject, text, html = null, about = null } = message;
    await queue.enqueue(sendMailJob, { messageId: ids.next(), to, subject, text, html, about });
  }
}
