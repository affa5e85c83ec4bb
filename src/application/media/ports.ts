import type { Readable } from 'node:stream';

/** `size` in bytes; `sha256` in lower-case hex. */
export type StoredObject = { key: string; size: number; sha256: string };
export type ObjectHead = { size: number; modifiedAt: Date };
/** Inclusive byte positions, as in RFC 9110 § 14. */
export type ByteSpan = { start: number; end: number };

/**
 * Where the media is kept. Keys are relative paths of `[A-Za-z0-9._-]` segments made by us; anything else throws.
 * An object appears whole or not at all, and is durable when `put` returns.
 */
export abstract class Storage {
  abstract readonly backend: 'local' | 's3' | 'memory';
  /**
   * Streams `content` in, in bounded memory, hashing on the way. When the stream fails, or gives more than `maxBytes`
   * ({@link ObjectTooLarge}), nothing is left behind.
   */
  abstract put(key: string, content: Readable, limit: { maxBytes: number }): Promise<StoredObject>;
  /** Null when there is no such object. The caller reads the stream to its end or destroys it. */
  abstract get(key: string, span?: ByteSpan): Promise<Readable | null>;
  abstract head(key: string): Promise<ObjectHead | null>;
  /** Deleting what is not there is no error. */
  abstract delete(key: string): Promise<void>;
  /** Keys under a prefix in lexicographic order. */
  abstract list(prefix: string): AsyncIterable<string>;
}
