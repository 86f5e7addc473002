import type { SeedDocuments } from '@busbar/shared/domain/template';

/** Who reads a seed inside the guest: cloud-init, or on Windows cloudbase-init, which knows a part of the same and no more. */
export type SeedDialect = 'cloud-init' | 'cloudbase-init';

/** @param os the system of an image, as people name it there: `Debian GNU/Linux`, `Windows Server 2025` */
export const dialectOf = (os: string): SeedDialect =>
  /^(microsoft\s+)?windows\b/i.test(os.trim()) ? 'cloudbase-init' : 'cloud-init';

/**
 * For a template that is being written, which no image belongs to yet: scripts or paths of Windows in its user-data say
 * what it is meant for.
 */
export const guessDialect = ({ userData }: Pick<SeedDocuments, 'userData'>): SeedDialect =>
  /^(#ps1|rem cmd\s|<powershell>)|^\s*(- )?path: ['"]?[a-z]:\\|powershell\.exe/im.test(userData)
    ? 'cloudbase-init'
    : 'cloud-init';
