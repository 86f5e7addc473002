/** Users, groups, passwords and SSH. Source: cloud-init's documentation of the modules named. */
import { bool, deprecated, either, hinted, int, keys, list, mapOf, nothing, text, values } from './shape.ts';

const keyList = hinted(
  list(text),
  'It is a list, also for one key: write each key on a line of its own that begins with "- ".',
);

const underscore = (name: string): string => `Write ${name}, with underscores.`;

const user = keys({
  name: text,
  doas: list(text),
  expiredate: hinted(text, 'Quote the date: YAML would read it as a date, not as text.'),
  gecos: text,
  groups: either(text, list(text), mapOf(nothing)),
  homedir: text,
  inactive: hinted(text, 'A number of days in quotes.'),
  lock_passwd: bool,
  'lock-passwd': deprecated(bool, underscore('lock_passwd')),
  no_create_home: bool,
  'no-create-home': deprecated(bool, underscore('no_create_home')),
  no_log_init: bool,
  'no-log-init': deprecated(bool, underscore('no_log_init')),
  no_user_group: bool,
  'no-user-group': deprecated(bool, underscore('no_user_group')),
  create_groups: bool,
  'create-groups': deprecated(bool, underscore('create_groups')),
  passwd: text,
  hashed_passwd: text,
  'hashed-passwd': deprecated(text, underscore('hashed_passwd')),
  plain_text_passwd: text,
  'plain-text-passwd': deprecated(text, underscore('plain_text_passwd')),
  primary_group: text,
  'primary-group': deprecated(text, underscore('primary_group')),
  selinux_user: text,
  'selinux-user': deprecated(text, underscore('selinux_user')),
  shell: text,
  snapuser: text,
  ssh_authorized_keys: keyList,
  'ssh-authorized-keys': deprecated(keyList, underscore('ssh_authorized_keys')),
  ssh_import_id: list(text),
  'ssh-import-id': deprecated(list(text), underscore('ssh_import_id')),
  ssh_redirect_user: bool,
  'ssh-redirect-user': deprecated(bool, underscore('ssh_redirect_user')),
  system: bool,
  sudo: hinted(
    either(text, list(text), bool, nothing),
    'It is a sudoers rule, a list of rules, or false: for example "ALL=(ALL) NOPASSWD:ALL".',
  ),
  uid: either(int, text),
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
