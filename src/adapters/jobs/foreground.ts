/** Whether somebody waits for an answer of this process: what runs in the background leaves room for that. */
export class Foreground {
  #waiting = 0;

  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  enter(): void {
    this.#waiting += 1;
  }

  leave(): void {
    this.#waiting -= 1;
  }
}
