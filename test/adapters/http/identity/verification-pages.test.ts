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

  const link = () => `/verify-email?token=${identity.tokenFor('ada@example.org')}`;
  const pressButton = (token: string) => server.fetch('/verify-email', { method: 'POST', body: new URLSearchParams({ token }) });
  const isVerified = async () => (await database.reader.all('select id from users')).length === 1;

  it('opens a page whose button verifies the address', async () => {
    const opened = await server.fetch(link());
    const html = await opened.text();
    assert.equal(opened.status, 200);
    assert.equal(opened.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(await isVerified(), false);
    const [, action, token] = /<form method="post" action="([^"]+)"><input type="hidden" name="token" value="([^"]+)">/.exec(html) ?? [];
    const pressed = await fetch(new URL(action ?? '', opened.url), { method: 'POST', body: new URLSearchParams({ token: token ?? '' }) });
    assert.equal(pressed.status, 200);
    assert.match(await pressed.text(), /Welcome, ada/);
    assert.equal(await isVerified(), true);
  });

  it('survives being opened by a mail scanner', async () => {
    for (const method of ['HEAD', 'GET', 'GET']) await server.fetch(link(), { method });
    assert.equal((await pressButton(identity.tokenFor('ada@example.org'))).status, 200);
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

  it('says so when it was used before', async () => {
    await pressButton(identity.tokenFor('ada@example.org'));
    const again = await pressButton(identity.tokenFor('ada@example.org'));
    assert.equal(again.status, 410);
    assert.match(await again.text(), /has been verified already/);
  });

  it('says so when it has expired, or is not ours', async () => {
    assert.equal((await pressButton('x')).status, 400);
    assert.equal((await pressButton('')).status, 400);
    identity.pass(86_400_000);
    const expired = await pressButton(identity.tokenFor('ada@example.org'));
    assert.equal(expired.status, 410);
    assert.match(await expired.text(), /This link has expired/);
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
