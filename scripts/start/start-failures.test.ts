/** What `npm start` says when it cannot: the reason, and one line with what to do. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let folder: TemporaryDirectory;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());

const run = (args: readonly string[], extra: Record<string, string> = {}) =>
  spawnSync(process.execPath, [...args], {
    cwd: root,
    env: { ...process.env, ...extra, XDG_RUNTIME_DIR: folder.path },
    encoding: 'utf8',
  });

describe('npm start', () => {
  it('says why a data folder cannot be used and what to set', () => {
    writeFileSync(join(folder.path, 'file'), '');
    const { status, stdout } = run(['scripts/start.mjs'], { BUSBAR_DATA: join(folder.path, 'file/data') });
    expect(status).toBe(1);
    expect(stdout).toContain('file/data cannot be written: a part of its path is a file.');
    expect(stdout).toContain('Set BUSBAR_DATA');
    expect(stdout).not.toContain('    at ');
  });

  it('shows the last words of a program that ended before it was ready', () => {
    const logFile = join(folder.path, 'program.log');
    writeFileSync(logFile, 'words of the run before\n');
    const program = `
      console.log(JSON.stringify({ level: 30, msg: 'all is well' }));
      console.log(JSON.stringify({ level: 60, msg: 'port 7420 is in use' }));
      console.error('plain words');
      process.exit(1);`;
    const script = `
      import { spawnProgram } from './scripts/start/child-program.mjs';
      const paths = { root: '.', logsFolder: process.env.FOLDER, recordsFolder: process.env.FOLDER };
      const program = spawnProgram({
        name: 'program', title: 'The program', paths, env: process.env,
        program: process.execPath, args: ['-e', process.env.PROGRAM],
      });
      await program.message('ready', 30_000).catch(({ message, output }) => console.log([message, output].join('|')));`;
    const { stdout } = run(['--input-type=module', '-e', script], { FOLDER: folder.path, PROGRAM: program });
    expect(stdout).toBe(
      'The program ended before it was ready (exit code 1).|plain words\nport 7420 is in use\n',
    );
  });

  it('takes one key press that arrives twice for one, and leaves VMs alone when a part has died', () => {
    const script = `
      import { stopOnSignal } from './scripts/start/stop-on-signal.mjs';
      const report = { line: () => undefined, failure: () => undefined };
      const running = [{ name: 'part', stop: async ({ mode }) => console.log(mode()) }];
      const stopping = stopOnSignal({ running, report });
      if (process.env.HOW === 'signal') { process.emit('SIGINT', 'SIGINT'); process.emit('SIGINT', 'SIGINT'); }
      else stopping.watch([{ name: 'part', program: { exited: Promise.resolve({ code: 1 }), lastWords: () => '' } }]);`;
    const stopped = (how: string): string => run(['--input-type=module', '-e', script], { HOW: how }).stdout;
    expect(stopped('signal')).toBe('shutdown-vms\n');
    expect(stopped('death')).toBe('leave-vms\n');
  });
});
