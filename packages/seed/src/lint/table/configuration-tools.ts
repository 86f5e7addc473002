/** Configuration tools and cloud-init's own settings. Source: cloud-init's documentation. */
import { anything, bool, deprecated, either, int, keys, list, mapOf, number, text, values } from './shape.ts';

const ansiblePull = keys(
  {
    url: text,
    playbook_name: deprecated(text, 'Use playbook_names.'),
    playbook_names: list(text),
    accept_host_key: bool,
    clean: bool,
    full: bool,
    diff: bool,
    verify_commit: bool,
  },
  { others: either(text, bool, int) },
);

const conf = mapOf(anything);

export const configurationToolsTable = {
  ansible: keys({
    install_method: values('distro', 'pip'),
    run_user: text,
    ansible_config: text,
    package_name: text,
    galaxy: keys({ actions: list(list(text)) }, { required: ['actions'] }),
    pull: { ...ansiblePull, items: ansiblePull },
    setup_controller: keys({
      repositories: list(keys({ path: text, source: text }, { required: ['path', 'source'] })),
      run_ansible: list(mapOf(anything)),
    }),
  }),
  chef: keys(
    {
      server_url: text,
      validation_name: text,
      validation_cert: text,
      validation_key: text,
      environment: text,
      node_name: text,
      install_type: values('packages', 'gems', 'omnibus'),
      force_install: bool,
      exec: bool,
      run_list: list(text),
      initial_attributes: conf,
      directories: list(text),
      show_time: bool,
      omnibus_url_retries: int,
      chef_license: values('accept', 'accept-silent', 'accept-no-persist'),
    },
    { others: text },
  ),
  puppet: keys({
    install: bool,
    version: text,
    install_type: values('packages', 'aio'),
    collection: text,
    aio_install_url: text,
    cleanup: bool,
    conf_file: text,
    ssl_dir: text,
    csr_attributes_path: text,
    package_name: text,
    exec: bool,
    exec_args: list(text),
    start_service: bool,
    conf,
    csr_attributes: conf,
  }),
  salt_minion: keys({
    pkg_name: text,
    service_name: text,
    config_dir: text,
    conf,
    grains: conf,
    public_key: text,
    private_key: text,
    pki_dir: text,
  }),
  mcollective: conf,
  landscape: conf,
  lxd: conf,
  spacewalk: keys({ server: text, proxy: text, activation_key: text }),
  rsyslog: keys({
    config_dir: text,
    config_filename: text,
    configs: list(either(text, keys({ filename: text, content: text }, { required: ['content'] }))),
    remotes: mapOf(text),
    service_reload_command: either(values('auto'), list(text)),
    install_rsyslog: bool,
    check_exe: text,
    packages: list(text),
  }),
};

const logTarget = either(text, list(text), keys({ output: text, error: text }));
const moduleList = list(either(text, list(anything)));
const mergeSettings = either(
  text,
  list(either(list(text), keys({ name: values('list', 'dict', 'str'), settings: list(text) }))),
);

export const cloudInitTable = {
  output: keys({ all: logTarget, init: logTarget, config: logTarget, final: logTarget }),
  reporting: mapOf(
    keys(
      {
        type: values('log', 'print', 'webhook', 'hyperv', 'none'),
        level: values('DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'),
        endpoint: text,
        timeout: number,
        retries: int,
        event_types: list(text),
      },
      { required: ['type'], others: text },
    ),
  ),
  vendor_data: keys({
    enabled: either(bool, values('true', 'false')),
    prefix: either(text, list(either(text, int))),
    disabled_handlers: list(text),
  }),
  datasource: mapOf(anything),
  datasource_list: list(text),
  system_info: mapOf(anything),
  cloud_init_modules: moduleList,
  cloud_config_modules: moduleList,
  cloud_final_modules: moduleList,
  merge_how: mergeSettings,
  merge_type: mergeSettings,
  'launch-index': int,
  network: anything,
  migrate: bool,
  version: anything,
  disable_network_activation: bool,
  manual_cache_clean: bool,
  syslog_fix_perms: either(text, list(text)),
  log_cfgs: list(anything),
  logcfg: text,
};
