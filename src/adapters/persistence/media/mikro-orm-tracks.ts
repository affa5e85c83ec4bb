import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Tracks } from '#application/media/ports.ts';
import { Track } from '#domain/media/track.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export class MikroOrmTracks implements Tracks {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(track: Track): Promise<void> {
    this.#em.persist(track);
  }

  findForUpdate(id: string): Promise<Track | null> {
    return this.#em.findOne(Track, { id }, locked);
  }

  async remove(track: Track): Promise<void> {
    this.#em.remove(track);
  }

  findStuckForUpdate(before: Date, limit: number): Promise<Track[]> {
    const stuck = { status: { $in: ['uploading' as const, 'processing' as const] }, createdAt: { $lt: before } };
    return this.#em.find(Track, stuck, { ...locked, limit, orderBy: { createdAt: 'asc', id: 'asc' } });
  }
}
