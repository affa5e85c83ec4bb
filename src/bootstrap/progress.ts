type Screen = { isTTY?: boolean; columns?: number | undefined; write(text: string): unknown };
type Deps = { screen: Screen; portion: number };

const BAR = 30;
const ERASE_LINE = '\r\u001b[2K';

/** How far a tool has come: a bar that is drawn over itself on a terminal, a line for each portion elsewhere. */
export class Progress {
  readonly #deps: Deps;
  #shown = '';

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  show(done: number, expected: number, note: string): void {
    const { screen, portion } = this.#deps;
    const total = Math.max(done, expected);
    if (total === 0) return;
    const counted = `${String(Math.floor((100 * done) / total)).padStart(3)} %  ${done} of ${total}, ${note}`;
    if (screen.isTTY) this.#draw(done / total, counted);
    else if (done > 0 && (done % portion === 0 || done === total)) screen.write(`${counted}\n`);
  }

  /** Leaves the line to what comes next. */
  end(): void {
    if (this.#shown) this.#deps.screen.write(ERASE_LINE);
    this.#shown = '';
  }

  #draw(part: number, counted: string): void {
    const { screen } = this.#deps;
    const filled = Math.round(part * BAR);
    const columns = screen.columns || 80;
    const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] `;
    const line = (columns > BAR + counted.length + 3 ? bar + counted : ` ${counted}`).slice(0, columns - 1);
    if (line === this.#shown) return;
    this.#shown = line;
    // Back at the beginning of the line, so that what the log says overwrites the bar.
    screen.write(`${ERASE_LINE}${line}\r`);
  }
}
