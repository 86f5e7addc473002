import { join } from 'node:path';

/** Where things are inside the data folder. */
export type DataPaths = {
  readonly database: string;
  readonly backups: string;
  /** The secret that at-rest and cookie keys are derived from, when no variable gives it. Mode 0600. */
  readonly secretKey: string;
  /** The Ed25519 key by which hosts know this control plane. Mode 0600. */
  readonly linkKey: string;
};

export const dataPaths = (dataPath: string): DataPaths => ({
  database: join(dataPath, 'busbar.db'),
  backups: join(dataPath, 'backups'),
  secretKey: join(dataPath, 'secret.key'),
  linkKey: join(dataPath, 'link.key'),
});
