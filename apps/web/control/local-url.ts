import type { Environment } from '../config/environment.ts';
import { isLoopback, publicUrlOf } from '../config/environment.ts';

/** Where programs on this machine reach the server without a proxy in between. */
export function localUrlOf(environment: Environment, port: number): string {
  const isReachable =
    isLoopback(environment.bind) || environment.bind === '0.0.0.0' || environment.bind === '::';
  const bind = isReachable ? (environment.bind === '::1' ? '::1' : '127.0.0.1') : environment.bind;
  // A certificate is made for the public name, which is then the better way even from here.
  if (environment.tls !== null) return publicUrlOf(environment, port);
  return publicUrlOf({ ...environment, publicUrl: null, bind }, port);
}
