import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * A process is known by its pid *and* the time it started (clock ticks since boot, field 22 of
 * /proc/<pid>/stat): a pid alone may have been given to another process since.
 */
export function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null;
    throw error;
  }
}

export function recordProcess(file, pid, facts = {}) {
  writeFileSync(`${file}.new`, JSON.stringify({ pid, startTime: startTimeOf(pid), ...facts }), {
    mode: 0o600,
  });
  renameSync(`${file}.new`, file);
}

/** The recorded process if it still runs, else null. */
export function recordedProcess(file) {
  let record;
  try {
    record = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
  if (!Number.isInteger(record.pid) || typeof record.startTime !== 'string') return null;
  return startTimeOf(record.pid) === record.startTime ? record : null;
}

export const forgetProcess = (file) => rmSync(file, { force: true });

export const isSameProcess = ({ pid, startTime }) => startTimeOf(pid) === startTime;

/** Signals a recorded process; one that is gone or has been replaced is left alone. */
export function signalProcess(record, signal) {
  if (!isSameProcess(record)) return false;
  try {
    process.kill(record.pid, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Resolves true once the process is gone, false when it still runs after `timeoutMs`. */
export async function untilGone(record, timeoutMs) {
  const deadlineMs = Date.now() + timeoutMs;
  while (isSameProcess(record)) {
    if (Date.now() > deadlineMs) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** Asks, waits, then insists. */
export async function endProcess(record, graceMs) {
  signalProcess(record, 'SIGTERM');
  if (await untilGone(record, graceMs)) return;
  signalProcess(record, 'SIGKILL');
  await untilGone(record, 5_000);
}
