import type { AuditLog } from '#application/audit/ports.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import type { Reconcile, ReconcileReport } from './reconcile.ts';

type Deps = { unitOfWork: UnitOfWork; reconcile: Reconcile; audit: AuditLog; clock: Clock };

/** The run of reconciliation that an administrator asks for, on the record. */
export class ReconcileNow {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(options: { all: boolean }, adminId: string): Promise<ReconcileReport> {
    const { unitOfWork, reconcile, audit, clock } = this.#deps;
    const entry = { actorId: adminId, action: 'reconciliation.requested', subject: null, before: null, after: options };
    await unitOfWork.run(() => audit.append({ ...entry, at: clock.now() }));
    return reconcile.execute(options);
  }
}
