import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readReport } from './read-report.mjs';

const maxOutputLength = 4_000;

/**
 * Runs one stage within its budget and what earlier ones left of theirs (`unspentMs`).
 * `failures` names the tests that failed, `failure` says what became of the commands; `failed` counts both.
 * @returns {Promise<{ name: string, seconds: number, passed: number, failed: number, skipped: { name: string, reason: string }[], failures?: { name: string, error: string }[], flakes?: { name: string, error: string }[], failure: string | null }>}
 */
export async function runStage(stage, environment, unspentMs) {
  const startedMs = Date.now();
  const result = (facts) => ({
    name: stage.name,
    seconds: (Date.now() - startedMs) / 1000,
    passed: 0,
    failed: 0,
    skipped: [],
    failure: null,
    ...facts,
  });
  const missing = stage.missing?.() ?? null;
  if (missing !== null) return result({ skipped: [{ name: `stage ${stage.name}`, reason: missing }] });

  process.stdout.write(`\n=== ${stage.name}\n`);
  const report = join(environment.reportsFolder, `${stage.name}.ndjson`);
  const ended = await runCommands(stage, environment, report, startedMs + stage.budgetMs + unspentMs);
  if (stage.hasReport) return result(judge(readReport(report), ended));
  if (ended === null) return result({ passed: 1 });
  return result({
    failed: 1,
    failures: [{ name: stage.name, error: ended.lastOutput }],
    failure: ended.failure,
  });
}

/** A runner that fails although no test did (a crash, a report that stops in the middle) is a failure of its own. */
function judge(counted, ended) {
  if (counted === null) return { failed: 1, failure: ended?.failure ?? 'no report was written' };
  const failure = ended?.failure ?? (counted.isWhole ? null : 'the report stops in the middle');
  const failed = counted.failures.length;
  return { ...counted, failed: failure !== null && failed === 0 ? 1 : failed, failure };
}

/** @returns {Promise<{ failure: string, lastOutput: string } | null>} how the first command failed that did */
async function runCommands(stage, environment, report, deadlineMs) {
  for (const [program, args] of stage.commands) {
    const ended = await runUntil(program, args, {
      cwd: environment.root,
      env: { ...environment.env, BUSBAR_TEST_REPORT: report },
      // A stage with a report has its errors in there.
      keepsOutput: !stage.hasReport,
      deadlineMs,
    });
    if (ended !== null) return ended;
  }
  return null;
}

function runUntil(program, args, { cwd, env, keepsOutput, deadlineMs }) {
  return new Promise((resolve) => {
    const output = keepsOutput ? 'pipe' : 'inherit';
    // A process group of its own, so that running out of budget ends grandchildren too.
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
    const lastOutput = keepLastOutput(child);
    let isOverBudget = false;
    const timer = setTimeout(() => {
      isOverBudget = true;
      process.kill(-child.pid, 'SIGKILL');
    }, deadlineMs - Date.now());
    const end = (failure) => {
      clearTimeout(timer);
      resolve(failure === null ? null : { failure, lastOutput: lastOutput() });
    };
    child.on('error', (error) => end(`${program}: ${error.message}`));
    child.on('close', (code, signal) => {
      if (isOverBudget) end(`${program} ran out of its time budget`);
      else end(code === 0 ? null : `${program} ${args[0] ?? ''}: ${signal ?? `exit code ${code}`}`);
    });
  });
}

/** Shows what is piped, and keeps its end. */
function keepLastOutput(child) {
  let kept = '';
  for (const [stream, target] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    stream?.on('data', (chunk) => {
      target.write(chunk);
      kept = (kept + chunk).slice(-maxOutputLength);
    });
  }
  return () => kept.trim();
}
