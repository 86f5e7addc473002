/** The example clients of the documentation, and what it says of every command. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScriptParser } from '../hypervisor/hyperv/powershell/testing/parse-script.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { allCommands } from './commands/all-commands.ts';
import { parseRequest } from './request.ts';
import { type LocalBench, openLocalBench } from './testing/local-bench.ts';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
const run = promisify(execFile);

let folder: TemporaryDirectory;
let bench: LocalBench;
beforeAll(async () => {
  folder = await temporaryDirectory();
  bench = await openLocalBench(folder.path, new MemoryDriver({ folder: join(folder.path, 'hv') }));
});
afterAll(async () => {
  await bench.close();
  await folder.remove();
});

describe('the Node client', () => {
  const client = (...words: string[]) =>
    run(process.execPath, [join(docs, 'examples/vmgenie-client.mjs'), ...words], {
      env: { ...process.env, VMGENIE_PIPE: bench.path },
    });

  test('asks and prints the data', async () => {
    const { stdout } = await client('status');
    expect(JSON.parse(stdout)).toEqual({ details: 'Service is running.' });
  });

  test('sends text as text and JSON as JSON', async () => {
    const variables = 'variables={"USERNAME":"it\'s \\"me\\"; $(id)"}';
    await client('artifact', 'action=create', 'instanceName=a1', 'template=minimal', variables);
    const { stdout } = await client('artifact', 'action=list');
    expect(JSON.parse(stdout)).toMatchObject({ artifacts: [{ instanceName: 'a1' }] });
    const pieces = await client('artifact', 'action=download', 'instanceName=a1', 'stream=true');
    expect(pieces.stdout).toContain('"offset": 0');
    expect(pieces.stdout).toContain('"sha256"');
  });

  test('says what the service says, and fails', async () => {
    await expect(client('vm', 'action=start', 'id=x')).rejects.toMatchObject({
      code: 1,
      stderr: 'No VM found with id: x\n',
    });
  });
});

test('the PowerShell client is read by the grammar, is ASCII, and runs no text as code', async () => {
  const text = await readFile(join(docs, 'examples/vmgenie-client.ps1'), 'utf8');
  const script = (await createScriptParser())(text);
  expect(script.errors).toEqual([]);
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(new Set(script.calls.map(({ name }) => name))).toEqual(
    new Set(['Set-StrictMode', 'New-Object', 'ConvertTo-Json', 'ConvertFrom-Json']),
  );
});

describe('docs/local-protocol.md', () => {
  const actionOf = (parameters: Readonly<Record<string, unknown>>): string => String(parameters.action ?? '');

  test('shows each command and action by a request that is one, and no other', async () => {
    const text = await readFile(join(docs, 'local-protocol.md'), 'utf8');
    const lines = [...text.matchAll(/^→ (\{.*\})$/gm)].map((match) => match[1] ?? '');
    const shown = lines.map((line) => {
      const parsed = parseRequest(line);
      if (!('request' in parsed)) throw new Error(line);
      return parsed.request;
    });
    const known: string[] = [];
    for (const { name } of allCommands().list()) {
      const isAlone = ['status', 'help', 'provision'].includes(name);
      const help: { actions: { action: string }[] } = isAlone
        ? { actions: [{ action: '' }] }
        : await bench.data(name);
      known.push(
        ...help.actions.filter(({ action }) => action !== 'help').map(({ action }) => `${name} ${action}`),
      );
    }
    expect(
      [...new Set(shown.map(({ command, parameters }) => `${command} ${actionOf(parameters)}`))].toSorted(),
    ).toEqual(known.toSorted());
  });
});

test('the commands that docs/extending.md shows whole are those that are there', async () => {
  const text = await readFile(join(docs, 'extending.md'), 'utf8');
  const shown = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]);
  const files = ['commands/vm-switch.ts', 'testing/sum-command.ts'];
  expect(shown).toEqual(
    await Promise.all(files.map((file) => readFile(new URL(file, import.meta.url), 'utf8'))),
  );
});
