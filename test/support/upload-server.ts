import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { readUpload, type UploadedFile } from '#adapters/http/media/multipart-upload.ts';
import { streamRoute } from '#adapters/http/route.ts';
import { MemoryStorage } from '#adapters/storage/memory-storage.ts';
import { startHttpServer, type TestServer } from './http-server.ts';
import { multipartType } from './multipart.ts';

const answerSchema = z.looseObject({
  code: z.string().optional(),
  errors: z.unknown().optional(),
  kept: z.object({ size: z.number(), sha256: z.string(), fileName: z.string().nullable() }).optional(),
});
type Posted = { status: number; body: z.output<typeof answerSchema> };
type Keep = (file: UploadedFile) => Promise<unknown>;

export const maxUploadedFile = 3_000_000;
const limits = { fileField: 'file', fields: ['title', 'genre'], maxFieldBytes: 1000, maxFileBytes: maxUploadedFile };

export type UploadServer = {
  server: TestServer;
  /** How each upload ended, and what was still under way then. */
  outcomes: string[];
  /** What becomes of the file; unless replaced, it is stored and described. */
  keep: Keep;
  post(body: Uint8Array<ArrayBuffer> | FormData, headers?: Record<string, string>): Promise<Posted>;
  assertRefused(posted: Promise<Posted>, status: number, code: string, errors?: unknown): Promise<void>;
};

export const storeAndDescribe: Keep = async ({ content, fileName }) => {
  const { size, sha256 } = await new MemoryStorage().put('file', content, { maxBytes: maxUploadedFile });
  return { size, sha256, fileName };
};

/** A route that takes forms, and nothing else of the product. */
export async function startUploadServer(): Promise<UploadServer> {
  let keeping = 0;
  const handle = async (request: Parameters<typeof readUpload>[0]) => {
    try {
      const { fields, kept } = await readUpload(request, limits, async (file) => {
        keeping += 1;
        try {
          return await uploads.keep(file);
        } finally {
          keeping -= 1;
        }
      });
      uploads.outcomes.push('read');
      return answer(200, { fields, kept });
    } catch (error) {
      uploads.outcomes.push(`${error instanceof Error ? error.constructor.name : 'something'} while ${keeping} files were being kept`);
      throw error;
    }
  };
  const server = await startHttpServer([
    streamRoute({
      method: 'post',
      path: '/uploads',
      tag: 'test',
      summary: 'takes a form',
      access: 'public',
      requestContentType: 'multipart/form-data',
      requestSchema: z.object({}),
      answers: { 200: { description: 'what was in it', schema: z.unknown() } },
      refusals: {
        rejected: ['MALFORMED_UPLOAD'],
        'too-large': ['UPLOAD_TOO_LARGE', 'FIELD_TOO_LARGE'],
        'unsupported-media': ['UNSUPPORTED_MEDIA', 'UNSUPPORTED_MEDIA_TYPE'],
      },
      handle: ({ request }) => handle(request),
    }),
  ]);
  const uploads: UploadServer = {
    server,
    outcomes: [],
    keep: storeAndDescribe,
    post: async (body, headers = { 'content-type': multipartType }) => {
      const response = await server.fetch('/api/v1/uploads', { method: 'POST', headers, body });
      return { status: response.status, body: answerSchema.parse(await response.json()) };
    },
    assertRefused: async (posted, status, code, errors) => {
      const { status: actual, body } = await posted;
      assert.deepEqual([actual, body.code, body.errors], [status, code, errors]);
      assert.match(uploads.outcomes.at(-1) ?? '', /^\w+ while 0 files were being kept$/);
    },
  };
  return uploads;
}
