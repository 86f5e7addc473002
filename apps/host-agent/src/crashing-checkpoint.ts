/**
 * For tests that kill the agent at an exact point (`BUSBAR_TEST_CRASH`): a checkpoint that ends this process
 * with SIGKILL, once per name, so that nothing can clean up. Without a name it does nothing.
 */
export function crashingCheckpoint(crashAt: string | null): (name: string) => void {
  return (name) => {
    if (name === crashAt) process.kill(process.pid, 'SIGKILL');
  };
}
