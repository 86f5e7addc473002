/** Makes a call once no other has been asked for during a pause, with what was asked for last. */
export class SettledCall<Input> {
  readonly #pauseMs: number;
  readonly #run: (input: Input) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(pauseMs: number, run: (input: Input) => void) {
    this.#pauseMs = pauseMs;
    this.#run = run;
  }

  call(input: Input): void {
    this.drop();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#run(input);
    }, this.#pauseMs);
  }

  /** Forgets a call that is still waiting. */
  drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
