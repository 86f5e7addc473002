import { expect, test } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { isPassingWinsockError, winsockError } from './winsock-error.ts';

test('an error names the call, the code of Windows and what it means', () => {
  const error = winsockError('ConnectEx', 10060);
  expect(error.message).toContain('ConnectEx: the guest did not take the connection');
  expect(error.message).toContain('(Windows says 10060, WSAETIMEDOUT)');
  expect(error.details).toEqual({ call: 'ConnectEx', winsockCode: 10060 });
});

test('a guest that does not answer may be dialled again, a host that cannot dial at all may not', () => {
  for (const code of [10049, 10054, 10060, 10061, 12345]) {
    const { code: kind, retryable } = winsockError('ConnectEx', code);
    expect([kind, retryable]).toEqual(['guest-unreachable', true]);
  }
  expect(winsockError('ConnectEx', 10013)).toMatchObject({ code: 'forbidden', retryable: false });
  expect(winsockError('WSASocket', 10047)).toMatchObject({ code: 'unsupported', retryable: false });
});

test('only what a starting VM says is worth dialling again at once', () => {
  const passing = [10049, 10050, 10054, 10060, 10061, 10013].filter((code) =>
    isPassingWinsockError(winsockError('ConnectEx', code)),
  );
  expect(passing).toEqual([10050, 10054, 10060]);
  expect(isPassingWinsockError(new AppError('guest-unreachable', 'another'))).toBe(false);
  expect(isPassingWinsockError(new Error('another'))).toBe(false);
});
