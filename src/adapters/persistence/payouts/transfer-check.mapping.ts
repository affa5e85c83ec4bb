import { defineEntity, p } from '@mikro-orm/core';
import { Transfer } from '#domain/payouts/transfer.ts';
import { MinorUnits } from '../minor-units.type.ts';

/** Written by `SqlTransferChecks` alone. */
export const TransferCheckMapping = defineEntity({
  name: 'TransferCheckRow',
  tableName: 'transfer_checks',
  properties: {
    transferId: () => p.manyToOne(Transfer).mapToPk().primary().joinColumn('transfer_id').index(false),
    checkedAt: p.datetime(3),
    reversedElsewhere: p.type(new MinorUnits()),
  },
});
