import type { AppError } from '@busbar/shared/errors/app-error';
import { describe, expect, it } from 'vitest';
import type { CmdletCall } from '../hyperv-host.ts';
import type { PowerShellHost } from './powershell-host.ts';
import { ask, failureOf, never, open } from './testing/open-host.ts';

describe('a failure that says too little', () => {
  const start = (Name: string): CmdletCall => ({ cmdlet: 'Start-VM', parameters: { Name }, select: null });
  const toStart = (host: PowerShellHost, name: string): Promise<AppError> =>
    failureOf(host.work(start(name), { signal: never }));

  it('not found: it is missing when Hyper-V answers otherwise', async () => {
    expect(await failureOf(ask(open(), 'missing'))).toMatchObject({ code: 'not-found' });
  });

  it('not found: it is no sign of anything while the service is down', async () => {
    expect(await failureOf(ask(open(['--down']), 'missing'))).toMatchObject({
      code: 'unavailable',
      retryable: true,
      details: { identifier: 'ObjectNotFound' },
    });
  });

  it('failed to start: the hypervisor is not running, when that is so', async () => {
    expect(await toStart(open(['--lacks', 'hypervisor']), 'failing')).toMatchObject({
      code: 'precondition-failed',
      userMessage: 'hypervisor is missing. Mend hypervisor.',
      details: { identifier: 'OperationFailed' },
    });
  });

  it('denied: with the remedy for the rights, when they are missing', async () => {
    expect(await toStart(open(['--lacks', 'rights']), 'denied')).toMatchObject({
      code: 'forbidden',
      userMessage: 'rights is missing. Mend rights.',
    });
  });

  it.each([
    ['failing', 'internal', 'rights'],
    ['denied', 'forbidden', 'hypervisor'],
  ])('%s: stays what it is when the host lacks something else', async (name, code, lacks) => {
    const error = await toStart(open(['--lacks', lacks]), name);
    expect(error.code).toBe(code);
    expect(error.userMessage).not.toContain('Mend');
  });
});
