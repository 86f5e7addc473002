import { AppError } from '@busbar/shared/errors/app-error';
import { generateKey, PrivateKeyJwk } from '@busbar/shared/identity/keys';
import { dataPaths } from './paths.ts';
import { keepPrivateFile } from './private-file.ts';

/** The Ed25519 key by which hosts know this control plane: the 0600 file, made at the first start. */
export function loadLinkKey(dataPath: string): PrivateKeyJwk {
  const path = dataPaths(dataPath).linkKey;
  const parsed = PrivateKeyJwk.safeParse(
    parse(
      path,
      keepPrivateFile(path, () => JSON.stringify(generateKey())),
    ),
  );
  if (parsed.success && parsed.data.crv === 'Ed25519') return parsed.data;
  throw new AppError(
    'precondition-failed',
    `${path} does not hold an Ed25519 key. Restore it from a backup; with another key every host must be enrolled again.`,
  );
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('precondition-failed', `${path} is not a key file.`, { cause });
  }
}
