/** The command line of the host agent. Each command brings its own modules: a shell must not wait for those of the agent. */
import { parseArgs } from 'node:util';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { localPathOf } from './commands/local-path.ts';
import { readEnvironment } from './environment.ts';
import { agentVersion } from './version.ts';

const usage = `busbar-host: the agent of a machine that runs VMs

  busbar-host enrol --url <https://… | http://127.0.0.1:port> --token <token> --key sha256:…
                    [--name <name>] [--behind-proxy]
  busbar-host run [--enrol-from <file>]
  busbar-host status
  busbar-host log [-f] [--lines <number>] [--json]
                    the agent's log; -f goes on with what is written, until Ctrl+C
  busbar-host enter <VM> [--user <name>] [--cwd <folder>] [--detach-key <key>] [-- <program> …]
                    a shell in a VM of this host, over its channel: no network is needed.
                    Ctrl+] leaves it running; --list shows those that run, --shell <id> comes back
  busbar-host exec <VM> [--user <name>] [--cwd <folder>] [--env NAME=value]… [--timeout <seconds>]
                    [--no-input] -- <program> …
                    a program in a VM, its input and output byte for byte, and its exit code
  busbar-host doctor [--machine] [--json]   what this machine lacks, each with its remedy
                    --machine: only what must be there before an installation
  busbar-host control-plane create [options]   a control plane for this machine, in a Linux VM on it
                    --image <name | file | URL> [--image-sum sha256:… | sha512:… | <URL of sums>]
                    --name, --cpus, --memory-mb, --disk-gb, --bundle <folder>, --port <loopback port>
                    --switch <name>, --address <a.b.c.d/n> --gateway <ip> --dns <ip,…>, --no-network
                    --url https://…: how people reach it, where that is not the VM's address
  busbar-host control-plane forget             its VM is one like any other again
  busbar-host service         for the service control manager of Windows
  busbar-host version

--behind-proxy: a proxy ends TLS in front of the control plane; its certificate must then be valid.
`;

const exitUsage = 2;

/** Runs one command. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [command, ...args] = argv;
  switch (command) {
    case 'enrol':
      return enrolCommand(args);
    case 'run': {
      const { values } = parseArgs({ args, options: { 'enrol-from': { type: 'string' } } });
      await (await import('./commands/run.ts')).runCommand(readEnvironment(), values['enrol-from']);
      return 0;
    }
    case 'status':
      return (await import('./commands/status.ts')).showStatus(readEnvironment(), Date.now());
    case 'log':
      return (await import('./commands/log.ts')).showLog(args);
    case 'enter':
      return (await import('./commands/enter.ts')).enter(localPathOf(readEnvironment()), args);
    case 'exec':
      return (await import('./commands/exec.ts')).exec(localPathOf(readEnvironment()), args);
    case 'doctor':
      return doctorCommand(args);
    case 'control-plane':
      return (await import('./commands/control-plane.ts')).controlPlaneCommand(readEnvironment(), args);
    case 'service':
      await (await import('./service/run-service.ts')).runService(readEnvironment());
      return 0;
    case 'version':
    case '--version':
      console.log(agentVersion);
      return 0;
    default:
      console.error(usage);
      return exitUsage;
  }
}

/** Runs the command and sets the exit code; failures are told in one line. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    process.exitCode = await main(argv);
  } catch (error) {
    process.exitCode = 1;
    const isAgent = argv[0] === 'run';
    process.stderr.write(`busbar-host: ${toAppError(error).userMessage}\n`, () => {
      // What a start or a stop that failed half-way leaves open would keep it for ever, and nobody would start it again.
      if (isAgent) process.exit();
    });
  }
}

async function doctorCommand(args: string[]): Promise<number> {
  const options = { machine: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args, options });
  const { runDoctor } = await import('./commands/doctor.ts');
  const examination = {
    environment: readEnvironment(),
    scope: values.machine === true ? 'machine' : 'all',
    platform: process.platform,
    signal: new AbortController().signal,
  } as const;
  return runDoctor(examination, values.json === true);
}

async function enrolCommand(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const options = {
    url: text,
    token: text,
    key: text,
    name: text,
    'behind-proxy': { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args, options });
  const { url, token, key, name } = values;
  if (url === undefined || token === undefined || key === undefined) {
    throw new AppError('invalid-input', 'An enrolment needs --url, --token and --key.');
  }
  const isProxied = values['behind-proxy'] ?? false;
  const { enrolHost } = await import('./commands/enrol.ts');
  const { hostId } = await enrolHost(readEnvironment(), { url, token, key, name, isProxied });
  console.log(`Enrolled as host ${hostId}. Start the agent with: busbar-host run`);
  return 0;
}
