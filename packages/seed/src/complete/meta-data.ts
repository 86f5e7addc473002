/** What NoCloud or cloud-init itself reads of meta-data. */
import { keys, list, text, values } from '../lint/table/shape.ts';

export const metaDataShape = keys(
  {
    'instance-id': text,
    'local-hostname': text,
    hostname: text,
    'public-keys': list(text),
    dsmode: values('local', 'net', 'disabled'),
    'network-interfaces': text,
  },
  { required: ['instance-id'] },
);

export const metaDataMeanings: Readonly<Record<string, string>> = {
  'instance-id': 'Which machine this is: cloud-init does its work once for each.',
  'local-hostname': 'The host name.',
  hostname: 'Another name of local-hostname.',
  'public-keys': 'Public keys for the default user.',
  dsmode: 'When user-data is read; default local, before the network.',
  'network-interfaces': "Debian's /etc/network/interfaces; prefer network-config.",
};
