const described = ['Accept-Ranges', 'Content-Disposition', 'ETag', 'Last-Modified'] as const;

/** What every route that serves media goes by, and what it answers. */
export const mediaExchange = {
  requestHeaders: ['Range', 'If-Range', 'If-Match', 'If-None-Match', 'If-Modified-Since', 'If-Unmodified-Since'],
  answers: {
    200: { description: 'The whole file', contentType: 'audio/*', headers: described },
    206: { description: 'The range that was asked for', contentType: 'audio/*', headers: [...described, 'Content-Range'] },
    304: { description: 'What the caller has is still the file', headers: described },
    412: { description: 'The file is not the one that was meant', contentType: 'application/problem+json' },
    416: {
      description: 'The range begins beyond the end of the file',
      contentType: 'application/problem+json',
      headers: ['Content-Range'],
    },
  },
} as const;
