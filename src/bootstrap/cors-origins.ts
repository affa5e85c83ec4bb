import { z } from 'zod';

const SCHEME_AND_HOST = /^[a-z][a-z\d+.-]*:\/\/[^/\\?#@]+$/i;
const HOST = /^[\w.:[\]-]+$/;

/** Origins with commas between them, each as a browser writes its own; or `*` alone. */
export const corsOrigins = z
  .string()
  .default('')
  .transform((text, context) => {
    const entries = text
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
    if (entries.includes('*') && entries.length > 1) context.addIssue({ code: 'custom', message: '* must stand alone' });
    return entries.flatMap((entry, index) => {
      const origin = entry === '*' ? entry : originOf(entry);
      const message = `entry ${index + 1} must be an origin such as https://shop.example, with nothing behind it`;
      if (origin === null) context.addIssue({ code: 'custom', message });
      return origin ?? [];
    });
  });

function originOf(entry: string): string | null {
  if (!SCHEME_AND_HOST.test(entry) || !URL.canParse(entry)) return null;
  const { protocol, host } = new URL(entry);
  return HOST.test(host) ? `${protocol}//${host}` : null;
}
