import { defineEntity, p } from '@mikro-orm/core';
import { Destination } from '#domain/payouts/destination.ts';
import type { Maps } from '../maps.ts';

export const DestinationMapping = defineEntity({
  class: Destination,
  embeddable: true,
  properties: {
    provider: p.string().length(32).nullable(),
    accountId: p.string().length(255).nullable(),
    transferGroup: p.string().length(255).nullable(),
  } satisfies Maps<Destination>,
});
