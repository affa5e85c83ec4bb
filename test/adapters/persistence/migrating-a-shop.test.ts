import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrate } from '#adapters/persistence/migrate.ts';
import { type OpenDatabase, openDatabase } from '#adapters/persistence/open-database.ts';
import { places, type SqlValue } from '#adapters/persistence/sql-statement.ts';
import { readNumber, readText } from '#adapters/persistence/sql-values.ts';
import { databases } from '#test/support/databases.ts';

const root = resolve(import.meta.dirname, '../../..');
const at = new Date('2026-11-22T12:00:00.000Z');
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** A folder with nothing but the first migration in it. */
async function firstVersionOf(dialect: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'veza-first-version-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await mkdir(join(folder, dialect));
  const [initial = ''] = (await readdir(join(root, 'migrations', dialect))).filter((name) => name.endsWith('_initial.ts'));
  await copyFile(join(root, 'migrations', dialect, initial), join(folder, dialect, initial));
  return folder;
}

for (const kind of databases) {
  describe(`a shop of the first version, on ${kind.name}`, () => {
    let created: Awaited<ReturnType<typeof kind.create>>;
    let folder: string;
    let shop: OpenDatabase;
    before(async () => {
      created = await kind.create();
      folder = await firstVersionOf(kind.name);
      const first = await openDatabase(created.config, { migrationsFolder: folder });
      await migrate(first);
      await first.unitOfWork.run(() => populate(first));
      await first.close();
      shop = await openDatabase(created.config);
      await migrate(shop);
    });
    after(async () => {
      await shop.close();
      await created.remove();
      await rm(folder, { recursive: true });
    });

    const insert = ({ writer }: OpenDatabase, table: string, row: Record<string, SqlValue>) =>
      writer.run(`insert into ${table} (${Object.keys(row).join(', ')}) values (${places(Object.keys(row))})`, Object.values(row));
    const statuses = async (table: string, ids: readonly string[]) => {
      const rows = await shop.reader.all(`select status from ${table} where id in (${places(ids)}) order by id`, ids);
      return rows.map((row) => readText(row, 'status'));
    };

    const [order, paid, lost, open] = [idOf(1), idOf(2), idOf(3), idOf(4)];
    const [sold, beside, basic] = [idOf(11), idOf(12), idOf(13)];
    const [earlier, later, draft] = [idOf(21), idOf(22), idOf(23)];

    async function populate(first: OpenDatabase): Promise<void> {
      const placed = {
        buyer_id: idOf(90),
        items: '[]',
        created_at: at,
        updated_at: at,
        total_amount: 900n,
        total_currency: 'EUR',
        version: 1,
      };
      await insert(first, 'orders', { id: order, status: 'pending', ...placed });
      await insert(first, 'orders', { id: paid, status: 'completed', provider: 'stripe', payment_id: 'pi_1', completed_at: at, ...placed });
      await insert(first, 'paid_order_checks', { order_id: paid, checked_at: at });
      const disputed = { order_id: paid, provider: 'stripe', amount_amount: 900n, amount_currency: 'EUR', opened_at: at, version: 1 };
      await insert(first, 'disputes', { id: lost, provider_dispute_id: 'dp_1', status: 'lost', ...disputed });
      await insert(first, 'disputes', { id: open, provider_dispute_id: 'dp_2', status: 'under_review', ...disputed });
      const offer = async (id: string, track: number, licence: string, status: string, published: Date | null) =>
        insert(first, 'products', {
          ...{ id, track_id: idOf(track), licence, status, published_at: published, seller_id: idOf(91), title: 'Dawn' },
          ...{ created_at: at, updated_at: at, price_amount: 900n, price_currency: 'EUR', version: 1 },
        });
      await offer(sold, 31, 'exclusive', 'sold', at);
      await offer(beside, 31, 'exclusive', 'published', at);
      await offer(basic, 31, 'basic', 'published', at);
      await offer(earlier, 32, 'exclusive', 'published', at);
      await offer(later, 32, 'exclusive', 'published', new Date(at.getTime() + 1));
      await offer(draft, 32, 'exclusive', 'draft', null);
    }

    it('has the schema of today, and every row that points at another', async () => {
      assert.equal(await shop.orm.schema.getUpdateSchemaSQL({ wrap: false }), '');
      assert.deepEqual(await statuses('orders', [order, paid]), ['pending', 'completed']);
    });

    it('still knows when it last asked about an order', async () => {
      const rows = await shop.reader.all('select order_id from order_checks');
      assert.deepEqual(
        rows.map((row) => readText(row, 'order_id')),
        [paid],
      );
    });

    it('counts the disputes that it has lost', async () => {
      const rows = await shop.reader.all('select losses from disputes order by id');
      assert.deepEqual(
        rows.map((row) => readNumber(row, 'losses')),
        [1, 0],
      );
    });

    it('sells nothing more of a track that it has sold exclusively', async () => {
      assert.deepEqual(await statuses('products', [sold, beside, basic]), ['sold', 'draft', 'draft']);
    });

    it('has one exclusive offer of any other track, the one that was published first', async () => {
      assert.deepEqual(await statuses('products', [earlier, later, draft]), ['published', 'draft', 'draft']);
    });
  });
}
