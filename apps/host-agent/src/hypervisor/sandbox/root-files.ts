/** The files that a new sandbox's own `/etc` begins with. Pure. */

export type RootFile = { readonly path: string; readonly mode: number; readonly text: string };

/** What is taken from the machine as it is, if it is there: settings of programs in /usr, nothing secret. */
export const copiedPaths = [
  'etc/alternatives',
  'etc/bash.bashrc',
  'etc/ca-certificates.conf',
  'etc/debian_version',
  'etc/inputrc',
  'etc/ld.so.cache',
  'etc/ld.so.conf',
  'etc/ld.so.conf.d',
  'etc/localtime',
  'etc/login.defs',
  'etc/os-release',
  'etc/pam.d',
  'etc/protocols',
  'etc/services',
  'etc/skel',
  'etc/ssl/certs',
  'etc/ssl/openssl.cnf',
  'etc/terminfo',
] as const;

export const rootFolders: readonly { readonly path: string; readonly mode: number }[] = [
  ...['etc', 'etc/ssl', 'etc/default', 'var', 'var/log', 'var/lib', 'var/cache', 'var/spool'],
  ...['home', 'srv', 'mnt', 'media'],
]
  .map((path) => ({ path, mode: 0o755 }))
  .concat([
    { path: 'root', mode: 0o700 },
    { path: 'var/tmp', mode: 0o1777 },
  ]);

const accounts: readonly (readonly [string, number, string, string])[] = [
  ['root', 0, '/root', '/bin/bash'],
  ['daemon', 1, '/usr/sbin', '/usr/sbin/nologin'],
  ['bin', 2, '/bin', '/usr/sbin/nologin'],
  ['sys', 3, '/dev', '/usr/sbin/nologin'],
  ['mail', 8, '/var/mail', '/usr/sbin/nologin'],
  ['www-data', 33, '/var/www', '/usr/sbin/nologin'],
  ['nobody', 65534, '/nonexistent', '/usr/sbin/nologin'],
];
const groups: readonly (readonly [string, number])[] = [
  ...accounts.map(([name, id]) => [name === 'nobody' ? 'nogroup' : name, id] as const),
  ...([
    ['adm', 4],
    ['tty', 5],
    ['disk', 6],
    ['sudo', 27],
    ['shadow', 42],
    ['staff', 50],
    ['users', 100],
  ] as const),
];

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

export function rootFiles(name: string): readonly RootFile[] {
  const file = (path: string, text: string, mode = 0o644): RootFile => ({ path: `etc/${path}`, mode, text });
  return [
    file(
      'passwd',
      lines(accounts.map(([user, id, home, shell]) => `${user}:x:${id}:${id}:${user}:${home}:${shell}`)),
    ),
    file('group', lines(groups.map(([group, id]) => `${group}:x:${id}:`))),
    // No account has a password: the only way in is the agent.
    file('shadow', lines(accounts.map(([user]) => `${user}:*:19000:0:99999:7:::`)), 0o640),
    file('gshadow', lines(groups.map(([group]) => `${group}:*::`)), 0o640),
    file('hostname', `${name}\n`),
    file('hosts', lines(['127.0.0.1 localhost', `127.0.1.1 ${name}`, '::1 localhost ip6-localhost'])),
    file('shells', lines(['/bin/sh', '/bin/bash', '/usr/bin/bash', '/usr/bin/sh'])),
    file('nsswitch.conf', lines(['passwd: files', 'group: files', 'shadow: files', 'hosts: files'])),
    file('resolv.conf', ''),
    file('default/useradd', 'SHELL=/bin/bash\n'),
    file(
      'profile',
      lines([
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'export PATH',
        '[ -z "$BASH" ] || [ ! -r /etc/bash.bashrc ] || . /etc/bash.bashrc',
        `[ "$(id -u)" -eq 0 ] && PS1='\\u@\\h:\\w# ' || PS1='\\u@\\h:\\w$ '`,
      ]),
    ),
  ];
}
