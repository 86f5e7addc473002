/** The only reader of the environment. */
export type AgentEnvironment = {
  /** BUSBAR_CHANNEL_SOCKET: where `--channel auto` listens when there is neither virtio-serial nor vsock. */
  readonly channelSocket: string | null;
  /** BUSBAR_SANDBOX=1: this guest is a sandbox, whose init takes exit codes for shutdown and reboot. */
  readonly isSandbox: boolean;
};

export const readEnvironment = (): AgentEnvironment => ({
  channelSocket: process.env.BUSBAR_CHANNEL_SOCKET ?? null,
  isSandbox: process.env.BUSBAR_SANDBOX === '1',
});
