import type { Readable } from 'node:stream';
import type { Log } from '#application/shared/ports.ts';
import { audioFormats } from '#domain/media/audio-format.ts';
import type { TrackPlace } from '#domain/media/track.ts';
import { NotAudio, UnreadableAudio } from './errors.ts';
import { firstBytes } from './first-bytes.ts';
import { AUDIO_HEAD_BYTES, type AudioFacts, type AudioProbe, type MediaSettings, type Storage, type StoredObject } from './ports.ts';

type Deps = { storage: Storage; probe: AudioProbe; settings: MediaSettings; log: Log };
type IncomingFile = { content: Readable; fileName: string | null };
type KeptFile = { object: StoredObject; fileName: string | null };

/**
 * Reads a request: hands its file to `keep` as it arrives, and answers with what was said of it once everything is there.
 * When it throws, `keep` has come to its end before.
 */
export type ReadRequest<Said> = (keep: (file: IncomingFile) => Promise<KeptFile>) => Promise<{ said: Said; kept: KeptFile }>;
export type ReceivedAudio<Said> = { said: Said; place: TrackPlace; object: StoredObject; fileName: string | null; facts: AudioFacts };

/** Takes a stranger's file into the storage, as far as it is audio. What is refused, or breaks off, leaves nothing behind. */
export class ReceiveAudio {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** `path` is the key of the object without its extension. @throws {NotAudio | UnreadableAudio | ObjectTooLarge} or what `read` throws. */
  async execute<Said>(path: string, read: ReadRequest<Said>): Promise<ReceivedAudio<Said>> {
    const keys: string[] = [];
    try {
      const { said, kept } = await read((file) => this.#keep(path, file, keys));
      const place = { storageBackend: this.#deps.storage.backend, storageKey: kept.object.key };
      return { said, place, ...kept, facts: await this.#factsOf(kept.object) };
    } catch (error) {
      for (const key of keys) await this.discard(key);
      throw error;
    }
  }

  /** Deletes an object that no track will have. When that fails, the sweep comes for it. */
  async discard(key: string): Promise<void> {
    try {
      await this.#deps.storage.delete(key);
    } catch (error) {
      this.#deps.log.error('media_not_discarded', { key, error });
    }
  }

  async #keep(path: string, { content, fileName }: IncomingFile, keys: string[]): Promise<KeptFile> {
    const { storage, probe, settings } = this.#deps;
    const { head, whole } = await firstBytes(content, AUDIO_HEAD_BYTES);
    if (head.length === 0) throw new UnreadableAudio('AUDIO_EMPTY', 'the file is empty');
    const contentType = await probe.recognise(head);
    if (!contentType) throw new NotAudio();
    const key = `${path}.${audioFormats[contentType]}`;
    keys.push(key);
    return { object: await storage.put(key, whole, { maxBytes: settings.maxUploadBytes }), fileName };
  }

  async #factsOf({ key, size }: StoredObject): Promise<AudioFacts> {
    const found = await this.#deps.probe.probe(key, size);
    if (found.outcome === 'audio') return found.facts;
    if (found.outcome === 'not-audio') throw new NotAudio();
    if (found.outcome === 'empty') throw new UnreadableAudio('AUDIO_EMPTY', 'there is no sound in the file');
    throw new UnreadableAudio('AUDIO_UNREADABLE', 'the file is damaged: nothing could play it');
  }
}
