/** The only reader of the environment. */
import { join } from 'node:path';

export type AgentEnvironment = {
  /** BUSBAR_CHANNEL_SOCKET: where `--channel auto` listens when there is neither virtio-serial nor vsock. */
  readonly channelSocket: string | null;
  /** BUSBAR_SANDBOX=1: this guest is a sandbox, whose init takes exit codes for shutdown and reboot. */
  readonly isSandbox: boolean;
  /** All of it: on Windows what the agent runs begins with the agent's own. */
  readonly all: Readonly<Record<string, string | undefined>>;
  /** Where the service of Windows writes its log. */
  readonly serviceLog: string;
};

export const readEnvironment = (): AgentEnvironment => ({
  channelSocket: process.env.BUSBAR_CHANNEL_SOCKET ?? null,
  isSandbox: process.env.BUSBAR_SANDBOX === '1',
  all: process.env,
  serviceLog: join(process.env.ProgramData ?? 'C:\\ProgramData', 'BusbarGuest', 'logs', 'guest-agent.log'),
});
