import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header bears exactly this secret; takes the same time whatever it bears. */
export function bears(authorization: string | undefined, secret: string): boolean {
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
