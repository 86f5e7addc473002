import type { HostView } from '@busbar/shared/realtime/views';

export type ImageChoice = {
  /** `<driver>/<name>`: what the form keeps, because a name may exist for several drivers. */
  readonly key: string;
  readonly driver: HostView['images'][number]['driver'];
  readonly name: string;
  readonly title: string;
  readonly os: string;
  readonly hasCloudInit: boolean;
  /** By people: nothing of ours stands in for cloud-init there. */
  readonly isImported: boolean;
  readonly sizeBytes: number;
  readonly hosts: readonly HostView[];
  /** Hosts that lack it and to which it can be copied. */
  readonly others: readonly HostView[];
};

/** Every image of every host, once each, with the hosts that have it and can run it. */
export function imageChoices(hosts: readonly HostView[]): readonly ImageChoice[] {
  const choices = new Map<string, ImageChoice>();
  for (const host of hosts) {
    for (const image of host.images) {
      const isReady = host.drivers.some((driver) => driver.name === image.driver && driver.isReady);
      if (!isReady || host.state === 'removed') continue;
      const key = `${image.driver}/${image.name}`;
      const known = choices.get(key);
      choices.set(key, {
        key,
        driver: image.driver,
        name: image.name,
        title: image.title,
        os: image.os,
        hasCloudInit: image.hasCloudInit,
        isImported: image.imported !== undefined,
        sizeBytes: image.sizeBytes,
        hosts: [...(known?.hosts ?? []), host],
        // What belongs to its driver has no disk to be compared, or copied.
        others: image.check === undefined ? [] : hosts.filter((each) => canBeGiven(each, image)),
      });
    }
  }
  return [...choices.values()];
}

const canBeGiven = (host: HostView, { name, driver }: HostView['images'][number]): boolean =>
  host.state !== 'removed' &&
  host.drivers.some((each) => each.name === driver && each.isReady && each.abilities.includes('images')) &&
  !host.images.some((each) => each.name === name && each.driver === driver);
