/** The part of a structured logger that this program uses; pino's loggers fit it. */
export type Log = {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
  readonly child: (fields: Record<string, unknown>) => Log;
};
