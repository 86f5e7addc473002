import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const readLimitBytes = 64 * 1024;
const lineLimit = 8;
const errorLevel = 50;

/**
 * What a program said last, for a person: the messages of its errors where it logs as JSON, else its last
 * lines as they are. `fromByte`: where its log began when it was started.
 */
export function lastWords(logFile, fromByte = 0) {
  const lines = readTail(logFile, fromByte).trim().split('\n');
  const records = lines.map(parseRecord);
  const errors = records.filter((record) => record?.level >= errorLevel).map((record) => record.msg);
  // Plain lines come from a program that had no log yet, or from Node itself.
  const plain = lines.filter((line, at) => line !== '' && records[at] === null);
  return [...new Set([...plain, ...errors])].slice(-lineLimit).join('\n');
}

function readTail(logFile, fromByte) {
  const file = openSync(logFile, 'r');
  try {
    const { size } = fstatSync(file);
    const start = Math.max(fromByte, size - readLimitBytes);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, start));
  } finally {
    closeSync(file);
  }
}

function parseRecord(line) {
  try {
    const record = JSON.parse(line);
    return typeof record?.level === 'number' && typeof record.msg === 'string' ? record : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
