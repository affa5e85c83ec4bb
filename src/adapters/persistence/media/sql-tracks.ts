import type { Tracks } from '#application/media/ports.ts';
import type { Track } from '#domain/media/track.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { places } from '../sql-statement.ts';
import { TrackMapping } from './track.mapping.ts';

export class SqlTracks implements Tracks {
  readonly #tracks: EntityTable<Track>;

  constructor({ ambient }: { ambient: AmbientTransaction }) {
    this.#tracks = new EntityTable(ambient, TrackMapping);
  }

  add(track: Track): Promise<void> {
    return this.#tracks.add(track);
  }

  findForUpdate(id: string): Promise<Track | null> {
    return this.#tracks.firstForUpdate('id = ?', [id]);
  }

  async existing(ids: readonly string[]): Promise<string[]> {
    const found = ids.length === 0 ? [] : await this.#tracks.all(`id in (${places(ids)})`, ids);
    return found.map(({ id }) => id);
  }

  remove(track: Track): Promise<void> {
    return this.#tracks.remove(track);
  }

  findStuckForUpdate(before: Date, limit: number): Promise<Track[]> {
    const stuck = "status in ('uploading', 'processing') and created_at < ? order by created_at, id limit ?";
    return this.#tracks.allForUpdate(stuck, [before, limit]);
  }
}
