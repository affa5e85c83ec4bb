import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '#test/support/eventually.ts';
import { RunningProduct } from '#test/support/running-product.ts';
import { Visitor } from '../../scripts/tour/visitor.ts';

describe('what a server keeps on disk', () => {
  let product: RunningProduct;
  before(async () => {
    product = await RunningProduct.start({ database: 'sqlite' });
  });
  after(() => product.stop());

  const modeOf = async (name: string) => ((await stat(join(product.dataDir, name))).mode & 0o777).toString(8);

  it('is for its own user alone, but for the music, which a proxy may send', async () => {
    const user = { email: 'ada@example.org', username: 'ada', password: 'correct horse battery staple' };
    (await new Visitor(product.urls[0] ?? '').post('/auth/register', user)).is(202);
    const [mail = ''] = await eventually('mail', async () => {
      const mails = await readdir(join(product.dataDir, 'mail')).catch(() => []);
      const whole = mails.filter((name) => name.endsWith('.eml'));
      return whole.length > 0 ? whole : null;
    });
    const names = [...(await readdir(product.dataDir)).filter((name) => name !== 'media'), join('mail', mail)];
    const modes = await Promise.all(names.map(async (name) => [name, await modeOf(name)] as const));
    assert.ok(names.includes('veza.sqlite-wal') && names.includes('sandbox.sqlite'));
    assert.deepEqual(
      modes.filter(([name, mode]) => mode !== (name === 'mail' ? '700' : '600')),
      [],
    );
    assert.equal(await modeOf('media'), (0o777 & ~process.umask()).toString(8));
  });
});
