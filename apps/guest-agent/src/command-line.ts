/** The command line of the guest agent. */
import { parseArgs } from 'node:util';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { chooseChannel, parseChannel } from './channel/choose-channel.ts';
import { readEnvironment } from './environment.ts';
import { jsonLog } from './log.ts';
import { serveAgent } from './serve.ts';
import { agentVersion } from './version.ts';

/** `executable`: the agent's own single file; null when it runs from its sources. */
export type Program = { readonly executable: string | null };

const usage = `busbar-guest: the agent inside a VM

  busbar-guest serve [--channel auto|unix:<path>|virtio|vsock[:port]|hvsock[:port]|loopback[:port]]
  busbar-guest apply-seed --seed <folder> [--root /]   (sandboxes only; not cloud-init)
  busbar-guest install        copy this file to the guest's disk and start it with every boot
  busbar-guest doctor vsock [--port 5990]   does this kernel's vsock work? (modprobe vsock_loopback first)
  busbar-guest service        (Windows only; for its service control manager)
  busbar-guest version
`;

const exitUsage = 2;

async function runCommand(argv: readonly string[], program: Program): Promise<number> {
  const [command, ...args] = argv;
  switch (command) {
    case 'serve':
      return serve(args, program);
    case 'install':
      return install(program);
    case 'service':
      await (await import('./service/run-service.ts')).runService(program);
      return 0;
    case 'interrupt':
      (await import('./platform/windows/interrupt.ts')).interrupt(args);
      return 0;
    case 'apply-seed':
      return apply(args);
    case 'doctor':
      return examine(args);
    case 'version':
      console.log(agentVersion);
      return 0;
    default:
      console.error(usage);
      return exitUsage;
  }
}

async function install(program: Program): Promise<number> {
  if (program.executable === null) {
    throw new AppError('precondition-failed', 'Only the single executable can be installed.');
  }
  const { installAgent } = await import('./identity/install-agent.ts');
  for (const path of await installAgent({ root: '/', executable: program.executable })) console.log(path);
  return 0;
}

async function apply(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { seed: { type: 'string' }, root: { type: 'string', default: '/' } },
  });
  if (values.seed === undefined) throw new AppError('invalid-input', 'apply-seed needs --seed <folder>.');
  const { applySeed, setRunningHostname } = await import('./sandbox/apply-seed.ts');
  const status = await applySeed({
    seed: values.seed,
    root: values.root,
    nowMs: Date.now,
    setHostname: setRunningHostname,
  });
  for (const error of status.errors) console.error(error);
  return status.state === 'done' ? 0 : 1;
}

async function examine(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { port: { type: 'string', default: '5990' } },
  });
  if (positionals.join(' ') !== 'vsock') throw new AppError('invalid-input', 'doctor examines: vsock.');
  const { checkVsock } = await import('./doctor/check-vsock.ts');
  for await (const line of checkVsock(Number(values.port))) console.log(line);
  return 0;
}

async function serve(args: string[], program: Program): Promise<number> {
  const { values } = parseArgs({ args, options: { channel: { type: 'string', default: 'auto' } } });
  const environment = readEnvironment();
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  // A log whose reader has gone must not end the agent.
  process.stderr.on('error', () => undefined);
  return serveAgent({
    channel: parseChannel(values.channel) ?? (await chooseChannel(environment.channelSocket)),
    isSandbox: environment.isSandbox,
    environment: environment.all,
    executable: program.executable,
    root: '/',
    log: jsonLog((line) => process.stderr.write(line), Date.now),
    signal: stopping.signal,
  });
}

/** Runs the command of `process.argv` and sets the exit code. */
export function runCommandLine(program: Program): void {
  // No top-level await: the single executable is one CommonJS file.
  runCommand(process.argv.slice(2), program).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(`busbar-guest: ${toAppError(error).userMessage}`);
      process.exitCode = 1;
    },
  );
}
