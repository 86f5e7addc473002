/**
 * Spans of output that were sent to a viewer and not acknowledged yet. Neighbouring spans are one; a gap in
 * the output separates two, so bytes that were skipped do not count. Pure.
 */
export class Unacknowledged {
  #spans: { from: number; to: number }[] = [];

  get bytes(): number {
    return this.#spans.reduce((sum, span) => sum + span.to - span.from, 0);
  }

  sent(from: number, to: number): void {
    const last = this.#spans.at(-1);
    if (last !== undefined && last.to === from) last.to = to;
    else if (to > from) this.#spans.push({ from, to });
  }

  /** Everything before `offset` has arrived. An acknowledgement that runs backwards changes nothing. */
  acknowledged(offset: number): void {
    this.#spans = this.#spans.filter((span) => span.to > offset);
    const first = this.#spans[0];
    if (first !== undefined) first.from = Math.max(first.from, offset);
  }
}
