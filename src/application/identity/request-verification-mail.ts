import type { Once } from '#application/shared/idempotency.ts';
import type { JobQueue, UnitOfWork } from '#application/shared/ports.ts';
import { emailFault, normaliseEmail } from '#domain/identity/email-address.ts';
import { refuseFaults } from './refuse-faults.ts';
import { resendVerificationJob } from './resend-verification.ts';

type Deps = { unitOfWork: UnitOfWork; queue: JobQueue };

/** Only writes the wish down, so that the answer says nothing about the address, and neither does its time. */
export class RequestVerificationMail {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {InvalidInput} */
  async execute(command: { email: string; once: Once<void> }): Promise<void> {
    const { unitOfWork, queue } = this.#deps;
    const email = normaliseEmail(command.email);
    refuseFaults({ email: emailFault(email) });
    await unitOfWork.run(async () => {
      await command.once.begin();
      await queue.enqueue(resendVerificationJob, { email });
      await command.once.finish();
    });
  }
}
