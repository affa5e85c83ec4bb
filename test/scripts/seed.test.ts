import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { Container } from 'inversify';
import { CreateAdmin } from '#application/identity/create-admin.ts';
import { LogIn } from '#application/identity/log-in.ts';
import { AuditLedger } from '#application/ledger/audit-ledger.ts';
import { Catalogue } from '#application/marketplace/ports.ts';
import { TrackLibrary } from '#application/media/ports.ts';
import { readConfig } from '#bootstrap/config.ts';
import { buildContainer } from '#bootstrap/container.ts';
import { GivenUp } from '#bootstrap/given-up.ts';
import { prepareDatabase } from '#bootstrap/prepare-database.ts';
import { demo, emailOf, password } from '../../scripts/seed/demo.ts';
import { makeOrders } from '../../scripts/seed/orders.ts';
import { makePeople } from '../../scripts/seed/people.ts';
import { fillShelf } from '../../scripts/seed/shelf.ts';

async function openProduct(): Promise<Container> {
  const config = readConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATABASE_URL: 'sqlite::memory:',
    STORAGE_BACKEND: 'memory',
    MAILER: 'memory',
    JWT_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    SANDBOX_WEBHOOK_SECRET: 'a secret of the tests',
  });
  const container = await buildContainer(config);
  await prepareDatabase(container, config);
  return container;
}

describe('seeding a demo', () => {
  let container: Container;
  const seed = async () => {
    const actors = await makePeople(container);
    return makeOrders(container, actors, await fillShelf(container, actors));
  };
  const shown = async () => ({
    products: (await container.get(Catalogue).listPublished({}, { limit: 100 })).data.map(({ id }) => id),
    tracks: (await container.get(TrackLibrary).listPublic({}, { limit: 100 })).data.map(({ id, recording }) => [id, recording?.durationMs]),
  });

  before(async () => {
    container = await openProduct();
  });
  after(() => container.unbindAllAsync());

  it('fills it once, however often it is run', async () => {
    const first = await seed();
    const { products, tracks } = await shown();
    assert.deepEqual(first.map(({ status }) => status).sort(), [
      'canceled',
      'completed',
      'completed',
      'completed',
      'failed',
      'partially_refunded',
      'pending',
      'refund_pending',
      'refunded',
    ]);
    assert.equal(products.length, 4, 'what was beside the licence that was sold exclusively is for sale no more');
    assert.ok(
      tracks.every(([, duration]) => Number(duration) > 3000),
      'there is music in every track',
    );

    const second = await seed();
    assert.deepEqual(
      second.map(({ id, status }) => [id, status]),
      first.map(({ id, status }) => [id, status]),
    );
    assert.deepEqual(await shown(), { products, tracks });
  });

  it('makes an administrator who can log in', async () => {
    const { user } = await container.get(LogIn).execute({ email: emailOf('admin'), password });
    assert.equal(user.role, 'admin');
  });

  it('leaves books that balance', async () => {
    const auditLedger = await container.getAsync(AuditLedger);
    assert.deepEqual((await auditLedger.execute()).faults, []);
  });
});

describe('seeding a demo among other people', () => {
  let container: Container;
  beforeEach(async () => {
    container = await openProduct();
  });
  afterEach(() => container.unbindAllAsync());

  const somebody = async (username: string) =>
    (await container.getAsync(CreateAdmin)).execute({ email: `${username}@example.org`, username });

  it('makes its own, whoever has their names', async () => {
    for (const { name } of demo.people) await somebody(name);
    const actors = await makePeople(container);
    assert.deepEqual(await makePeople(container), actors);
    const { user } = await container.get(LogIn).execute({ email: emailOf('ada'), password });
    assert.deepEqual([user.id, user.role], [actors.get('ada')?.userId, 'creator']);
  });

  it('says which name it cannot have', async () => {
    await somebody('demo-grace');
    await assert.rejects(makePeople(container), (error) => error instanceof GivenUp && /"demo-grace"/.test(error.message));
  });
});
