import type { Maintenance } from '#application/operations/maintenance.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import type { Route } from '../route.ts';

/** Pages and answers for those who end the maintenance or watch it, and what providers deliver. */
const SERVED_TAGS: ReadonlySet<string> = new Set(['Console', 'Documentation', 'Health', 'Webhooks']);

class UnderMaintenance extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'MAINTENANCE';
  override readonly retryAfterSeconds: number;
  constructor({ message, retryAfterSeconds }: Maintenance) {
    super(message ?? 'we are working on this installation: please come back later');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function isServedDuringMaintenance(route: Route): boolean {
  return route.duringMaintenance === 'served' || route.access === 'admin' || SERVED_TAGS.has(route.tag);
}

/** @throws {UnderMaintenance} */
export function refuseUnder(maintenance: Maintenance): void {
  if (maintenance.enabled) throw new UnderMaintenance(maintenance);
}
