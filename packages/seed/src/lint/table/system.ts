/** Names, time, language, network services and disks. Source: cloud-init's documentation of the modules named. */
import {
  anything,
  bool,
  deprecated,
  either,
  hinted,
  int,
  keys,
  list,
  mapOf,
  nothing,
  text,
  values,
} from './shape.ts';

const quoted = 'Put it in quotes, so that YAML keeps it a text.';

export const systemTable = {
  hostname: hinted(text, quoted),
  fqdn: hinted(text, quoted),
  prefer_fqdn_over_hostname: bool,
  preserve_hostname: bool,
  create_hostname_file: bool,
  manage_etc_hosts: either(bool, values('localhost', 'template')),
  timezone: text,
  locale: either(text, bool),
  locale_configfile: text,
  keyboard: keys({ layout: text, model: text, variant: text, options: text }, { required: ['layout'] }),
  ntp: either(
    nothing,
    keys({
      pools: list(text),
      servers: list(text),
      peers: list(text),
      allow: list(text),
      ntp_client: text,
      enabled: bool,
      config: keys({
        confpath: text,
        check_exe: text,
        packages: list(text),
        service_name: text,
        template: text,
      }),
    }),
  ),
  manage_resolv_conf: bool,
  resolv_conf: keys({
    nameservers: list(text),
    searchdomains: list(text),
    domain: text,
    sortlist: list(text),
    options: mapOf(anything),
  }),
  wireguard: either(
    nothing,
    keys(
      {
        interfaces: list(keys({ name: text, config_path: text, content: text })),
        readinessprobe: list(text),
      },
      { required: ['interfaces'] },
    ),
  ),
  byobu_by_default: values(
    'enable-system',
    'enable-user',
    'disable-system',
    'disable-user',
    'enable',
    'disable',
    'user',
    'system',
  ),
  updates: keys({
    network: keys({ when: list(values('boot-new-instance', 'boot-legacy', 'boot', 'hotplug')) }),
  }),
  disable_ec2_metadata: bool,
  rpi: mapOf(anything),
  fan: keys({ config: text, config_path: text }, { required: ['config'] }),
};

const size = either(values('auto'), int, text);

export const disksTable = {
  growpart: keys({
    mode: either(values('auto', 'growpart', 'gpart', 'off', false)),
    devices: list(text),
    ignore_growroot_disabled: bool,
  }),
  resize_rootfs: either(bool, values('noblock')),
  device_aliases: mapOf(text),
  disk_setup: mapOf(
    keys({
      table_type: values('mbr', 'gpt'),
      layout: either(values('remove'), bool, list(either(int, list(either(int, text))))),
      overwrite: bool,
    }),
  ),
  fs_setup: list(
    keys({
      label: text,
      filesystem: text,
      device: text,
      partition: either(int, text, values('auto', 'any', 'none')),
      overwrite: bool,
      replace_fs: text,
      extra_opts: either(text, list(text)),
      cmd: either(text, list(text)),
    }),
  ),
  mounts: hinted(
    list(hinted(list(text), 'One mount is a list like a line of fstab; numbers in quotes.')),
    'It is a list of lists, each like a line of fstab.',
  ),
  mount_default_fields: list(either(text, nothing)),
  swap: keys({ filename: text, size, maxsize: either(int, text) }),
  grub_dpkg: mapOf(either(bool, text)),
  'grub-dpkg': deprecated(mapOf(either(bool, text)), 'Write grub_dpkg.'),
};
