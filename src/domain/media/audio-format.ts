/** What a track may be, by the content type that it is served under, with the extension of its file. */
export const audioFormats = {
  'audio/mpeg': 'mp3',
  'audio/flac': 'flac',
  'audio/wav': 'wav',
  'audio/aiff': 'aiff',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
} as const;

export type AudioContentType = keyof typeof audioFormats;
export const audioContentTypes = Object.keys(audioFormats) as AudioContentType[];
