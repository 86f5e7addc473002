/** Users, groups, passwords and SSH. Source: cloud-init's documentation of the modules named. */
import {
  bool,
  deprecated,
  either,
  hinted,
  int,
  keys,
  list,
  mapOf,
  nothing,
  type Shape,
  text,
  values,
} from './shape.ts';

const keyList = hinted(
  list(text),
  'It is a list, also for one key: write each key on a line of its own that begins with "- ".',
);

/** Keys that cloud-init still takes with dashes in place of the underscores. */
const withDashedNames = (shapes: Record<string, Shape>): Record<string, Shape> =>
  Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => [
      [name, shape],
      [name.replaceAll('_', '-'), deprecated(shape, `Write ${name}, with underscores.`)],
    ]),
  );

const user = keys({
  name: text,
  doas: list(text),
  expiredate: hinted(text, 'Quote the date: YAML would read it as a date, not as text.'),
  gecos: text,
  groups: either(text, list(text), mapOf(nothing)),
  homedir: text,
  inactive: hinted(text, 'A number of days in quotes.'),
  passwd: text,
  shell: text,
  snapuser: text,
  system: bool,
  sudo: hinted(
    either(text, list(text), bool, nothing),
    'It is a sudoers rule, a list of rules, or false: for example "ALL=(ALL) NOPASSWD:ALL".',
  ),
  uid: either(int, text),
  ...withDashedNames({
    lock_passwd: bool,
    no_create_home: bool,
    no_log_init: bool,
    no_user_group: bool,
    create_groups: bool,
    hashed_passwd: text,
    plain_text_passwd: text,
    primary_group: text,
    selinux_user: text,
    ssh_authorized_keys: keyList,
    ssh_import_id: list(text),
    ssh_redirect_user: bool,
  }),
});

const hostKeyNames = ['rsa', 'ecdsa', 'ed25519'].flatMap((type) =>
  ['private', 'public', 'certificate'].map((part) => `${type}_${part}`),
);

export const usersTable = {
  users: hinted(either(text, list(either(text, list(text), user)), mapOf(user)), 'It is a list of users.'),
  user: either(text, user),
  groups: either(text, list(either(text, mapOf(either(text, list(text))))), mapOf(either(text, list(text)))),
  password: hinted(text, 'Put the password in quotes.'),
  chpasswd: keys({
    expire: bool,
    users: list(
      keys({ name: text, type: values('hash', 'text', 'RANDOM'), password: text }, { required: ['name'] }),
    ),
    list: deprecated(either(text, list(text)), 'Use chpasswd.users.'),
  }),
  ssh_pwauth: either(bool, values('unchanged', 'yes', 'no')),
  ssh_authorized_keys: keyList,
  ssh_keys: keys(Object.fromEntries(hostKeyNames.map((name) => [name, text]))),
  ssh_deletekeys: bool,
  ssh_genkeytypes: list(values('ecdsa', 'ed25519', 'rsa')),
  ssh_import_id: list(text),
  ssh_quiet_keygen: bool,
  ssh_publish_hostkeys: keys({ enabled: bool, blacklist: list(text) }),
  ssh: keys({ emit_keys_to_console: bool }, { required: ['emit_keys_to_console'] }),
  ssh_key_console_blacklist: list(text),
  ssh_fp_console_blacklist: list(text),
  no_ssh_fingerprints: bool,
  authkey_hash: text,
  allow_public_ssh_keys: bool,
  disable_root: bool,
  disable_root_opts: text,
};
