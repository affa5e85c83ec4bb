import type { Log } from '#application/shared/ports.ts';

type Line = { level: 'info' | 'warn' | 'error'; event: string; fields: Record<string, unknown> };

export class RecordingLog implements Log {
  readonly lines: Line[] = [];

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'info', event, fields });
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'warn', event, fields });
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'error', event, fields });
  }
}
