/** Of a job's row, by the names of its steps. */
export const stepStates = (steps: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (JSON.parse(steps) as { name: string; state: string }[]).map(({ name, state }) => [name, state]),
  );
