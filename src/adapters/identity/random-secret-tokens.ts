import { createHash, randomBytes } from 'node:crypto';
import type { SecretTokens } from '#application/identity/ports.ts';

/** In letters and digits alone: mail programs take a dash at the end of a link for punctuation. */
export class RandomSecretTokens implements SecretTokens {
  mint(): { secret: string; digest: string } {
    const secret = randomBytes(32).toString('hex');
    return { secret, digest: this.digestOf(secret) };
  }

  digestOf(secret: string): string {
    return createHash('sha256').update(secret).digest('hex');
  }
}
