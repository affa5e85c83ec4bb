import { defineEntity, p } from '@mikro-orm/core';
import { refusingTrigger } from '../refusing-trigger.ts';

export const auditEntryMapping = (dialect: 'sqlite' | 'postgres') =>
  defineEntity({
    name: 'AuditEntry',
    tableName: 'audit_log',
    indexes: [{ properties: ['subject', 'id'] }, { properties: ['actorId', 'id'] }, { properties: ['happenedAt', 'id'] }],
    triggers: [refusingTrigger(dialect, 'audit_log_append_only', ['update', 'delete'], 'the audit log only grows')],
    properties: {
      id: p.uuid().primary(),
      actorId: p.uuid().nullable(),
      action: p.string().length(64),
      subject: p.string().length(128).nullable(),
      oldValues: p.text().nullable(),
      newValues: p.text().nullable(),
      ip: p.string().length(45).nullable(),
      happenedAt: p.datetime(3),
    },
  });
