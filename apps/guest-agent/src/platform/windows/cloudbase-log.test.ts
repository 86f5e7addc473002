import { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { expect, test } from 'vitest';
import { parseCloudbaseLog } from './cloudbase-log.ts';

const line = (second: number, level: string, words: string): string =>
  `2026-03-01 10:00:${String(second).padStart(2, '0')}.123 1204 ${level} cloudbaseinit.init [-] ${words}`;
const begin = [
  line(0, 'INFO', 'Cloudbase-Init version: 1.1.6'),
  line(1, 'INFO', "Metadata service loaded: 'NoCloudConfigDriveService'"),
  line(1, 'DEBUG', 'Instance id: vm-1'),
  line(2, 'INFO', "Executing plugin 'SetHostNamePlugin'"),
];
const userData = line(5, 'INFO', "Executing plugin 'UserDataPlugin'");
const done = line(9, 'INFO', 'Plugins execution done');
const parse = (...lines: string[]): CloudInitStatus =>
  CloudInitStatus.parse(parseCloudbaseLog(lines.join('\r\n'), true));

test('absent, not started, running', () => {
  expect(parseCloudbaseLog(null, false).state).toBe('absent');
  expect(parseCloudbaseLog(null, true).state).toBe('not-started');
  expect(parse(...begin)).toMatchObject({ state: 'running', instanceId: 'vm-1' });
});

test('done, with its plugins as stages', () => {
  const status = parse(...begin, userData, done);
  expect(status).toMatchObject({ state: 'done', errors: [], datasource: 'NoCloudConfigDriveService' });
  expect(status.stages.map(({ name }) => name)).toEqual(['SetHostNamePlugin', 'UserDataPlugin']);
  expect(status.stages[0]!.endedAt).toBe(status.stages[1]!.startedAt);
  expect(status).not.toHaveProperty('outputTail');
});

test('the restart that a new host name needs is no end; what counts is the run after it', () => {
  expect(parse(...begin, line(3, 'INFO', 'Rebooting')).state).toBe('running');
  const failed = line(4, 'ERROR', "plugin 'SetHostNamePlugin' failed with error 'no'");
  expect(parse(...begin, failed, ...begin, userData, done).state).toBe('done');
});

test('a plugin that fails and a script that fails are told in its own words, with what came last', () => {
  const words = [
    "plugin 'UserDataPlugin' failed with error 'boom'",
    'User_data script ended with return code: 3',
  ];
  const status = parse(...begin, line(6, 'ERROR', words[0]!), line(7, 'INFO', words[1]!), done);
  expect(status).toMatchObject({ state: 'error', errors: words });
  expect(status.outputTail).toContain('return code: 3');
});

test('a script that asks for a restart has not failed', () => {
  expect(parse(...begin, line(6, 'INFO', 'User_data script ended with return code: 1001'), done).state).toBe(
    'done',
  );
});

test('without a disc nothing was asked of it', () => {
  const none = line(2, 'ERROR', 'No metadata service found');
  expect(parse(line(0, 'INFO', 'Cloudbase-Init version: 1.1.6'), none, done).state).toBe('disabled');
});

test('a traceback and rubbish are passed over', () => {
  expect(parse('Traceback (most recent call last):', ...begin, '  File "x.py", line 1', done).state).toBe(
    'done',
  );
});
