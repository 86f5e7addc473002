import { AppError } from '@busbar/shared/errors/app-error';

/** The number of a group that is given by name or number. Pure. @throws `not-found` */
export function groupIdOf(group: string, etcGroup: string): number {
  if (/^\d{1,9}$/.test(group)) return Number(group);
  for (const line of etcGroup.split('\n')) {
    const [name, , id] = line.split(':');
    if (name === group && id !== undefined && /^\d+$/.test(id)) return Number(id);
  }
  throw new AppError('not-found', `There is no group ${group} in /etc/group; give its number instead.`);
}
