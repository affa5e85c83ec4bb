import type { Actor } from '#application/shared/actor.ts';
import type { TrackSnapshot } from './ports.ts';

type Access = Pick<TrackSnapshot, 'ownerId' | 'status' | 'visibility'>;

export function manages(actor: Actor | null, track: Pick<Access, 'ownerId'>): boolean {
  return actor !== null && (actor.userId === track.ownerId || actor.role === 'admin');
}

/** Whether this caller may know that there is such a track. */
export function maySee(actor: Actor | null, track: Access): boolean {
  return manages(actor, track) || (track.status === 'ready' && track.visibility !== 'private');
}
