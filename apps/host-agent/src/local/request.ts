import { z } from 'zod';

const NotBlank = z.string().refine((text) => text.trim() !== '', 'It must not be blank.');

/** One request of the local protocol. Unknown fields are left out, unknown parameters are each command's affair. */
export const LocalRequest = z.object({
  /** Chosen by the client; the answer carries it. */
  id: NotBlank,
  command: NotBlank,
  parameters: z.record(z.string(), z.unknown()),
  /** ISO 8601, by the client's clock; not looked at. */
  timestamp: z.string().optional(),
});
export type LocalRequest = z.infer<typeof LocalRequest>;

/**
 * Whether the client asks for a stream: it reads lines ahead of the answer, and may send input behind its request. What
 * vmgenie's clients ask for is never one.
 */
export const wantsStream = ({ parameters }: LocalRequest): boolean => parameters.stream === true;

export type ParsedRequest =
  | { readonly request: LocalRequest }
  /** What the answer says of a request that is none. */
  | { readonly refusal: { readonly id: string; readonly command: string; readonly reason: string } };

export const unknownCommand = 'unknown';

/** Never throws. */
export function parseRequest(text: string): ParsedRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(text, 'Invalid JSON: the request is not one line of JSON.');
  }
  const parsed = LocalRequest.safeParse(value);
  if (parsed.success) return { request: parsed.data };
  const { id, command } = isObject(value) ? value : {};
  const reasons = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the request'}: ${message}`,
  );
  return {
    refusal: {
      id: typeof id === 'string' ? id : '',
      command: typeof command === 'string' && command.trim() !== '' ? command : unknownCommand,
      reason: `Invalid request: ${reasons.join('; ')}`,
    },
  };
}

/** For what could not be parsed: the id is recovered where the text shows one. */
export function refuse(start: string, reason: string): Extract<ParsedRequest, { refusal: unknown }> {
  return { refusal: { id: recoverId(start), command: unknownCommand, reason } };
}

const idField = /"id"[ \t]{0,16}:[ \t]{0,16}("(?:[^"\\]|\\.){0,256}")/;

function recoverId(text: string): string {
  const literal = idField.exec(text.slice(0, 4096))?.[1];
  if (literal === undefined) return '';
  try {
    return String(JSON.parse(literal));
  } catch {
    return '';
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
