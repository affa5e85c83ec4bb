import { createHash, randomBytes } from 'node:crypto';
import type { SecretTokens } from '#application/identity/ports.ts';

export class RandomSecretTokens implements SecretTokens {
  mint(): { secret: string; digest: string } {
    const secret = randomBytes(32).toString('base64url');
    return { secret, digest: this.digestOf(secret) };
  }

  digestOf(secret: string): string {
    return createHash('sha256').update(secret).digest('hex');
  }
}
