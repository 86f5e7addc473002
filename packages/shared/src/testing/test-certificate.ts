import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type TestCertificate = {
  readonly keyPath: string;
  readonly certPath: string;
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
};

/** A self-signed certificate for `localhost`, two days long, made by OpenSSL in `folder`. */
export function testCertificate(folder: string): TestCertificate {
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  const files = ['-subj', '/CN=localhost', '-keyout', keyPath, '-out', certPath];
  execFileSync('openssl', [...kind, ...files], { stdio: 'ignore' });
  return { keyPath, certPath, key: readFileSync(keyPath, 'utf8'), cert: readFileSync(certPath, 'utf8') };
}
