/** The only reader of the environment. */
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';

const Environment = z.object({
  /** Durable state: identity, journal, outbox, seeds, VMs. Default /var/lib/busbar-host. */
  BUSBAR_HOST_STATE: z.string().min(1).default('/var/lib/busbar-host'),
  /** Sockets; a short path, best on a tmpfs. Default /run/busbar-host. */
  BUSBAR_RUNTIME: z.string().min(1).default('/run/busbar-host'),
  /** The guest agent's single executable. Default: busbar-guest in the state folder. */
  BUSBAR_GUEST_EXECUTABLE: z.string().min(1).optional(),
  /** Base disks. Default: images in the state folder. */
  BUSBAR_IMAGES: z.string().min(1).optional(),
  BUSBAR_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Jobs that run at the same time. */
  BUSBAR_JOB_LIMIT: z.coerce.number().int().min(1).max(64).default(4),
  /**
   * For crash tests only: `<step>:before`, `<step>:after`, `undo-<step>:before`, … at which this process
   * kills itself with SIGKILL. See `crashing-checkpoint.ts`.
   */
  BUSBAR_TEST_CRASH: z.string().optional(),
});

export type AgentEnvironment = {
  readonly stateFolder: string;
  readonly runtimeFolder: string;
  readonly guestExecutable: string;
  readonly imagesFolder: string;
  readonly logLevel: z.infer<typeof Environment>['BUSBAR_LOG_LEVEL'];
  readonly jobLimit: number;
  readonly testCrash: string | null;
};

/** @throws `invalid-input` naming the variable. */
export function readEnvironment(): AgentEnvironment {
  const parsed = Environment.safeParse(process.env);
  if (!parsed.success) throw new AppError('invalid-input', z.prettifyError(parsed.error));
  const env = parsed.data;
  return {
    stateFolder: env.BUSBAR_HOST_STATE,
    runtimeFolder: env.BUSBAR_RUNTIME,
    guestExecutable: env.BUSBAR_GUEST_EXECUTABLE ?? join(env.BUSBAR_HOST_STATE, 'busbar-guest'),
    imagesFolder: env.BUSBAR_IMAGES ?? join(env.BUSBAR_HOST_STATE, 'images'),
    logLevel: env.BUSBAR_LOG_LEVEL,
    jobLimit: env.BUSBAR_JOB_LIMIT,
    testCrash: env.BUSBAR_TEST_CRASH ?? null,
  };
}
