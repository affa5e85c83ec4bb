import assert from 'node:assert/strict';
import { Busy } from '#application/identity/errors.ts';
import { WaitingRoom } from '#application/identity/waiting-room.ts';

describe('a waiting room', () => {
  it('gives the place of who leaves to who has waited, and turns away whom it has no seat for', async () => {
    const room = new WaitingRoom({ atOnce: 1, waiting: 1 });
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const works: string[] = [];
    const enter = (name: string, until: Promise<void>) =>
      room.enter(async () => {
        works.push(name);
        await until;
      });
    const leaving = enter('first', first.promise);
    const waiting = enter('second', second.promise);
    await assert.rejects(enter('third', Promise.resolve()), Busy);
    first.resolve();
    await leaving;
    const late = enter('late', Promise.resolve());
    assert.deepEqual([works, room.isEmpty], [['first', 'second'], false]);
    second.resolve();
    await Promise.all([waiting, late]);
    assert.deepEqual([works, room.isEmpty], [['first', 'second', 'late'], true]);
  });

  it('gives a place up when the work fails', async () => {
    const room = new WaitingRoom({ atOnce: 1, waiting: 0 });
    await assert.rejects(
      room.enter(() => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await room.enter(async () => 'done'), 'done');
  });
});
