import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawnProgram } from './child-program.mjs';
import { hostSettings } from './host-settings.mjs';
import { runCommand } from './run-command.mjs';

/** Enrols this machine as a host where that has not been done, starts its agent, and waits for its link. */
export async function startHostAgent({ environment, paths, node, control, guestExecutable, report }) {
  if (!environment.withHost) return { name: 'host agent', program: null, stop: async () => undefined };
  return report.step('Starting the host agent', async () => {
    const main = join(paths.root, 'apps/host-agent/src/main.ts');
    const env = {
      ...environment.inherited,
      PATH: `${node.folder}${delimiter}${environment.inherited.PATH}`,
      NODE_ENV: 'production',
      ...hostSettings({ environment, paths }),
      BUSBAR_GUEST_EXECUTABLE: guestExecutable,
    };
    if (!existsSync(join(paths.hostFolder, 'identity.json')))
      await enrol({ control, main, node, env, paths });
    const program = spawnProgram({
      name: 'host-agent',
      title: 'The host agent',
      program: node.program,
      args: ['--max-semi-space-size=2', main, 'run'],
      env,
      paths,
    });
    await program.message('ready', 60_000).catch(async (failure) => {
      await program.end(1_000);
      throw failure;
    });
    return { name: 'host agent', program, stop: (options) => stopHost(program, options) };
  });
}

async function enrol({ control, main, node, env, paths }) {
  const answer = control.program.message('enrolment', 10_000);
  control.program.send({ type: 'enrol-local-host' });
  const { token, key, url } = await answer;
  await runCommand(node.program, [main, 'enrol', '--url', url, '--token', token, '--key', key], {
    cwd: paths.root,
    env,
    logFile: join(paths.logsFolder, 'enrol.log'),
  });
}

/** Asks the agent to shut its VMs down (or to power them off) and waits until it has ended. */
async function stopHost(program, { mode, onRemaining }) {
  program.child.on('message', (message) => {
    if (message?.type === 'stopping') onRemaining(message.remaining);
  });
  program.send({ type: 'stop', mode: mode() });
  await Promise.race([program.exited, new Promise((resolve) => setTimeout(resolve, 120_000))]);
  await program.end(5_000);
}
