import { defineEntity, p } from '@mikro-orm/core';
import { Calls } from '#domain/payouts/calls.ts';
import type { Maps } from '../maps.ts';

export const CallsMapping = defineEntity({
  class: Calls,
  embeddable: true,
  properties: {
    attempts: p.integer(),
    refusals: p.integer(),
    firstAttemptAt: p.datetime(3).nullable(),
    unresolvedSince: p.datetime(3).nullable(),
  } satisfies Maps<Calls>,
});
