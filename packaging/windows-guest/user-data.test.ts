import { withAgent } from '@busbar/seed/templates/agent-bootcmd';
import { expect, test } from 'vitest';
import { createScriptParser } from '../../apps/host-agent/src/hypervisor/hyperv/powershell/testing/parse-script.ts';

test('what installs the agent at the first boot is a script that PowerShell reads, and runs nothing else', async () => {
  const { userData } = withAgent({ metaData: '', userData: '' }, { dialect: 'cloudbase-init' });
  const body = userData.split('--==BUSBAR-SEED-PART==\n')[1]!.split('\n\n')[1]!.split('\n--')[0]!;
  const script = (await createScriptParser())(Buffer.from(body, 'base64').toString());
  expect(script.errors).toEqual([]);
  const run = script.calls.filter(({ operator }) => operator === '&').map(({ text }) => text.trim());
  expect(run).toEqual(['& $powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File $installer']);
});
