import assert from 'node:assert/strict';
import { addressFault } from '#bootstrap/address-fault.ts';
import { GivenUp } from '#bootstrap/given-up.ts';

describe('an address that a server cannot listen at', () => {
  const refused = (code: string) => Object.assign(new Error(`listen ${code}: no`), { code });
  const said = (code: string) => {
    const fault = addressFault(refused(code), { HOST: 'here', PORT: 80 });
    assert.ok(fault instanceof GivenUp);
    return fault.message;
  };

  it('is taken, or for another user', () => {
    assert.equal(said('EADDRINUSE'), 'port 80 of here is taken: stop what listens there, or set PORT to another one');
    assert.equal(said('EACCES'), 'port 80 is not for this user: set PORT to one from 1024 up');
  });

  for (const code of ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND', 'EAI_AGAIN'])
    it(`is none of this machine: ${code}`, () =>
      assert.equal(
        said(code),
        `HOST=here is no address of this machine (listen ${code}: no): set it to one, or to 0.0.0.0 for all of them`,
      ));

  it('is not to blame for anything else', () => {
    const other = refused('EMFILE');
    assert.equal(addressFault(other, { HOST: 'here', PORT: 80 }), other);
  });
});
