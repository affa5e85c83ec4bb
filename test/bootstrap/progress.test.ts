import assert from 'node:assert/strict';
import { Progress } from '#bootstrap/progress.ts';

const ERASE = '\r\u001b[2K';

function screen(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) > 0 };
}

describe('the progress of a tool', () => {
  it('is a bar that is drawn over itself on a terminal, and gone at the end', () => {
    const terminal = screen(true, 80);
    const progress = new Progress({ screen: terminal, portion: 100 });
    progress.show(0, 200, '0 found');
    progress.show(50, 200, '7 found');
    progress.show(200, 200, '9 found');
    progress.end();
    assert.deepEqual(terminal.written, [
      `${ERASE}[------------------------------]   0 %  0 of 200, 0 found\r`,
      `${ERASE}[########----------------------]  25 %  50 of 200, 7 found\r`,
      `${ERASE}[##############################] 100 %  200 of 200, 9 found\r`,
      ERASE,
    ]);
  });

  it('stays on one line of a narrow terminal', () => {
    const terminal = screen(true, 20);
    new Progress({ screen: terminal, portion: 100 }).show(1, 2, '0 found');
    assert.deepEqual(terminal.written, [`${ERASE}  50 %  1 of 2, 0 f\r`]);
  });

  it('takes a terminal that does not know its width for one of 80 columns', () => {
    const terminal = screen(true, 0);
    new Progress({ screen: terminal, portion: 100 }).show(1, 2, '0 found');
    assert.match(terminal.written.join(''), /\[#{15}-{15}\] {2}50 % {2}1 of 2, 0 found/);
  });

  it('never goes beyond the whole when more has come meanwhile', () => {
    const terminal = screen(true, 80);
    new Progress({ screen: terminal, portion: 100 }).show(3, 2, '0 found');
    assert.match(terminal.written.join(''), /\[#{30}\] 100 % {2}3 of 3/);
  });

  it('is a line for each portion elsewhere, and one for what is left', () => {
    const file = screen(false);
    const progress = new Progress({ screen: file, portion: 100 });
    for (let done = 0; done <= 250; done += 1) progress.show(done, 250, `${done} found`);
    progress.end();
    assert.deepEqual(file.written, [' 40 %  100 of 250, 100 found\n', ' 80 %  200 of 250, 200 found\n', '100 %  250 of 250, 250 found\n']);
  });

  it('says nothing of nothing', () => {
    const [terminal, file] = [screen(true, 80), screen(false)];
    for (const screen of [terminal, file]) {
      const progress = new Progress({ screen, portion: 100 });
      progress.show(0, 0, '');
      progress.end();
    }
    assert.deepEqual([terminal.written, file.written], [[], []]);
  });
});
