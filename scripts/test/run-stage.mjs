import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs one stage within its budget and what earlier ones left of theirs (`unspentMs`).
 * @returns {Promise<{ name: string, seconds: number, passed: number, failed: number, skipped: { name: string, reason: string }[], failure: string | null }>}
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
  const report = join(environment.reportsFolder, `${stage.name}.json`);
  const failure = await runCommands(stage, environment, report, startedMs + stage.budgetMs + unspentMs);
  if (stage.counts === undefined) return result(failure === null ? { passed: 1 } : { failed: 1, failure });
  const counted = stage.counts(report);
  if (counted === null) return result({ failed: 1, failure: failure ?? 'no report was written' });
  // A runner that fails although no test did (a crash, an unhandled error) is a failure of its own.
  return result({
    ...counted,
    failed: counted.failed + (failure !== null && counted.failed === 0 ? 1 : 0),
    failure,
  });
}

async function runCommands(stage, environment, report, deadlineMs) {
  for (const [program, args] of stage.commands) {
    const failure = await runUntil(
      program,
      args.map((argument) => argument.replace('{report}', report)),
      {
        cwd: environment.root,
        env: {
          ...environment.env,
          ...(stage.reportVariable === undefined ? {} : { [stage.reportVariable]: report }),
        },
        deadlineMs,
      },
    );
    if (failure !== null) return failure;
  }
  return null;
}

function runUntil(program, args, { cwd, env, deadlineMs }) {
  return new Promise((resolve) => {
    // A process group of its own, so that running out of budget ends grandchildren too.
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    let isOverBudget = false;
    const timer = setTimeout(() => {
      isOverBudget = true;
      process.kill(-child.pid, 'SIGKILL');
    }, deadlineMs - Date.now());
    const end = (failure) => {
      clearTimeout(timer);
      resolve(failure);
    };
    child.on('error', (error) => end(`${program}: ${error.message}`));
    child.on('close', (code, signal) => {
      if (isOverBudget) end(`${program} ran out of its time budget`);
      else end(code === 0 ? null : `${program} ${args[0] ?? ''}: ${signal ?? `exit code ${code}`}`);
    });
  });
}
