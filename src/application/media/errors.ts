import { DomainError, type FieldFault } from '#domain/shared/domain-error.ts';

/** The content is longer than its receiver allows. */
export class ObjectTooLarge extends DomainError {
  readonly kind = 'too-large';
  readonly code = 'UPLOAD_TOO_LARGE';
  constructor(maxBytes: number) {
    super(`the file is longer than the ${maxBytes} bytes allowed`);
  }
}

export class NotAudio extends DomainError {
  readonly kind = 'unsupported-media';
  readonly code = 'UNSUPPORTED_MEDIA';
  override readonly faults: FieldFault[] = [{ pointer: '/file', detail: 'must be MP3, FLAC, WAV, AIFF, Ogg, Opus, M4A or AAC audio' }];
  constructor() {
    super('the content of the file is not audio of a kind that is accepted here');
  }
}

/** It looks like audio, but nobody could play it. */
export class UnreadableAudio extends DomainError {
  readonly kind = 'invalid';
  readonly code: 'AUDIO_UNREADABLE' | 'AUDIO_EMPTY';
  override readonly faults: FieldFault[];
  constructor(code: UnreadableAudio['code'], message: string) {
    super(message);
    this.code = code;
    this.faults = [{ pointer: '/file', detail: message }];
  }
}

export class TrackNotReady extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'TRACK_NOT_READY';
  constructor() {
    super('this track cannot be played: it has not been processed, or processing it failed');
  }
}

export class TrackInUse extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'TRACK_IN_USE';
  constructor() {
    super('this track is for sale or has been sold: those who hold a licence must be able to download it');
  }
}

export class LicenceRequired extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'LICENCE_REQUIRED';
  constructor() {
    super('downloading this track needs a licence to it');
  }
}
