import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Exception, unexcused, violationsIn } from '#test/support/architecture-rules.ts';

const root = resolve(import.meta.dirname, '..');
const read = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((path) => [path.replaceAll('\\', '/'), readFileSync(resolve(root, path), 'utf8')] as const);

const exceptions: readonly Exception[] = [
  { path: 'src/application/identity/', rule: /: #application\/audit\/ports/, reason: 'every change of an account is on the record' },
  { path: 'src/application/operations/', rule: /: #application\/audit\/ports/, reason: 'what an operator changes is on the record' },
  {
    path: 'src/application/marketplace/',
    rule: /: #application\/audit\/ports/,
    reason: 'what is for sale, and whose money goes back, is on the record',
  },
  { path: 'src/application/payments/', rule: /: #application\/audit\/ports/, reason: 'what an operator sets going is on the record' },
  { path: 'src/application/payouts/', rule: /: #application\/audit\/ports/, reason: 'what an operator sets going is on the record' },
  {
    path: 'src/application/identity/',
    rule: /: #application\/mail\/(ports|outbox)/,
    reason: 'a letter leaves with the change that it tells of',
  },
  { path: 'src/application/media/', rule: /: node:stream$/, reason: 'audio is streamed, never held' },
  {
    path: 'src/application/payments/prune-deliveries.ts',
    rule: /node:timers\/promises$|time and chance/,
    reason: 'it pauses between batches',
  },
  { path: 'src/adapters/payments/sandbox/', rule: /no SQL writes a status/, reason: 'the sandbox stands for an outside party' },
  { path: 'src/adapters/payouts/sandbox/', rule: /no SQL writes a status/, reason: 'the sandbox stands for an outside party' },
];

describe('the architecture', () => {
  const sources = new Map([...read('src/**/*.ts'), ...read('test/**/*.ts'), ...read('scripts/**/*.ts')]);

  it('is kept by every file', () => assert.deepEqual(unexcused(violationsIn(sources), exceptions), []));

  it('is looked at in every context', () => {
    const contexts = ['identity', 'marketplace', 'payments', 'payouts', 'ledger', 'media'];
    for (const context of contexts)
      assert.ok(
        [...sources.keys()].some((path) => path.startsWith(`src/application/${context}/`)),
        context,
      );
  });
});

describe('the rules of the architecture', () => {
  const sound = new Map([
    [
      'src/domain/shop/cart.ts',
      "import { Money } from '#domain/shared/money.ts';\nimport { line } from './line.ts';\nprivate _status = 'open';\n",
    ],
    [
      'src/application/shop/buy.ts',
      "import type { Cart } from '#domain/shop/cart.ts';\nimport { Clock } from '#application/shared/ports.ts';\n",
    ],
    ['src/adapters/persistence/shop/cart.mapping.ts', "import { p } from '@mikro-orm/core';\ndefineEntity({ class: Cart });\n"],
    ['src/bootstrap/modules/shop.module.ts', "import { ContainerModule } from 'inversify';\n"],
  ]);
  const violationsWith = (path: string, code: string) => violationsIn(new Map([...sound, [path, code]]));

  it('find nothing in sound code', () => assert.deepEqual(violationsIn(sound), []));

  it('fail when they see no files', () => {
    assert.throws(() => violationsIn(new Map()), /no files in src\/domain/);
    assert.throws(() => violationsIn(new Map([['src/domain/shop/cart.ts', '']])), /no files in src\/application/);
  });

  const planted: readonly [what: string, path: string, code: string][] = [
    ['a context of the domain in another', 'src/domain/shop/a.ts', "import { User } from '#domain/identity/user.ts';"],
    ['a type of another context of the domain', 'src/domain/shop/a.ts', "import type { User } from '#domain/identity/user.ts';"],
    ['another context by a relative path', 'src/domain/shop/a.ts', "import type { User } from '../identity/user.ts';"],
    ['a type named in place', 'src/domain/shop/a.ts', "type U = import('#domain/identity/user.ts').User;"],
    ['the application in the domain', 'src/domain/shop/a.ts', "import type { Clock } from '#application/shared/ports.ts';"],
    ['a built-in module in the domain', 'src/domain/shop/a.ts', "import { createHash } from 'node:crypto';"],
    ['a library in the domain, over two lines', 'src/domain/shop/a.ts', "import {\n  z,\n} from 'zod';"],
    ['a library imported for its effect', 'src/domain/shop/a.ts', "import 'zod';"],
    ['a library imported while running', 'src/application/shop/a.ts', "const { z } = await import('zod');"],
    ['another context of the application', 'src/application/shop/a.ts', "import type { Users } from '#application/identity/ports.ts';"],
    ['an adapter in the application', 'src/application/shop/a.ts', "import type { HttpServer } from '#adapters/http/server.ts';"],
    ['bootstrap in an adapter', 'src/adapters/mail/a.ts', "import type { Config } from '#bootstrap/config.ts';"],
    ['inversify in an adapter', 'src/adapters/mail/a.ts', "import type { Container } from 'inversify';"],
    ['tests in the product', 'src/adapters/mail/a.ts', "import { wav } from '#test/support/audio.ts';"],
    ['a barrel', 'src/adapters/mail/a.ts', "export * from './b.ts';"],
    ['a barrel of types', 'src/adapters/mail/a.ts', "export type { B } from './b.ts';"],
    ['a file called index', 'src/adapters/mail/index.ts', ''],
    ['a file in camel case', 'src/adapters/mail/smtpMailer.ts', ''],
    ['a file of another suffix', 'src/adapters/mail/mail.service.ts', ''],
    ['a file called after nothing', 'test/support/http-helper.ts', ''],
    ['a class called after nothing', 'src/adapters/mail/a.ts', 'export class Mail'.concat('Manager {}')],
    ['a long file', 'test/support/a.ts', 'line\n'.repeat(301)],
    ['a status changed by a verb', 'src/domain/shop/a.ts', "  pay(): void {\n    this._status = 'paid';\n  }\n"],
    ['a status changed from outside', 'src/application/shop/a.ts', "cart['_status'] = 'paid';"],
    ['a status written by SQL', 'src/adapters/persistence/a.ts', "'update carts set version = version + 1, status = ? where id = ?'"],
    ['a status written through the ORM', 'src/adapters/persistence/a.ts', "await em.nativeUpdate(Cart, id, { status: 'paid' });"],
    ['the time of day', 'src/application/shop/a.ts', 'const now = new Date();'],
    ['a timer', 'src/application/shop/a.ts', 'setTimeout(run, 10);'],
    ['chance', 'src/domain/shop/a.ts', 'const id = crypto.randomUUID();'],
    ['an entity in a view', 'src/adapters/http/shop/a.ts', "import { type Cart, statuses } from '#domain/shop/cart.ts';"],
    ['an answer past the views', 'src/adapters/http/shop/a.ts', 'response.status(200).json(cart);'],
  ];
  for (const [what, path, code] of planted) it(`find ${what}`, () => assert.equal(violationsWith(path, code).length, 1));

  it('find a circle of imports once, types and ways through other folders included', () => {
    const circle = new Map([
      ['src/domain/shop/line.ts', "import type { Cart } from './cart.ts';"],
      ['src/application/shop/a.ts', "import { b } from '#application/shop/b.ts';\nimport { c } from './c.ts';"],
      ['src/application/shop/b.ts', "import type { C } from './c.ts';"],
      ['src/application/shop/c.ts', "import { buy } from './buy.ts';"],
      ['src/adapters/mail/a.ts', "import { b } from './b/b.ts';"],
      ['src/adapters/mail/b/b.ts', "import { c } from '#adapters/mail/c.ts';"],
      ['src/adapters/mail/c.ts', "const { a } = await import('./a.ts');"],
    ]);
    assert.deepEqual(violationsIn(new Map([...sound, ...circle])), [
      'src/domain/shop/cart.ts: a circle of imports: cart.ts → line.ts → cart.ts',
      'src/adapters/mail/a.ts: a circle of imports: a.ts → b.ts → c.ts → a.ts',
    ]);
  });

  it('see nothing in comments', () => {
    assert.deepEqual(violationsWith('src/domain/shop/a.ts', "/** import 'zod'; */\n// new Date()\nexport const a = 1;\n"), []);
  });

  it('let a status change in become', () => {
    const code = "  private become(next: Status): void {\n    this._status = nextState('a cart', transitions, this._status, next);\n  }\n";
    assert.deepEqual(violationsWith('src/domain/shop/a.ts', `class Cart {\n${code}}\n`), []);
  });

  it('report what no exception covers, and exceptions that cover nothing', () => {
    const violations = violationsWith('src/domain/shop/a.ts', "import 'zod';");
    assert.deepEqual(unexcused(violations, [{ path: 'src/domain/shop/', rule: /zod$/, reason: 'planted' }]), []);
    assert.deepEqual(unexcused([], [{ path: 'src/domain/shop/', rule: /zod$/, reason: 'planted' }]), [
      'src/domain/shop/: a stale exception',
    ]);
  });
});
