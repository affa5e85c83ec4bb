import { defineEntity, p } from '@mikro-orm/core';
import { Share } from '#domain/payouts/share.ts';
import type { Maps } from '../maps.ts';
import { MinorUnits } from '../minor-units.type.ts';
import { MoneyMapping } from '../money.mapping.ts';

export const ShareMapping = defineEntity({
  class: Share,
  embeddable: true,
  properties: {
    amount: () => p.embedded(MoneyMapping),
    withheld: p.type(new MinorUnits()),
    netted: p.type(new MinorUnits()),
    sent: p.type(new MinorUnits()).nullable(),
    reversed: p.type(new MinorUnits()),
  } satisfies Omit<Maps<Share>, 'currency' | 'unsent' | 'isAsFrozen' | 'left'>,
});
