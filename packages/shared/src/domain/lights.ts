import { z } from 'zod';

/**
 * The two lights of a VM: `channel` is the path over VMBus, virtio-serial or a socket; `network` is the
 * VM's own network as its agent sees it from inside. `none` means the VM has no network device at all;
 * `unknown` means nobody could look.
 */
export const ChannelLight = z.enum(['up', 'down', 'unknown']);
export type ChannelLight = z.infer<typeof ChannelLight>;
export const NetworkLight = z.enum(['up', 'down', 'none', 'unknown']);
export type NetworkLight = z.infer<typeof NetworkLight>;
