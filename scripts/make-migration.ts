import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type DatabaseConfig, type OrmOptions, openOrm } from '#adapters/persistence/open-orm.ts';

const root = resolve(import.meta.dirname, '../migrations');

/** Neither is connected to: what has changed comes out of the snapshot that lies beside the migrations. */
const configs: readonly DatabaseConfig[] = [
  { dialect: 'sqlite', path: ':memory:' },
  { dialect: 'postgres', url: 'postgres://127.0.0.1:1/none', poolSize: 1 },
];

/** Writes a migration for each database from what is mapped and not migrated yet. Gives the files; none where nothing changed. */
export async function makeMigration(name: string, options: OrmOptions = {}): Promise<string[]> {
  const made: string[] = [];
  for (const config of configs) {
    const folder = resolve(options.migrationsFolder ?? root, config.dialect);
    const snapshot = resolve(folder, 'schema.json');
    if (!existsSync(snapshot)) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(snapshot, JSON.stringify({ tables: [], namespaces: [] }));
    }
    const { orm } = await openOrm(config, options);
    const { fileName } = await orm.migrator.create(undefined, false, false, name);
    await orm.close();
    if (fileName) made.push(resolve(folder, fileName));
  }
  return made;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { name: { type: 'string' } } });
  if (!values.name || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(values.name)) {
    console.error('say what the migration does in kebab case: npm run migration:create -- --name add-promo-codes');
    process.exit(1);
  }
  const made = await makeMigration(values.name.replaceAll('-', '_'));
  if (made.length > 0) spawnSync('npx', ['biome', 'check', '--write', ...made], { stdio: 'inherit' });
  console.log(made.length > 0 ? made.join('\n') : 'the migrations already build what is mapped: there is nothing to write');
}
