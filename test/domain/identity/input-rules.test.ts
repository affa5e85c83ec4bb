import assert from 'node:assert/strict';
import { emailFault, normaliseEmail } from '#domain/identity/email-address.ts';
import { normalisePassword, passwordFault, passwordInputFault } from '#domain/identity/password.ts';
import { usernameFault, usernameKeyOf } from '#domain/identity/username.ts';

const fault = (email: string) => emailFault(normaliseEmail(email));

describe('a mail address', () => {
  it('has one spelling, whatever its letter case and outer spaces', () => {
    assert.equal(normaliseEmail('  Ada.Lovelace@Example.ORG\n'), 'ada.lovelace@example.org');
  });

  for (const email of [
    'ada@example.org',
    'ada+tag@example.org',
    "o'hara_1@mail.example.co.uk",
    'admin@localhost',
    `${'a'.repeat(64)}@b.cd`,
    `ada@${'abcdefg.'.repeat(30)}abcdefg.cd`,
  ]) {
    it(`may be ${email.slice(0, 30)}`, () => assert.equal(fault(email), null));
  }

  for (const [name, email] of Object.entries({
    nothing: '',
    'a word': 'ada',
    'two addresses': 'ada@example.org,eve@example.org',
    'without a local part': '@example.org',
    'without a domain': 'ada@',
    'with a bare host name': 'ada@example',
    'with a trailing dot': 'ada@example.org.',
    'with a dot before the @': 'ada.@example.org',
    'with two dots in a row': 'a..da@example.org',
    'with a Cyrillic а': 'аda@example.org',
    'with a Kelvin sign': '\u212Aarl@example.org',
    'with a name around it': 'Ada <ada@example.org>',
    'with a line break': 'ada@example.org\r\nBcc: eve@example.org',
    'with a NUL': 'ada\0@example.org',
    'with half a surrogate pair': 'ada\ud800@example.org',
    'with a long local part': `${'a'.repeat(65)}@example.org`,
    'of 255 characters': `ada@${'abcdefg.'.repeat(31)}org`,
    'of 100,000 characters': `${'a.'.repeat(50_000)}@example.org`,
  })) {
    it(`is not one ${name}`, () => assert.match(fault(email) ?? '', /^must /));
  }
});

describe('a password', () => {
  it('counts in characters, not in bytes or UTF-16 units', () => {
    assert.equal(passwordFault('🎵'.repeat(8)), null);
    assert.equal(passwordFault('🎵'.repeat(128)), null);
    assert.notEqual(passwordFault('🎵'.repeat(7)), null);
    assert.notEqual(passwordFault('a'.repeat(129)), null);
  });

  it('counts as it is compared: composed', () => {
    assert.notEqual(passwordFault('e\u0301'.repeat(7)), null);
    assert.equal(passwordFault('e\u0301'.repeat(128)), null);
    assert.equal(normalisePassword('e\u0301 \uFB01'), '\u00e9 fi');
  });

  it('cannot hold what no database and no keyboard has', () => {
    for (const text of ['password\0', 'password\ud800']) {
      assert.match(passwordFault(text) ?? '', /NUL/);
      assert.match(passwordInputFault(text) ?? '', /NUL/);
    }
  });

  it('of a megabyte is refused unread, also where it is only compared', () => {
    assert.equal(passwordInputFault('a'.repeat(1024 * 1024)), passwordFault('a'.repeat(129)));
    assert.equal(passwordInputFault('short'), null);
  });
});

describe('a user name', () => {
  it('is unique whatever its letter case', () => assert.equal(usernameKeyOf('Ada.L'), usernameKeyOf('aDA.l')));

  it('has 3 to 30 characters that are alike in every script', () => {
    for (const name of ['ada', 'A-d_a.1', 'a'.repeat(30)]) assert.equal(usernameFault(name), null);
    for (const name of ['ad', 'a'.repeat(31), 'ada lovelace', 'аda', 'ada\n', '<b>ada', '']) assert.notEqual(usernameFault(name), null);
  });
});
