import { defineEntity, p } from '@mikro-orm/core';

/** Written by `SqlMaintenanceRecord` alone. */
export const MaintenanceMapping = defineEntity({
  name: 'Maintenance',
  tableName: 'maintenance',
  checks: [{ name: 'maintenance_one_row', expression: 'id = 1' }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    enabled: p.boolean(),
    message: p.text().nullable(),
    retryAfterSeconds: p.integer(),
    updatedAt: p.datetime(3).nullable(),
  },
});
