/** Network configuration, versions 1 and 2. Source: cloud-init's and netplan's documentation. */
import { anything, bool, deprecated, either, hinted, int, keys, list, mapOf, text, values } from './shape.ts';

const addresses = hinted(
  list(either(text, mapOf(anything))),
  'It is a list of addresses with their prefix, for example [192.0.2.10/24].',
);

const route = keys({
  to: text,
  via: text,
  from: text,
  metric: int,
  table: int,
  type: text,
  scope: text,
  'on-link': bool,
  mtu: int,
});

const overrides = mapOf(anything);

const common = {
  renderer: values('networkd', 'NetworkManager'),
  dhcp4: either(bool, values('yes', 'no')),
  dhcp6: either(bool, values('yes', 'no')),
  'dhcp4-overrides': overrides,
  'dhcp6-overrides': overrides,
  'dhcp-identifier': values('mac', 'duid'),
  addresses,
  gateway4: deprecated(text, 'Use routes with "to: default".'),
  gateway6: deprecated(text, 'Use routes with "to: default".'),
  nameservers: keys({ addresses: list(text), search: list(text) }),
  routes: list(route),
  'routing-policy': list(anything),
  mtu: int,
  macaddress: text,
  optional: bool,
  critical: bool,
  'accept-ra': bool,
  'link-local': list(values('ipv4', 'ipv6')),
  'set-name': text,
  wakeonlan: bool,
  match: keys({ name: text, macaddress: text, driver: either(text, list(text)) }),
};

const bond = keys({ ...common, interfaces: list(text), parameters: overrides });
const bridge = keys({ ...common, interfaces: list(text), parameters: overrides });
const vlan = keys({ ...common, id: int, link: text }, { required: ['id', 'link'] });

export const networkV2Shape = keys(
  {
    version: values(2),
    renderer: values('networkd', 'NetworkManager'),
    ethernets: mapOf(keys(common)),
    bonds: mapOf(bond),
    bridges: mapOf(bridge),
    vlans: mapOf(vlan),
    wifis: mapOf(anything),
    tunnels: mapOf(anything),
    vrfs: mapOf(anything),
    'dummy-devices': mapOf(anything),
    openvswitch: anything,
  },
  { required: ['version'] },
);

const subnet = keys(
  {
    type: values(
      'dhcp',
      'dhcp4',
      'dhcp6',
      'static',
      'static6',
      'manual',
      'ipv6_dhcpv6-stateful',
      'ipv6_dhcpv6-stateless',
      'ipv6_slaac',
    ),
    control: values('manual', 'auto', 'hotplug'),
    address: text,
    netmask: text,
    broadcast: text,
    gateway: text,
    dns_nameservers: either(text, list(text)),
    dns_search: either(text, list(text)),
    routes: list(anything),
    ipv4: bool,
    ipv6: bool,
    metric: int,
    mtu: int,
  },
  { required: ['type'] },
);

const device = keys(
  {
    type: values('physical', 'bond', 'bridge', 'vlan', 'nameserver', 'route', 'loopback', 'infiniband'),
    name: text,
    mac_address: text,
    mtu: int,
    subnets: list(subnet),
    params: overrides,
    bond_interfaces: list(text),
    bridge_interfaces: list(text),
    vlan_link: text,
    vlan_id: int,
    address: either(text, list(text)),
    search: either(text, list(text)),
    interface: text,
    destination: text,
    netmask: text,
    gateway: text,
    metric: int,
    'accept-ra': bool,
    keep_configuration: either(bool, text),
  },
  { required: ['type'] },
);

export const networkV1Shape = keys(
  { version: values(1), config: either(values('disabled'), list(device)) },
  { required: ['version', 'config'] },
);
