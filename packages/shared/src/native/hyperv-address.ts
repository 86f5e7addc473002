/** Addresses of AF_HYPERV (hv_sock): GUIDs of VMs and services as bytes. Pure; the calls are in `hv-sock.ts`. */
import { AppError } from '../errors/app-error.ts';

export const afHyperv = 34;
/** HV_PROTOCOL_RAW: the only protocol, and the level of its socket options. */
export const hypervProtocolRaw = 1;
/** `struct SOCKADDR_HV`: u16 family, u16 reserved, GUID of the VM, GUID of the service. */
export const hypervAddressBytes = 36;

export const hypervVmIds = {
  /** Any VM and any service, for a socket that dials. */
  wildcard: '00000000-0000-0000-0000-000000000000',
  /** Of a VM: its host. A guest that listens there hears nobody else. */
  parent: 'a42e7cda-d03f-480c-9cc2-a4de20abb878',
  /** This machine itself. */
  loopback: 'e0e16197-dd56-4a10-9195-5ee7a155a838',
} as const;

/** Linux knows ports only up to here (net/vmw_vsock/hyperv_transport.c). */
const portLimit = 0x7fffffff;
const guidPattern = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i;

/** The service that a Linux guest knows as this vsock port: its number in Hyper-V's template for vsock. */
export function vsockServiceId(port: number): string {
  if (!Number.isInteger(port) || port < 0 || port > portLimit) {
    throw new AppError('invalid-input', `A vsock port is a number up to ${portLimit}, not ${port}.`);
  }
  return `${port.toString(16).padStart(8, '0')}-facb-11e6-bd58-64006a7986d3`;
}

/** As Windows keeps a GUID: its first three groups are little-endian numbers, the rest are bytes as written. */
export function encodeGuid(text: string): Buffer {
  const groups = guidPattern.exec(text);
  if (groups === null) throw new AppError('invalid-input', `"${text.slice(0, 80)}" is no GUID.`);
  const [data1 = '', data2 = '', data3 = '', data4 = '', data5 = ''] = groups.slice(1);
  const numbers = [data1, data2, data3].map((group) => Buffer.from(group, 'hex').reverse());
  return Buffer.concat([...numbers, Buffer.from(data4 + data5, 'hex')]);
}

export function encodeHypervAddress(vmId: string, serviceId: string): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(afHyperv, 0);
  return Buffer.concat([header, encodeGuid(vmId), encodeGuid(serviceId)]);
}
