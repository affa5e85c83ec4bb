import { NotFound } from '#application/shared/errors.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import type { Delivery, DeliveryLog } from './delivery-log.ts';

class DeliveryForged extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'DELIVERY_FORGED';
  constructor() {
    super('this delivery is forged: its signature was not that of the provider, and nobody acts on it');
  }
}

/** A delivery that may be acted on. @throws {NotFound | DeliveryForged} */
export async function genuineDelivery(deliveries: DeliveryLog, id: string): Promise<Delivery> {
  const delivery = await deliveries.find(id);
  if (!delivery) throw new NotFound('webhook delivery');
  if (!delivery.signatureValid) throw new DeliveryForged();
  return delivery;
}
