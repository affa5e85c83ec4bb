import { z } from 'zod';
import type { Maintenance, MaintenanceRecord } from '#application/operations/maintenance.ts';
import type { SetMaintenance } from '#application/operations/set-maintenance.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { timestamp } from '../schemas.ts';

type Deps = { record: MaintenanceRecord; setMaintenance: SetMaintenance };

const retryAfter = z.int().min(1).max(86_400);
const maintenanceSchema = z.object({
  enabled: z.boolean(),
  message: z.string().nullable(),
  retry_after_seconds: retryAfter,
  updated_at: timestamp.nullable(),
});

const maintenanceView = ({ enabled, message, retryAfterSeconds, updatedAt }: Maintenance): z.input<typeof maintenanceSchema> => ({
  enabled,
  message,
  retry_after_seconds: retryAfterSeconds,
  updated_at: updatedAt?.toISOString() ?? null,
});

export function maintenanceRoutes({ record, setMaintenance }: Deps): Route[] {
  const common = { path: '/admin/maintenance', tag: 'Administration', access: 'admin' } as const;
  return [
    route({
      ...common,
      method: 'get',
      summary: 'Whether the installation is under maintenance',
      answers: { 200: { description: 'What every instance goes by, within ten seconds', schema: maintenanceSchema } },
      handle: async () => answer(200, maintenanceView(await record.find())),
    }),
    route({
      ...common,
      method: 'put',
      summary: 'Begin or end maintenance',
      description:
        'Under maintenance everything but administration, login, health, metrics, documentation and webhooks answers 503 `MAINTENANCE` with this message and `Retry-After`. Other instances follow within ten seconds. What is left out takes its default.',
      body: z.object({
        enabled: z.boolean(),
        message: z.string().min(1).max(500).nullish().meta({ description: 'Said to everybody who is refused' }),
        retry_after_seconds: retryAfter.optional().meta({ description: '300 without it' }),
      }),
      answers: { 200: { description: 'What holds from now on', schema: maintenanceSchema } },
      handle: async ({ body: { retry_after_seconds: retryAfterSeconds, ...body }, actor }) =>
        answer(200, maintenanceView(await setMaintenance.execute({ ...body, retryAfterSeconds, actor }))),
    }),
  ];
}
