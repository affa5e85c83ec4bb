import { randomBytes } from 'node:crypto';
import { type Algorithm, hash, parseOptions, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '#application/identity/ports.ts';
import { WaitingRoom } from '#application/identity/waiting-room.ts';

export type Argon2Parameters = { memoryKib: number; passes: number };

/** 1.7 times the least that OWASP asks for (19 MiB, 2 passes), in about 14 ms. */
const strength: Argon2Parameters = { memoryKib: 32 * 1024, passes: 2 };
const argon2id: Algorithm.Argon2id = 2;
const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** Hashes on libuv's threads, which files are read on too: so two at a time, and a queue that does not grow. */
export class Argon2PasswordHasher implements PasswordHasher {
  readonly #parameters: Argon2Parameters;
  readonly #room = new WaitingRoom({ atOnce: 2, waiting: 50 });
  /** Takes as long to compare with as any hash made now, and matches nothing. */
  readonly #nobody: string;

  constructor(parameters: Argon2Parameters = strength) {
    const { memoryKib, passes } = parameters;
    this.#parameters = parameters;
    this.#nobody = `$argon2id$v=19$m=${memoryKib},t=${passes},p=1$${unpadded(randomBytes(16))}$${unpadded(randomBytes(32))}`;
  }

  hash(password: string): Promise<string> {
    const { memoryKib: memoryCost, passes: timeCost } = this.#parameters;
    return this.#room.enter(() => hash(password, { algorithm: argon2id, memoryCost, timeCost, parallelism: 1 }));
  }

  async verify(password: string, hash: string | null): Promise<{ matches: boolean; outdated: boolean }> {
    const matches = await this.#room.enter(() => verify(hash ?? this.#nobody, password));
    return { matches: matches && hash !== null, outdated: hash !== null && this.#isWeaker(hash) };
  }

  #isWeaker(hash: string): boolean {
    const { algorithm, memoryCost, timeCost } = parseOptions(hash);
    return algorithm !== argon2id || memoryCost < this.#parameters.memoryKib || timeCost < this.#parameters.passes;
  }
}
