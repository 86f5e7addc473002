/** Progress for a person: one line a step, ticking on a terminal, plain in a pipe. */
export function createReporter(stream) {
  const isTerminal = stream.isTTY === true;
  const paint = (code, text) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);
  const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

  async function step(title, work) {
    const startedMs = Date.now();
    const draw = (detail) => {
      if (isTerminal)
        stream.write(`\r\u001b[K  ${paint(33, '●')} ${title} … ${detail ?? seconds(startedMs)}`);
    };
    const ticking = setInterval(draw, 200);
    try {
      if (!isTerminal) stream.write(`  . ${title} …\n`);
      const result = await work(draw);
      const note = typeof result === 'object' && result !== null && 'note' in result ? ` ${result.note}` : '';
      stream.write(
        `${isTerminal ? '\r\u001b[K' : ''}  ${paint(32, '✓')} ${title}${note} ${paint(2, seconds(startedMs))}\n`,
      );
      return result;
    } catch (error) {
      stream.write(`${isTerminal ? '\r\u001b[K' : ''}  ${paint(31, '✗')} ${title}\n`);
      throw error;
    } finally {
      clearInterval(ticking);
    }
  }

  return {
    step,
    line: (text) => stream.write(`  ${text}\n`),
    failure(failure) {
      if (failure.output !== '') stream.write(`\n${failure.output.trimEnd()}\n`);
      stream.write(`\n${paint(31, failure.message)}\n${failure.remedy}\n`);
    },
    ready({ url, signInLink, notes }) {
      stream.write(`\n  ${paint(1, 'Busbar is ready')}  ${url}\n`);
      if (signInLink !== null) {
        stream.write(
          `\n  Make the first administrator (this link works once, for 24 hours):\n  ${paint(36, signInLink)}\n`,
        );
      }
      for (const note of notes) stream.write(`\n  ${note}\n`);
      stream.write(`\n  Ctrl+C shuts the local VMs down and stops everything.\n\n`);
    },
  };
}
