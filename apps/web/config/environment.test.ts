import { describe, expect, it } from 'vitest';
import { publicUrlOf, readEnvironment } from './environment.ts';

describe('readEnvironment', () => {
  it('listens on loopback at 7420 by default', () => {
    const environment = readEnvironment({ BUSBAR_DATA: '/srv/busbar' });
    expect(environment).toMatchObject({ bind: '127.0.0.1', port: 7420, redis: '/srv/busbar/redis.sock' });
    expect(publicUrlOf(environment, 7420)).toBe('http://127.0.0.1:7420');
  });

  it.each(['0.0.0.0', '::', '192.0.2.7', 'busbar.example', '127.0.0.1.example'])(
    'refuses plain HTTP on %s',
    (bind) => expect(() => readEnvironment({ BUSBAR_BIND: bind })).toThrow(/plain HTTP/),
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('allows plain HTTP on %s', (bind) => {
    expect(readEnvironment({ BUSBAR_BIND: bind }).bind).toBe(bind);
  });

  it('allows other addresses with TLS files or behind a proxy', () => {
    const tls = { BUSBAR_TLS_CERT: 'cert.pem', BUSBAR_TLS_KEY: 'key.pem' };
    expect(readEnvironment({ BUSBAR_BIND: '0.0.0.0', ...tls }).tls).not.toBeNull();
    expect(readEnvironment({ BUSBAR_BIND: '0.0.0.0', BUSBAR_TRUST_PROXY: '1' }).trustProxy).toBe(true);
  });

  it('names the variable that it cannot use', () => {
    expect(() => readEnvironment({ BUSBAR_PORT: '70000' })).toThrow(/BUSBAR_PORT/);
    expect(() => readEnvironment({ BUSBAR_TLS_CERT: 'cert.pem' })).toThrow(/BUSBAR_TLS_KEY/);
    expect(() => readEnvironment({ BUSBAR_PUBLIC_URL: 'https://a.example/path' })).toThrow(
      /BUSBAR_PUBLIC_URL/,
    );
  });
});
