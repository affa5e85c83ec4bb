import { z } from 'zod';
import type { AuditRecord, AuditRecords } from '#application/audit/ports.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { idSchema, listOf, pageQuery, timestamp } from '../schemas.ts';
import { pageView } from '../views.ts';

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable();
const entrySchema = z
  .object({
    id: idSchema,
    actor_id: idSchema.nullable(),
    action: z.string().meta({ examples: ['product.published'] }),
    subject: z
      .string()
      .nullable()
      .meta({ examples: ['product:01a1fdde-6c24-7ce5-87da-30c1e3514115'] }),
    before: values,
    after: values,
    ip: z.string().nullable(),
    at: timestamp,
  })
  .meta({ id: 'AuditEntry' });

export function auditAdminRoutes({ records }: { records: AuditRecords }): Route[] {
  return [
    route({
      method: 'get',
      path: '/admin/audit-log',
      tag: 'Administration',
      summary: 'Who did what to what, newest first',
      access: 'admin',
      query: pageQuery.extend({
        actor_id: idSchema.optional(),
        subject: z.string().min(1).max(128).optional(),
        action: z.string().min(1).max(64).optional(),
      }),
      answers: { 200: { description: 'A page of entries', schema: listOf(entrySchema) } },
      handle: async ({ query: { actor_id: actorId, subject, action, ...page } }) =>
        answer(200, pageView(await records.list({ actorId, subject, action }, page), entryView)),
    }),
  ];
}

function entryView({ actorId, at, ...entry }: AuditRecord): z.input<typeof entrySchema> {
  return { ...entry, actor_id: actorId, at: at.toISOString() };
}
