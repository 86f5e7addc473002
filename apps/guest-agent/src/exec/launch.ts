/** What is to be run, as a system has worked it out of a request. */
export type LaunchRequest = {
  /** Undefined: the account's own shell, as it would be at a logon. */
  readonly argv: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | undefined;
  readonly user: string | undefined;
};

export type Launch = {
  /** The program's file and its arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly account: { readonly name: string };
  /** Whom the process must become; null when it is the agent's own user. */
  readonly switchTo: { readonly uid: number; readonly gid: number } | null;
  /** The program as it was asked for. */
  readonly program: string;
};

/** Errors: `not-found` (user, program, folder), `forbidden` or `unsupported` for a user that the agent cannot become. */
export type PlanLaunch = (request: LaunchRequest) => Promise<Launch>;
