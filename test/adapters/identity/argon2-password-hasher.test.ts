import assert from 'node:assert/strict';
import { type Algorithm, hash as argon2 } from '@node-rs/argon2';
import { Argon2PasswordHasher } from '#adapters/identity/argon2-password-hasher.ts';
import { Busy } from '#application/identity/errors.ts';
import { WaitingRoom } from '#application/identity/waiting-room.ts';

const weak = { memoryKib: 16, passes: 2 };

describe('hashing passwords', () => {
  it('knows a password again, and no other', async () => {
    const hasher = new Argon2PasswordHasher(weak);
    const hash = await hasher.hash('correct horse');
    assert.deepEqual(await hasher.verify('correct horse', hash), { matches: true, outdated: false });
    assert.deepEqual(await hasher.verify('correct horsf', hash), { matches: false, outdated: false });
  });

  it('gives one password two hashes', async () => {
    const hasher = new Argon2PasswordHasher(weak);
    assert.notEqual(await hasher.hash('correct horse'), await hasher.hash('correct horse'));
  });

  it('asks for more than OWASP does at the least', async () => {
    const [, memory, passes] =
      /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(await new Argon2PasswordHasher().hash('correct horse')) ?? [];
    assert(Number(memory) >= 19 * 1024 && Number(passes) >= 2);
  });

  it('compares with nobody as it compares with somebody', async () => {
    assert.deepEqual(await new Argon2PasswordHasher(weak).verify('correct horse', null), { matches: false, outdated: false });
  });

  for (const [name, options] of Object.entries({
    'less memory': { memoryCost: 8, timeCost: 2 },
    'fewer passes': { memoryCost: 16, timeCost: 1 },
    'another variant': { memoryCost: 16, timeCost: 2, algorithm: 1 as Algorithm.Argon2i },
  })) {
    it(`says that a hash with ${name} is outdated`, async () => {
      const hash = await argon2('correct horse', { parallelism: 1, ...options });
      assert.deepEqual(await new Argon2PasswordHasher(weak).verify('correct horse', hash), { matches: true, outdated: true });
    });
  }

  it('turns away whom it cannot serve soon, and serves again later', async () => {
    const hasher = new Argon2PasswordHasher(weak);
    const storm = await Promise.allSettled(Array.from({ length: 60 }, () => hasher.verify('correct horse', null)));
    const refused = storm.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    assert.equal(refused.length, 8);
    assert(refused.every((reason) => reason instanceof Busy && reason.retryAfterSeconds > 0));
    await hasher.hash('correct horse');
  });
});

describe('a waiting room', () => {
  it('lets in as many at once as it may, and the others in their order', async () => {
    const room = new WaitingRoom({ atOnce: 2, waiting: 3 });
    const [begun, ends]: [number[], (() => void)[]] = [[], []];
    const visits = [0, 1, 2, 3, 4].map((visitor) =>
      room.enter(() => {
        begun.push(visitor);
        return new Promise<void>((end) => ends.push(end));
      }),
    );
    await assert.rejects(
      room.enter(async () => undefined),
      Busy,
    );
    assert.deepEqual(begun, [0, 1]);
    for (const visitor of [0, 1, 2, 3, 4]) {
      ends[visitor]?.();
      await visits[visitor];
      assert.deepEqual(begun, [0, 1, 2, 3, 4].slice(0, Math.min(visitor + 3, 5)));
    }
    await room.enter(async () => undefined);
  });

  it('is left also by work that fails', async () => {
    const room = new WaitingRoom({ atOnce: 1, waiting: 0 });
    await assert.rejects(
      room.enter(() => Promise.reject(new Error('out of memory'))),
      /out of memory/,
    );
    assert.equal(await room.enter(async () => 7), 7);
  });
});
