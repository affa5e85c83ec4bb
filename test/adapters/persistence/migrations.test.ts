import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defineEntity, type EntitySchema, p } from '@mikro-orm/core';
import { BrokenForeignKeys, migrate } from '#adapters/persistence/migrate.ts';
import { type OpenDatabase, openDatabase } from '#adapters/persistence/open-database.ts';
import { databases } from '#test/support/databases.ts';
import { makeMigration } from '../../../scripts/make-migration.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A label with two tracks; the second version knows one more state, for which SQLite has to rebuild the table of labels. */
function labelMappings(states: [string, ...string[]]): EntitySchema[] {
  const Label = defineEntity({
    name: 'TestLabel',
    tableName: 'test_labels',
    properties: { id: p.integer().primary(), state: p.enum(states) },
  });
  const Track = defineEntity({
    name: 'TestTrack',
    tableName: 'test_tracks',
    properties: { id: p.integer().primary(), labelId: () => p.manyToOne(Label).mapToPk().joinColumn('label_id').deleteRule('cascade') },
  });
  return [Label, Track];
}
const first = labelMappings(['open', 'closed']);
const second = labelMappings(['open', 'closed', 'sold']);

const plant = (folder: string, name: string, statements: string[]) =>
  writeFile(
    join(folder, `Migration29991231235959_${name}.ts`),
    `import { Migration } from '@mikro-orm/migrations';
     export class Planted extends Migration { up() { ${statements.map((sql) => `this.addSql(${JSON.stringify(sql)});`).join(' ')} } }`,
  );

for (const kind of databases) {
  describe(`migrating ${kind.name}`, () => {
    let migrationsFolder: string;
    let created: Awaited<ReturnType<typeof kind.create>>;
    let opened: OpenDatabase[] = [];
    beforeEach(async () => {
      migrationsFolder = await mkdtemp(join(tmpdir(), 'veza-migrations-'));
      await symlink(join(root, 'node_modules'), join(migrationsFolder, 'node_modules'));
      created = await kind.create();
    });
    afterEach(async () => {
      await Promise.all(opened.map((database) => database.close()));
      opened = [];
      await created.remove();
      await rm(migrationsFolder, { recursive: true });
    });

    const open = async (extraMappings: EntitySchema[] = []) => {
      const database = await openDatabase(created.config, { extraMappings, migrationsFolder });
      opened.push(database);
      return database;
    };
    const write = (database: OpenDatabase, sql: string) => database.unitOfWork.run(() => database.writer.run(sql));
    const count = async (database: OpenDatabase, table: string) => (await database.reader.all(`select 1 as one from ${table}`)).length;
    const populated = async () => {
      await makeMigration('first', { extraMappings: first, migrationsFolder });
      const database = await open(first);
      await migrate(database);
      await write(database, `insert into test_labels (id, state) values (1, 'open')`);
      await write(database, 'insert into test_tracks (id, label_id) values (1, 1), (2, 1)');
      return database;
    };

    it('builds exactly what is mapped, and after that finds nothing to do', async () => {
      await makeMigration('first', { migrationsFolder });
      const database = await open();
      assert.equal((await migrate(database)).length, 1);
      assert.equal(await database.orm.schema.getUpdateSchemaSQL({ wrap: false }), '');
      assert.deepEqual([await migrate(database), await makeMigration('none', { migrationsFolder })], [[], []]);
    });

    it('loses no row that points at a table which changes', async () => {
      await populated();
      const files = await makeMigration('second', { extraMappings: second, migrationsFolder });
      const [file] = files.filter((name) => name.includes(`/${kind.name}/`));
      if (kind.name === 'sqlite') assert.match(await readFile(file ?? '', 'utf8'), /drop table .*test_labels/);
      const later = await open(second);
      assert.equal((await migrate(later)).length, 1);
      assert.deepEqual([await count(later, 'test_labels'), await count(later, 'test_tracks')], [1, 2]);
      assert.equal(await later.orm.schema.getUpdateSchemaSQL({ wrap: false }), '');
      await write(later, `update test_labels set state = 'sold'`);
    });

    it('still holds the foreign keys afterwards', async () => {
      const database = await populated();
      await assert.rejects(write(database, 'insert into test_tracks (id, label_id) values (3, 99)'), /foreign key/i);
    });

    it('refuses what would leave rows that point at nothing, and changes nothing', async () => {
      const database = await populated();
      const broken = ['delete from test_labels', 'insert into test_tracks (id, label_id) values (3, 99)'];
      await plant(join(migrationsFolder, kind.name), 'broken', broken);
      await assert.rejects(migrate(database), (error: Error) => {
        assert.match(error.message, /test_tracks/);
        return kind.name === 'postgres' || error instanceof BrokenForeignKeys;
      });
      assert.deepEqual([await count(database, 'test_labels'), await count(database, 'test_tracks')], [1, 2]);
    });

    it('does all or nothing', async () => {
      const database = await populated();
      await plant(join(migrationsFolder, kind.name), 'wrong', [
        'create table test_more (id integer)',
        'insert into test_nowhere values (1)',
      ]);
      await assert.rejects(migrate(database), /test_nowhere/);
      await assert.rejects(count(database, 'test_more'));
      assert.equal(await count(database, 'mikro_orm_migrations'), 1);
    });

    // A SQLite file belongs to one process.
    if (kind.name === 'sqlite') return;

    it('is done once by several that start at the same time', async () => {
      await makeMigration('first', { migrationsFolder });
      const several = await Promise.all([open(), open(), open()]);
      const applied = await Promise.all(several.map((database) => migrate(database)));
      assert.equal(applied.flat().length, 1);
    });
  });

  describe(`the migrations of ${kind.name}`, () => {
    const folder = join(root, 'migrations', kind.name);
    if (!existsSync(folder) || readdirSync(folder).length === 0) return;

    it('build exactly what is mapped', async () => {
      const created = await kind.create();
      const database = await openDatabase(created.config);
      await migrate(database);
      assert.equal(await database.orm.schema.getUpdateSchemaSQL({ wrap: false }), '');
      await database.close();
      await created.remove();
    });
  });
}
