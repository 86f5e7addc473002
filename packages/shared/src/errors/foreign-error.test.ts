import { expect, it } from 'vitest';
import { AppError, toAppError } from './app-error.ts';

it('knows the errors of another copy of this module', () => {
  const foreign = Object.assign(new Error('The disk is full.', { cause: 'SQLITE_FULL' }), {
    name: 'AppError',
    code: 'insufficient-storage',
    userMessage: 'Make room.',
    retryable: true,
    details: { freeBytes: 0 },
  });
  const error = toAppError(foreign);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: 'insufficient-storage',
    message: 'The disk is full.',
    userMessage: 'Make room.',
    retryable: true,
    details: { freeBytes: 0 },
    cause: 'SQLITE_FULL',
  });
  expect(toAppError(Object.assign(new Error('x'), { name: 'AppError', code: 'toString' })).code).toBe(
    'internal',
  );
});
