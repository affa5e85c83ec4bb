import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import type { TestServer } from '#test/support/http-server.ts';
import { IdentityHarness } from '#test/support/identity-harness.ts';

describe('the link in a verification mail', () => {
  let database: TestDatabase;
  let identity: IdentityHarness;
  let server: TestServer;
  before(async () => {
    database = await (databases[0] ?? assert.fail()).open();
  });
  after(() => database.close());
  beforeEach(async () => {
    await database.clear();
    identity = await IdentityHarness.open(database);
    server = await identity.serve();
    await identity.register('ada');
  });
  afterEach(() => server.close());

  const link = (token = identity.tokenFor('ada@example.org')) => `/verify-email?token=${token}`;
  const usersMade = async () => (await database.reader.all('select id from users')).length;

  it('verifies the address when it is opened, and shows that', async () => {
    const opened = await server.fetch(link());
    assert.equal(opened.status, 200);
    assert.equal(opened.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(await opened.text(), /Welcome, ada/);
    assert.equal(await usersMade(), 1);
    await identity.logIn('ada@example.org');
  });

  it('shows that the address is verified when it is opened again', async () => {
    await server.fetch(link());
    for (let count = 0; count < 2; count++) {
      const again = await server.fetch(link());
      assert.equal(again.status, 200);
      assert.match(await again.text(), /Your mail address is verified already/);
    }
    assert.equal(await usersMade(), 1);
  });

  it('verifies nothing when somebody only looks whether it is there', async () => {
    const looked = await server.fetch(link(), { method: 'HEAD' });
    assert.deepEqual([looked.status, await looked.text()], [200, '']);
    assert.equal(await usersMade(), 0);
    assert.equal((await server.fetch(link(), { method: 'POST' })).status, 405);
    assert.equal(await usersMade(), 0);
  });

  it('lets no script run and tells no other site where it was', async () => {
    const { headers } = await server.fetch(link());
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /form-action 'self'/);
    assert(!policy.includes('script-src'));
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  it('says so when it has expired, or is not ours', async () => {
    const unknown = await server.fetch(link('x'));
    assert.equal(unknown.status, 400);
    assert.match(await unknown.text(), /This is not a token that we have sent/);
    identity.pass(86_400_000);
    const expired = await server.fetch(link());
    assert.equal(expired.status, 410);
    assert.match(await expired.text(), /This link has expired/);
    assert.equal(await usersMade(), 0);
  });

  it('says so when the name has gone to somebody else', async () => {
    const { id } = await identity.verified('eve');
    await database.unitOfWork.run(() => database.writer.run("update users set username_key = 'ada' where id = ?", [id]));
    const late = await server.fetch(link());
    assert.equal(late.status, 409);
    assert.match(await late.text(), /This user name is taken/);
  });

  for (const query of ['', '?token=', '?token=%3Cscript%3Ealert(1)%3C/script%3E', `?token=${'a'.repeat(300)}`]) {
    it(`shows nothing of what came with it when it is broken: ${query.slice(0, 30)}`, async () => {
      const broken = await server.fetch(`/verify-email${query}`);
      assert.equal(broken.status, 400);
      const html = await broken.text();
      assert(html.includes('This link is not whole') && !html.includes('script>') && !html.includes('aaaa'));
    });
  }

  it('ignores what mail programs add to it', async () => {
    assert.equal((await server.fetch(`${link()}&utm_source=mail`)).status, 200);
  });
});
