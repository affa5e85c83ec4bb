import type { Page, PageRequest } from '#application/shared/page.ts';

/** What became of a delivery. Some carry their reason behind a colon. */
export type DeliveryResult = 'received' | 'ok' | 'skipped' | 'signature_invalid' | `${'error' | 'quarantined' | 'deferred'}: ${string}`;

export type Delivery = {
  id: string;
  provider: string;
  /** The body as text; empty when it was not valid UTF-8. */
  payload: string;
  signatureValid: boolean;
  result: DeliveryResult;
  eventId: string | null;
  eventType: string;
  sourceIp: string;
  userAgent: string;
  requestId: string;
  attempts: number;
  receivedAt: Date;
  processedAt: Date | null;
};

export type DeliveryFilter = { provider?: string | undefined; result?: string | undefined; signatureValid?: boolean | undefined };

/** Every webhook delivery that ever came, until it is older than its retention. */
export abstract class DeliveryLog {
  /**
   * Writes a signed delivery down before it is processed. With `eventKey` an event is kept once for ever: a second
   * delivery of it is written as `skipped`, unless the first could not be processed, and that one is answered instead.
   */
  abstract receive(
    delivery: Delivery,
    eventKey: string | null,
  ): Promise<{ state: 'fresh' } | { state: 'duplicate' } | { state: 'unfinished'; id: string }>;
  /** Writes an unsigned delivery down, together with others that come in the same moment: a storm costs one write. */
  abstract noteForged(delivery: Delivery): void;
  abstract find(id: string): Promise<Delivery | null>;
  /** In the ambient unit of work: how processing went, and when it is tried again, or null when it is over. */
  abstract conclude(id: string, result: DeliveryResult, end: { at: Date; nextTryAt: Date | null }): Promise<void>;
  abstract list(filter: DeliveryFilter, page: PageRequest): Promise<Page<Omit<Delivery, 'payload'>>>;
  /**
   * Signed deliveries that still have to be processed, the longest overdue first; without `dueAt` all of them. One that was never
   * tried counts from `receivedBefore` on.
   */
  abstract unfinished(of: { receivedBefore: Date; dueAt: Date | null }, limit: number): Promise<string[]>;
  /** Deletes what is older than the moment, at most `limit` rows; answers how many. The seen event ids stay. */
  abstract prune(before: Date, limit: number): Promise<number>;
}
