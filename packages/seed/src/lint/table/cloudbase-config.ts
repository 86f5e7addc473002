/**
 * What cloudbase-init reads of a `#cloud-config`: nine keys, each by a plugin of its own
 * (cloudbaseinit/plugins/common/userdataplugins/cloudconfigplugins, read at 1.1.8).
 */
import { cloudConfigShape } from './cloud-config.ts';
import { anything, bool, either, hinted, keys, list, mapOf, type Shape, text, values } from './shape.ts';

const plainText = hinted(text, 'On Windows it is the password itself, not a hash.');

const user = keys(
  {
    name: text,
    gecos: text,
    primary_group: either(text, list(text)),
    groups: either(text, list(text)),
    passwd: plainText,
    inactive: bool,
    expiredate: hinted(text, 'Quote the date: YAML would read it as a date, not as text.'),
    no_create_home: bool,
    ssh_authorized_keys: list(text),
  },
  { required: ['name'] },
);

const file = keys(
  {
    path: text,
    content: text,
    permissions: hinted(text, "Write it in quotes: '0644'."),
    encoding: values('gz', 'gzip', 'gz+base64', 'gzip+base64', 'gz+b64', 'gzip+b64', 'b64', 'base64'),
    append: bool,
  },
  { required: ['path', 'content'] },
);

export const cloudbaseTable: Readonly<Record<string, Shape>> = {
  write_files: either(list(file), file),
  timezone: text,
  set_timezone: text,
  hostname: text,
  set_hostname: text,
  ntp: keys({ enabled: bool, servers: list(text), pools: list(text) }),
  groups: list(either(text, mapOf(list(text)))),
  users: list(user),
  runcmd: list(either(text, list(text))),
};

const known = (shape: Shape): readonly string[] => Object.keys(shape.map?.keys ?? {});
const passedOver = (names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((name) => [name, anything]));

/** cloud-init's other keys are told as what they are (`not-on-windows`), not as misspelt. */
export const cloudbaseShape = keys({ ...passedOver(known(cloudConfigShape)), ...cloudbaseTable });
