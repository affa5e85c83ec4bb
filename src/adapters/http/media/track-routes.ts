import { z } from 'zod';
import type { DeleteTrack } from '#application/media/delete-track.ts';
import type { GetTrack } from '#application/media/get-track.ts';
import type { TrackLibrary } from '#application/media/ports.ts';
import type { UpdateTrack } from '#application/media/update-track.ts';
import { answer } from '../answer.ts';
import { Unauthenticated } from '../platform/http-errors.ts';
import { type Route, route } from '../route.ts';
import { idParams, idSchema, listOf, pageQuery } from '../schemas.ts';
import { pageView } from '../views.ts';
import { trackChange } from './track-fields.ts';
import { trackSchema, trackView } from './track-views.ts';

type Deps = { library: TrackLibrary; getTrack: GetTrack; updateTrack: UpdateTrack; deleteTrack: DeleteTrack };

const tag = 'Tracks';

export function trackRoutes({ library, getTrack, updateTrack, deleteTrack }: Deps): Route[] {
  return [
    route({
      method: 'get',
      path: '/tracks',
      tag,
      summary: 'Browse what is public, newest first; with `mine`, whatever is your own',
      access: 'optional',
      query: pageQuery.extend({
        mine: z.enum(['true', 'false']).optional(),
        owner_id: idSchema.optional(),
        genre: z.string().trim().min(1).max(64).optional(),
      }),
      answers: { 200: { description: 'A page of tracks', schema: listOf(trackSchema) } },
      refusals: { unauthenticated: ['UNAUTHENTICATED'] },
      handle: async ({ query: { mine, owner_id: ownerId, genre, ...page }, actor }) => {
        if (mine === 'true' && !actor) throw new Unauthenticated();
        const found =
          mine === 'true' && actor
            ? await library.listOfOwner(actor.userId, { genre }, page)
            : await library.listPublic({ ownerId, genre }, page);
        return answer(
          200,
          pageView(found, (track) => trackView(track, actor)),
        );
      },
    }),
    route({
      method: 'get',
      path: '/tracks/:id',
      tag,
      summary: 'One track',
      access: 'optional',
      params: idParams,
      answers: { 200: { description: 'The track', schema: trackSchema } },
      handle: async ({ params, actor }) => answer(200, trackView(await getTrack.execute({ trackId: params.id, actor }), actor)),
    }),
    route({
      method: 'patch',
      path: '/tracks/:id',
      tag,
      summary: 'Change what is said of an own track',
      access: 'user',
      params: idParams,
      body: trackChange,
      answers: { 200: { description: 'The track as it is now', schema: trackSchema } },
      refusals: { conflict: ['STALE_STATE'] },
      handle: async ({ params, body: { musical_key: musicalKey, ...rest }, actor }) => {
        const track = await updateTrack.execute({ trackId: params.id, actor, change: { ...rest, musicalKey } });
        return answer(200, trackView(track, actor));
      },
    }),
    route({
      method: 'delete',
      path: '/tracks/:id',
      tag,
      summary: 'Delete an own track and its file; one that is for sale, or was sold, stays',
      access: 'user',
      params: idParams,
      answers: { 204: { description: 'It is gone' } },
      refusals: { conflict: ['TRACK_IN_USE', 'STALE_STATE'] },
      handle: async ({ params, actor }) => {
        await deleteTrack.execute({ trackId: params.id, actor });
        return answer(204);
      },
    }),
  ];
}
