/** POST hello: versions, and what this host has and can do. */
import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { HostHello, LinkHelloRequest } from '@busbar/shared/protocol/link';
import { linkVersion, negotiateVersion, type ProtocolVersion } from '@busbar/shared/protocol/version';
import type { z } from 'zod';

export type HelloDeps = {
  readonly describeHost: () => Omit<z.infer<typeof HostHello>, 'version'>;
  /** The control plane has said hello; both speak this version from now on. */
  readonly onHello: (agreed: ProtocolVersion) => void;
};

export const helloHandler = ({ describeHost, onHello }: HelloDeps): RouteHandler =>
  jsonHandler(LinkHelloRequest, HostHello, ({ version }) => {
    const agreed = negotiateVersion(linkVersion, version);
    if (agreed === null) {
      throw new AppError(
        'version-mismatch',
        `This host agent speaks link version ${linkVersion.major}, the control plane ${version.major}.`,
      );
    }
    onHello(agreed);
    return { ...describeHost(), version: linkVersion };
  });
