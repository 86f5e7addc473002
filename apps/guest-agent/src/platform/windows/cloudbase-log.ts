/**
 * What cloudbase-init says about itself, from its log: it keeps no other record that a program could read without knowing
 * its plugins. Words of its source, cloudbaseinit/init.py. Pure.
 */
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';

const errorLimit = 64;
const wordsLimit = 4096;
const stageLimit = 16;
const tailLimit = 4096;

/** `2026-01-31 10:00:00.123 1234 INFO cloudbaseinit.init [-] words`: time, process, level, module, request. */
const linePattern = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \d+ ([A-Z]+) (\S+) (?:\[[^\]]*\] ?)?(.*)$/;

type Line = { readonly at: number; readonly level: string; readonly words: string };

/** Exit codes with which a script asks for a restart (docs: file execution); they are no failure. */
const restartCodes = new Set([0, 1001, 1002, 1003]);

/** @param text the log, or its end; null where there is none */
export function parseCloudbaseLog(text: string | null, isInstalled: boolean): CloudInitStatus {
  const run = lastRun(linesOf(text ?? ''));
  const errors = run.flatMap(failureOf).slice(0, errorLimit);
  const state = stateOf(run, isInstalled, errors.length > 0);
  const status: CloudInitStatus = {
    state,
    stages: stagesOf(run),
    errors,
    instanceId: wordAfter(run, /^Instance id: (.+)$/),
    datasource: wordAfter(run, /^Metadata service loaded: '(.+)'$/),
    simulated: false,
  };
  return state === 'error' ? { ...status, outputTail: tailOf(text ?? '') } : status;
}

function linesOf(text: string): readonly Line[] {
  return text.split(/\r?\n/).flatMap((line): Line[] => {
    const match = linePattern.exec(line);
    if (match === null) return [];
    const [, time = '', level = '', , words = ''] = match;
    // Its clock is the guest's own, without a zone.
    return [{ at: Date.parse(time.replace(' ', 'T')), level, words: words.trim() }];
  });
}

/** It begins anew at each boot. */
function lastRun(lines: readonly Line[]): readonly Line[] {
  const from = lines.findLastIndex(({ words }) => words.startsWith('Cloudbase-Init version:'));
  return lines.slice(Math.max(0, from));
}

function stateOf(run: readonly Line[], isInstalled: boolean, hasErrors: boolean): CloudInitStatus['state'] {
  if (run.length === 0) return isInstalled ? 'not-started' : 'absent';
  if (!run.some(({ words }) => words === 'Plugins execution done')) return 'running';
  // Without a disc nothing was asked of it: a later boot, or a seed that it was not told to look for.
  if (run.some(({ words }) => words === 'No metadata service found')) return 'disabled';
  return hasErrors ? 'error' : 'done';
}

/** A module's own error, or a script of the seed that ended with a number that is none of its requests. */
function failureOf({ level, words }: Line): readonly string[] {
  if (level === 'ERROR' || level === 'CRITICAL') {
    return words === 'No metadata service found' ? [] : [words.slice(0, wordsLimit)];
  }
  const ended = /ended with (?:return|exit) code: (-?\d+)$/.exec(words);
  if (ended !== null && !restartCodes.has(Number(ended[1]))) return [words.slice(0, wordsLimit)];
  return level === 'WARNING' && words.startsWith('An error occurred during')
    ? [words.slice(0, wordsLimit)]
    : [];
}

/** One for each plugin that has begun; the next one's beginning, or the run's end, is its end. */
function stagesOf(run: readonly Line[]): CloudInitStatus['stages'] {
  const begun = run.flatMap(({ at, words }) => {
    const name = /^Executing plugin '(.+)'$/.exec(words)?.[1];
    return name === undefined ? [] : [{ name: name.slice(0, 256), at }];
  });
  const endedAt = run.find(({ words }) => words === 'Plugins execution done')?.at ?? null;
  return begun.slice(0, stageLimit).map(({ name, at }, index) => ({
    name,
    startedAt: at,
    endedAt: begun[index + 1]?.at ?? endedAt,
    errors: [],
  }));
}

function wordAfter(run: readonly Line[], pattern: RegExp): string | null {
  for (const { words } of run.toReversed()) {
    const found = pattern.exec(words)?.[1];
    if (found !== undefined) return found.slice(0, 256);
  }
  return null;
}

/** Whole lines. */
function tailOf(text: string): string {
  const tail = text.slice(-tailLimit);
  return tail.length < text.length ? tail.slice(tail.indexOf('\n') + 1) : tail;
}
