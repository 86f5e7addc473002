/** Asks for one VM after another, a few at a time, and tells of each what became of it. Pure but for `ask`. */

/** The control plane has one writer; more at once would only wait there, and hosts would be chosen blindly. */
const atOnce = 4;

export type RowOutcome<Made> =
  | { readonly state: 'asking' }
  | { readonly state: 'made'; readonly made: Made }
  | { readonly state: 'failed'; readonly error: unknown };

export type ProvisionRows<Row, Made> = {
  readonly rows: readonly Row[];
  readonly ask: (row: Row) => Promise<Made>;
  readonly report: (row: Row, outcome: RowOutcome<Made>) => void;
  /** Looked at before each row; what was asked for already goes on. */
  readonly isStopped: () => boolean;
};

/** One row's failure is that row's alone. Resolves when nothing is under way any more; never rejects. */
export async function provisionRows<Row, Made>(input: ProvisionRows<Row, Made>): Promise<void> {
  const { rows, ask, report, isStopped } = input;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < rows.length && !isStopped()) {
      const row = rows[next] as Row;
      next += 1;
      report(row, { state: 'asking' });
      try {
        report(row, { state: 'made', made: await ask(row) });
      } catch (error) {
        report(row, { state: 'failed', error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
