import { type Clock, JobHandler, type JobPayload, type UnitOfWork } from '#application/shared/ports.ts';
import type { Registrations, Users } from './ports.ts';
import type { RegistrationDesk } from './registration-desk.ts';

type Deps = { unitOfWork: UnitOfWork; users: Users; registrations: Registrations; desk: RegistrationDesk; clock: Clock };

export const resendVerificationJob = 'resend-verification';

/** Sends another link to an address that waits for one; any other address gets nothing. */
export class ResendVerification extends JobHandler {
  readonly jobName = resendVerificationJob;
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  async execute({ email }: JobPayload): Promise<void> {
    if (typeof email !== 'string') throw new TypeError(`the payload of a ${resendVerificationJob} job has no address`);
    const { unitOfWork, users, registrations, desk, clock } = this.#deps;
    await unitOfWork.run(async () => {
      if (await users.findByEmail(email)) return;
      const registration = await registrations.findOpen(email, clock.now());
      if (registration) await desk.renew(registration);
    });
  }
}
