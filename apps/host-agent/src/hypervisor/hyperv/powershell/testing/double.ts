/**
 * A process that speaks the protocol of `host.ps1`, well or badly, as the `Name` in a call says. It knows nothing
 * of Hyper-V (the simulator does); it exists to try what a lane does with a good and a broken process.
 */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    lane: { type: 'string', default: 'query' },
    /** good | silent | exit | text | protocol */
    start: { type: 'string', default: 'good' },
    /** Answers `Get-VMHost` as while Hyper-V's service is down. */
    down: { type: 'boolean', default: false },
    /** What preflight finds missing. */
    lacks: { type: 'string', default: '' },
  },
});

type Request = {
  readonly id: number;
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

let seen = 0;
const write = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
const succeed = (id: number, ...result: unknown[]): boolean => write({ id, ok: true, result });
const fail = (id: number | null, identifier: string): boolean =>
  write({
    id,
    ok: false,
    error: {
      identifier,
      class: 'Microsoft.HyperV.PowerShell.Commands.StartVM',
      category: 'NotSpecified',
      message: 'etwas ging schief',
      hresult: null,
    },
  });
const findings = (): unknown[] =>
  ['rights', 'hypervisor'].map((Name) => ({
    Name,
    State: Name === values.lacks ? 'missing' : 'ok',
    Message: `${Name} is missing.`,
    Remedy: `Mend ${Name}.`,
  }));

const behaviours: Readonly<Record<string, (id: number) => unknown>> = {
  hang: () => undefined,
  exit: () => process.stderr.write('last words', () => process.exit(3)),
  'not-json': () => process.stdout.write('Copyright (C) Microsoft\n'),
  'no-answer': (id) => write({ id }),
  'other-id': (id) => succeed(id + 1),
  twice: (id) => [succeed(id), succeed(id)],
  endless: () => process.stdout.write('x'.repeat(17 * 1024 * 1024)),
  'null-id': () => fail(null, 'InvalidParameter'),
  missing: (id) => fail(id, 'ObjectNotFound'),
  failing: (id) => fail(id, 'OperationFailed'),
  denied: (id) => fail(id, 'AccessDenied'),
  bytes: (id) => {
    for (const byte of Buffer.from(`${JSON.stringify({ id, ok: true, result: ['Größe 🖥'] })}\r\n`))
      process.stdout.write(Buffer.from([byte]));
  },
  'progress-hang': (id) => write({ id, progress: { percent: 10, status: 'Running' } }),
  progress: (id) => {
    for (const percent of [10, 50, 250]) write({ id, progress: { percent, status: 'Running' } });
    succeed(id);
  },
};

function answer({ id, cmdlet, parameters }: Request): unknown {
  if (cmdlet === 'Get-VMHost') return values.down ? fail(id, 'ObjectNotFound') : succeed(id);
  if (cmdlet === 'Get-BusbarPreflight') return succeed(id, ...findings());
  if (cmdlet === 'Watch-BusbarVM') {
    succeed(id);
    return write({ event: { kind: 'changed', vmId: '3F2A9C1E-5B1D-4F0E-9A55-0C2F5D1F9B10' } });
  }
  const name = String(parameters.Name ?? '');
  if (name.startsWith('progress until ')) {
    write({ id, progress: { percent: 1, status: 'Running' } });
    return answerOnce(id, name.slice('progress until '.length));
  }
  if (name.startsWith('until ')) return answerOnce(id, name.slice('until '.length));
  const behaviour = behaviours[name];
  return behaviour === undefined ? succeed(id, { parameters, pid: process.pid, seen }) : behaviour(id);
}

/** When the file exists: so a test decides when a call ends. */
function answerOnce(id: number, path: string): void {
  if (existsSync(path)) succeed(id, { pid: process.pid });
  else setTimeout(() => answerOnce(id, path), 5);
}

if (values.start === 'exit') {
  process.stderr.write('host.ps1 cannot be loaded because running scripts is disabled', () =>
    process.exit(1),
  );
} else if (values.start === 'text') {
  process.stdout.write('Windows PowerShell\n');
} else if (values.start !== 'silent') {
  write({
    ready: { psVersion: '5.1.26100.1', lane: values.lane, protocol: values.start === 'protocol' ? 2 : 1 },
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  seen += 1;
  answer(JSON.parse(line) as Request);
}
process.exit(0);
