import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { ExpiredIdentity } from './ports.ts';

type Deps = { unitOfWork: UnitOfWork; expired: ExpiredIdentity; clock: Clock; log: Log };

/** For so long an old link or session says that it has expired; then its row goes, and with a registration its mail address. */
const KEPT_MS = 7 * 24 * 3_600_000;

export class ForgetExpired {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(): Promise<void> {
    const { unitOfWork, expired, clock, log } = this.#deps;
    const before = new Date(clock.now().getTime() - KEPT_MS);
    const registrations = await unitOfWork.run(() => expired.forgetRegistrations(before));
    const sessions = await unitOfWork.run(() => expired.forgetSessions(before));
    log.info('expired_identity_forgotten', { registrations, sessions });
  }
}
