/** Files and commands. Source: cloud-init's documentation of the modules named. */
import { anything, bool, either, hinted, int, keys, list, mapOf, nothing, text, values } from './shape.ts';

const command = hinted(
  either(text, list(text)),
  'A command is one text, or a list of its words. A colon followed by a space makes a mapping of it: put the whole command in quotes.',
);

const optionalCommand = hinted(either(text, list(text), nothing), command.hint!);

const encodings = [
  'gz',
  'gzip',
  'gz+base64',
  'gzip+base64',
  'gz+b64',
  'gzip+b64',
  'b64',
  'base64',
  'text/plain',
];

const commandList = 'It is a list: begin each command with "- " on a line of its own.';

export const filesAndCommandsTable = {
  write_files: hinted(
    list(
      keys(
        {
          path: text,
          content: hinted(text, 'It is a text: quote it, or write a block after "|".'),
          source: keys({ uri: text, headers: mapOf(text) }, { required: ['uri'] }),
          owner: text,
          permissions: hinted(
            text,
            "Without quotes YAML reads 0644 as the octal number 420, and cloud-init takes that for other permissions. Write it in quotes: '0644'.",
          ),
          encoding: values(...encodings),
          append: bool,
          defer: bool,
        },
        { required: ['path'] },
      ),
    ),
    'It is a list of files: begin each with "- path:".',
  ),
  bootcmd: hinted(list(command), commandList),
  runcmd: hinted(list(optionalCommand), commandList),
  final_message: text,
  power_state: keys(
    {
      delay: either(int, text, values('now')),
      mode: values('poweroff', 'reboot', 'halt'),
      message: text,
      timeout: int,
      condition: either(text, bool, list(text)),
    },
    { required: ['mode'] },
  ),
  phone_home: keys(
    {
      url: text,
      post: either(
        values('all'),
        list(values('pub_key_rsa', 'pub_key_ecdsa', 'pub_key_ed25519', 'instance_id', 'hostname', 'fqdn')),
      ),
      tries: int,
    },
    { required: ['url'] },
  ),
  random_seed: keys({
    file: text,
    data: text,
    encoding: values('raw', 'base64', 'b64', 'gzip', 'gz'),
    command: list(text),
    command_required: bool,
  }),
  autoinstall: anything,
};
