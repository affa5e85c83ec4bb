import type { AuditLog, AuditValues } from '#application/audit/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { type Maintenance, type MaintenanceMode, type MaintenanceRecord, noMaintenance } from './maintenance.ts';

type Deps = { unitOfWork: UnitOfWork; record: MaintenanceRecord; mode: MaintenanceMode; audit: AuditLog; clock: Clock };
type Command = {
  actor: Actor;
  enabled: boolean;
  message?: string | null | undefined;
  retryAfterSeconds?: number | undefined;
};

/** This instance follows at once, the others when they read the record again. */
export class SetMaintenance {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ actor, enabled, message = null, retryAfterSeconds = noMaintenance.retryAfterSeconds }: Command): Promise<Maintenance> {
    const { unitOfWork, record, mode, audit, clock } = this.#deps;
    const after: Maintenance = { enabled, message, retryAfterSeconds, updatedAt: clock.now() };
    await unitOfWork.run(async () => {
      const before = await record.lock();
      await record.save(after);
      await audit.append({
        actorId: actor.userId,
        action: 'maintenance.set',
        subject: 'maintenance:1',
        before: valuesOf(before),
        after: valuesOf(after),
        at: clock.now(),
      });
    });
    mode.forget();
    return after;
  }
}

const valuesOf = ({ enabled, message, retryAfterSeconds }: Maintenance): AuditValues => ({ enabled, message, retryAfterSeconds });
