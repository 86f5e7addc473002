import { Failure } from './failure.mjs';

/** What becomes of the local VMs after no, one and more signals. */
const modes = ['leave-vms', 'shutdown-vms', 'power-off-vms'];
/** One key press may come twice: from the terminal, and passed on by npm. */
const samePressMs = 250;

/**
 * Ctrl+C shuts the local VMs down and stops everything in reverse order; a second one powers the VMs off.
 * The same order serves a failed start and a program that died.
 */
export function stopOnSignal({ running, report }) {
  let begun = null;
  /** 0: nobody asked; it ends because a part failed, and the VMs stay for the next start. */
  let signals = 0;
  let lastSignalMs = Number.NEGATIVE_INFINITY;

  async function stopAll() {
    const options = {
      mode: () => modes[Math.min(signals, 2)],
      onRemaining: (count) =>
        count > 0 &&
        report.line(`Shutting down: ${count} VM${count === 1 ? '' : 's'} to go (Ctrl+C again powers off)`),
    };
    for (const part of [...running].reverse()) {
      try {
        await part.stop(options);
      } catch (error) {
        report.line(`${part.name} did not stop cleanly: ${error.message}`);
      }
    }
  }
  const stop = (exitCode) => {
    begun ??= stopAll().then(() => process.exit(exitCode));
    return begun;
  };
  const onSignal = (signal) => {
    const now = performance.now();
    if (now - lastSignalMs < samePressMs) return;
    lastSignalMs = now;
    signals += 1;
    if (signals === 1) report.line(`\n  Stopping (${signal}) …`);
    if (signals === 2) {
      report.line('Powering the local VMs off …');
      running
        .find((part) => part.name === 'host agent')
        ?.program?.send({ type: 'stop', mode: 'power-off-vms' });
    }
    void stop(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);

  return {
    hasBegun: () => begun !== null,
    fail(failure) {
      report.failure(failure);
      return stop(1);
    },
    /** A program that dies takes the rest down in order, with its reason: nothing limps on half. */
    watch(parts) {
      for (const { name, program } of parts) {
        program?.exited.then(({ code, signal }) => {
          if (begun !== null) return;
          report.failure(
            new Failure(
              `The ${name} ended (${signal ?? `exit code ${code}`}).`,
              `Its log is ${program.logFile}. Run \`npm start\` again; VMs and jobs continue.`,
              { output: program.lastWords() },
            ),
          );
          void stop(1);
        });
      }
    },
  };
}
