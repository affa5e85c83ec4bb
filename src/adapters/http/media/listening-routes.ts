import type { OpenDownload } from '#application/media/open-download.ts';
import type { OpenStream, Playable } from '#application/media/open-stream.ts';
import type { TrackSnapshot } from '#application/media/ports.ts';
import { goOnWith } from '#application/shared/at-hand.ts';
import { audioFormats } from '#domain/media/audio-format.ts';
import { type Route, streamRoute } from '../route.ts';
import { idParams } from '../schemas.ts';
import { mediaExchange } from './media-exchange.ts';
import type { Media, MediaResponses } from './media-responses.ts';

type Deps = { openStream: OpenStream; openDownload: OpenDownload; responses: MediaResponses };

const tag = 'Listening';
const refusals = { conflict: ['TRACK_NOT_READY'] };

/** HEAD is answered too, by the same declarations. */
export function listeningRoutes({ openStream, openDownload, responses }: Deps): Route[] {
  const listenedTo = new WeakMap<TrackSnapshot, Media>();
  const mediaToHear = (playable: Playable) => {
    const known = listenedTo.get(playable.track);
    if (known) return known;
    const media = mediaOf(playable, 'inline');
    listenedTo.set(playable.track, media);
    return media;
  };

  return [
    streamRoute({
      method: 'get',
      path: '/tracks/:id/stream',
      tag,
      summary: 'Listen: the file, or one range of it (RFC 9110)',
      access: 'optional',
      params: idParams,
      ...mediaExchange,
      refusals,
      handle: ({ params, actor, request, reply }) =>
        goOnWith(openStream.execute({ trackId: params.id, actor }), (playable) =>
          responses.serve({ request, reply }, mediaToHear(playable)),
        ),
    }),
    streamRoute({
      method: 'get',
      path: '/tracks/:id/download',
      tag,
      summary: 'Download a track: an own one, one that you hold a licence to, or one that nobody sells',
      access: 'user',
      params: idParams,
      ...mediaExchange,
      refusals: { ...refusals, forbidden: ['LICENCE_REQUIRED'] },
      handle: async ({ params, actor, request, reply }) => {
        const playable = await openDownload.execute({ trackId: params.id, actor });
        return responses.serve({ request, reply }, mediaOf(playable, 'attachment'));
      },
    }),
  ];
}

function mediaOf({ track, recording }: Playable, disposition: Media['disposition']): Media {
  return {
    key: track.storageKey,
    size: recording.size,
    sha256: recording.sha256,
    contentType: recording.contentType,
    extension: audioFormats[recording.contentType],
    title: track.artist ? `${track.artist} - ${track.title}` : track.title,
    storedAt: recording.storedAt,
    mayBeKept: disposition === 'inline' && track.visibility !== 'private',
    disposition,
  };
}
