/** Packages and their sources. Source: cloud-init's documentation of the modules named. */
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
  number,
  text,
  values,
} from './shape.ts';

const packageName = hinted(either(text, list(text)), 'A package name, or [name, version].');

const aptMirror = list(
  keys(
    {
      arches: list(text),
      uri: text,
      search: list(text),
      search_dns: bool,
      keyid: text,
      key: text,
      keyserver: text,
    },
    { required: ['arches'] },
  ),
);

const aptSource = keys({
  source: text,
  keyid: text,
  key: text,
  keyserver: text,
  filename: text,
  append: bool,
});

const certificates = keys({
  remove_defaults: bool,
  'remove-defaults': deprecated(bool, 'Write remove_defaults.'),
  trusted: list(text),
});

const pro = keys({
  enable: list(text),
  enable_beta: list(text),
  token: text,
  features: keys({ disable_auto_attach: bool }),
  config: mapOf(anything),
});

export const packagesTable = {
  packages: hinted(
    list({
      ...packageName,
      ...keys({ apt: list(packageName), snap: list(packageName) }),
      scalars: ['string'],
    }),
    'It is a list: begin each package with "- ".',
  ),
  package_update: bool,
  package_upgrade: bool,
  package_reboot_if_required: bool,
  apt_update: deprecated(bool, 'Use package_update.'),
  apt_upgrade: deprecated(bool, 'Use package_upgrade.'),
  apt_reboot_if_required: deprecated(bool, 'Use package_reboot_if_required.'),
  apt: keys({
    preserve_sources_list: bool,
    disable_suites: list(text),
    primary: aptMirror,
    security: aptMirror,
    add_apt_repo_match: text,
    debconf_selections: mapOf(text),
    sources_list: text,
    conf: text,
    http_proxy: text,
    https_proxy: text,
    ftp_proxy: text,
    proxy: text,
    sources: mapOf(aptSource),
  }),
  apt_pipelining: either(int, bool, values('os', 'none', 'unchanged')),
  apk_repos: keys({
    preserve_repositories: bool,
    alpine_repo: keys(
      { base_url: text, community_enabled: bool, testing_enabled: bool, version: text },
      { required: ['version'] },
    ),
    local_repo_base_url: text,
  }),
  yum_repo_dir: text,
  yum_repos: mapOf(
    keys(
      { baseurl: text, metalink: text, mirrorlist: text, name: text, enabled: bool },
      { others: either(number, bool, text) },
    ),
  ),
  zypper: keys({
    repos: list(keys({ id: text, baseurl: text }, { required: ['id', 'baseurl'], others: anything })),
    config: mapOf(anything),
  }),
  ca_certs: certificates,
  'ca-certs': deprecated(certificates, 'Write ca_certs.'),
  snap: keys({
    assertions: either(list(text), mapOf(text)),
    commands: either(list(either(text, list(text))), mapOf(either(text, list(text)))),
  }),
  rh_subscription: mapOf(anything),
  ubuntu_pro: pro,
  ubuntu_advantage: deprecated(pro, 'Use ubuntu_pro.'),
  drivers: mapOf(anything),
};
