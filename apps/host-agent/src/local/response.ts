/** One answer, as a line. On `error`, `data` is a sentence. */
export type LocalResponse = {
  readonly id: string;
  readonly command: string;
  readonly status: 'ok' | 'error';
  readonly data: unknown;
};

export const encodeResponse = ({ id, command, status, data }: LocalResponse, at: number): string =>
  `${JSON.stringify({ id, command, status, data, timestamp: new Date(at).toISOString() })}\n`;
