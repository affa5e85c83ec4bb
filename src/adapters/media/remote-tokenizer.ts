import { AbstractTokenizer, EndOfStreamError, type IRandomAccessFileInfo, type IReadChunkOptions } from 'strtok3';

const WINDOW = 256 * 1024;
/** No honest tag is longer; a parser that is told to read more at once is being lied to. */
const MAX_READ = 32 * 1024 * 1024;

/** Reads up to `length` bytes from `position` on; fewer at the end of the file alone. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

/** A file that is read in windows, wherever it lies. */
export class RemoteTokenizer extends AbstractTokenizer {
  override readonly fileInfo: IRandomAccessFileInfo;
  readonly #readAt: ReadAt;
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  constructor(size: number, readAt: ReadAt, mimeType?: string) {
    super({ maxBufferSize: MAX_READ });
    this.fileInfo = { size, ...(mimeType ? { mimeType } : {}) };
    this.#readAt = readAt;
  }

  override supportsRandomAccess(): boolean {
    return true;
  }

  setPosition(position: number): void {
    this.validateLength(position, 'position');
    this.position = position;
  }

  async readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position } = this.normalizeOptions(target, options);
    this.position = position;
    const count = await this.peekBuffer(target, options);
    this.position = position + count;
    return count;
  }

  async peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position, length, mayBeLess } = this.normalizeOptions(target, options);
    this.validateBufferSize(length);
    const count = Math.max(0, Math.min(length, this.fileInfo.size - position));
    if (!mayBeLess && count < length) throw new EndOfStreamError();
    for (let done = 0; done < count; ) {
      const bytes = await this.#bytesAt(position + done);
      const part = bytes.subarray(0, count - done);
      target.set(part, done);
      done += part.length;
    }
    return count;
  }

  async #bytesAt(position: number): Promise<Uint8Array> {
    const inWindow = position - this.#windowStart;
    if (inWindow >= 0 && inWindow < this.#window.length) return this.#window.subarray(inWindow);
    this.#window = await this.#readAt(position, Math.min(WINDOW, this.fileInfo.size - position));
    this.#windowStart = position;
    if (this.#window.length === 0) throw new EndOfStreamError();
    return this.#window;
  }
}
