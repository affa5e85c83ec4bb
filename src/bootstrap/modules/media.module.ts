import { join } from 'node:path';
import { type Bind, ContainerModule } from 'inversify';
import { makeDirectory } from '#adapters/files/make-directory.ts';
import { listeningRoutes } from '#adapters/http/media/listening-routes.ts';
import { MediaResponses } from '#adapters/http/media/media-responses.ts';
import { trackRoutes } from '#adapters/http/media/track-routes.ts';
import { uploadRoutes } from '#adapters/http/media/upload-routes.ts';
import { MarketplaceDownloadRights } from '#adapters/in-process/marketplace-download-rights.ts';
import { MarketplaceTrackSales } from '#adapters/in-process/marketplace-track-sales.ts';
import { MediaTracksForSale } from '#adapters/in-process/media-tracks-for-sale.ts';
import { WorkerAudioProbe } from '#adapters/media/worker-audio-probe.ts';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { RecentTracks } from '#adapters/persistence/media/recent-tracks.ts';
import { SqlTrackLibrary } from '#adapters/persistence/media/sql-track-library.ts';
import { SqlTracks } from '#adapters/persistence/media/sql-tracks.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { LocalFileSender } from '#adapters/storage/local-file-sender.ts';
import { LocalStorage } from '#adapters/storage/local-storage.ts';
import { MemoryStorage } from '#adapters/storage/memory-storage.ts';
import { OpenFiles } from '#adapters/storage/open-files.ts';
import { Sendfile } from '#adapters/storage/sendfile.ts';
import { StorageDependency } from '#adapters/storage/storage-dependency.ts';
import { StreamSender } from '#adapters/storage/stream-sender.ts';
import { SalesRecords, TracksForSale } from '#application/marketplace/ports.ts';
import { DeleteTrack } from '#application/media/delete-track.ts';
import { GetTrack } from '#application/media/get-track.ts';
import { OpenDownload } from '#application/media/open-download.ts';
import { OpenStream } from '#application/media/open-stream.ts';
import {
  AudioProbe,
  DownloadRights,
  MediaSettings,
  ObjectSender,
  PlayableTracks,
  Storage,
  TrackLibrary,
  TrackSales,
  Tracks,
} from '#application/media/ports.ts';
import { ReceiveAudio } from '#application/media/receive-audio.ts';
import { SweepOrphanedMedia } from '#application/media/sweep-orphaned-media.ts';
import { UpdateTrack } from '#application/media/update-track.ts';
import { UploadTrack } from '#application/media/upload-track.ts';
import { Dependency } from '#application/shared/health.ts';
import { Clock, Ids, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { wire, wireFactory, wireRoutes, wireRoutine } from '../wire.ts';

const HOUR = 3_600_000;

const storages = {
  local: (bind, directory, config) => {
    bind(OpenFiles)
      .toResolvedValue(() => new OpenFiles({ directory }), [])
      .inSingletonScope()
      .onDeactivation((openFiles) => openFiles.close());
    const openLocal = ({ openFiles }: { openFiles: OpenFiles }) => {
      makeDirectory(directory);
      return new LocalStorage({ directory, openFiles });
    };
    wireFactory(bind, Storage, openLocal, { openFiles: OpenFiles });
    wireFactory(
      bind,
      ObjectSender,
      ({ openFiles }: { openFiles: OpenFiles }) =>
        new LocalFileSender({ openFiles, sendfile: config.MEDIA_SENDFILE === 'auto' ? Sendfile.find() : null }),
      { openFiles: OpenFiles },
    );
  },
  memory: (bind) => {
    bind(Storage).toConstantValue(new MemoryStorage());
    wire(bind, StreamSender, { storage: Storage }, ObjectSender);
  },
} satisfies Record<Config['STORAGE_BACKEND'], (bind: Bind, directory: string, config: Config) => void>;

export const mediaModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    storages[config.STORAGE_BACKEND](bind, join(config.dataDir, 'media'), config);
    bind(MediaSettings).toConstantValue({ maxUploadBytes: config.MAX_UPLOAD_BYTES });
    wire(bind, SqlTracks, { ambient: AmbientTransaction }, Tracks);
    wire(bind, SqlTrackLibrary, { reader: SqlReader }, TrackLibrary);
    wire(bind, RecentTracks, { library: TrackLibrary, clock: Clock }, PlayableTracks);
    bind(AudioProbe)
      .toResolvedValue((storage: Storage, log: Log) => new WorkerAudioProbe({ storage, log }), [Storage, Log])
      .inSingletonScope()
      .onDeactivation((probe) => (probe instanceof WorkerAudioProbe ? probe.close() : undefined));
    wire(bind, StorageDependency, { storage: Storage }, Dependency);
    wire(bind, MediaTracksForSale, { tracks: Tracks }, TracksForSale);
    wire(bind, MarketplaceTrackSales, { records: SalesRecords }, TrackSales);
    wire(bind, MarketplaceDownloadRights, { records: SalesRecords }, DownloadRights);

    wire(bind, ReceiveAudio, { storage: Storage, probe: AudioProbe, settings: MediaSettings, log: Log });
    wire(bind, UploadTrack, {
      receiveAudio: ReceiveAudio,
      tracks: Tracks,
      library: TrackLibrary,
      unitOfWork: UnitOfWork,
      ids: Ids,
      clock: Clock,
    });
    wire(bind, GetTrack, { library: TrackLibrary });
    wire(bind, OpenStream, { playable: PlayableTracks, rights: DownloadRights });
    wire(bind, OpenDownload, { library: TrackLibrary, rights: DownloadRights, sales: TrackSales });
    wire(bind, UpdateTrack, { unitOfWork: UnitOfWork, tracks: Tracks, playable: PlayableTracks, clock: Clock });
    wire(bind, DeleteTrack, {
      unitOfWork: UnitOfWork,
      tracks: Tracks,
      playable: PlayableTracks,
      sales: TrackSales,
      storage: Storage,
      log: Log,
    });
    wire(bind, SweepOrphanedMedia, {
      unitOfWork: UnitOfWork,
      tracks: Tracks,
      library: TrackLibrary,
      storage: Storage,
      clock: Clock,
      log: Log,
    });
    wireRoutine(bind, { jobName: 'sweep-orphaned-media', everyMs: HOUR }, ({ sweep }: { sweep: SweepOrphanedMedia }) => sweep.execute(), {
      sweep: SweepOrphanedMedia,
    });

    wireFactory(
      bind,
      MediaResponses,
      (deps: { sender: ObjectSender; log: Log }) => new MediaResponses({ ...deps, acceleration: config.MEDIA_ACCEL }),
      { sender: ObjectSender, log: Log },
    );
    wireRoutes(bind, uploadRoutes, { uploadTrack: UploadTrack, settings: MediaSettings });
    wireRoutes(bind, trackRoutes, { library: TrackLibrary, getTrack: GetTrack, updateTrack: UpdateTrack, deleteTrack: DeleteTrack });
    wireRoutes(bind, listeningRoutes, { openStream: OpenStream, openDownload: OpenDownload, responses: MediaResponses });
  });
