import type { AuditLog } from '#application/audit/ports.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import type { ProcessDelivery } from './process-delivery.ts';

type Deps = { unitOfWork: UnitOfWork; processDelivery: ProcessDelivery; audit: AuditLog; clock: Clock };

/** An administrator's replay: the guarded path of the workers, on the record. */
export class ReplayDelivery {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {WebhookUnreadable | WebhookNotProcessed | NotFound | DeliveryForged} */
  async execute(deliveryId: string, adminId: string): Promise<void> {
    const { unitOfWork, processDelivery, audit, clock } = this.#deps;
    const entry = { actorId: adminId, action: 'webhook.replay_requested', subject: `webhook:${deliveryId}`, before: null, after: null };
    await unitOfWork.run(() => audit.append({ ...entry, at: clock.now() }));
    await processDelivery.execute(deliveryId);
  }
}
