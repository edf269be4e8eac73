import type {AddressInfo} from 'node:net';
import {InputError} from '../../errors.ts';

export type ListenAddress = Readonly<{host: string; port: number}>;

const FORM = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/;
const PORT_MAX = 65_535;

/** @throws {InputError} USAGE_INVALID when the text is not HOST:PORT. */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port = ''] = FORM.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host !== undefined && Number(port) <= PORT_MAX) return {host, port: Number(port)};
  throw new InputError('USAGE_INVALID', `"${text}" is not an address to listen on`, {
    field: 'http.listen',
    hint: 'write HOST:PORT, such as 127.0.0.1:8420 or [::1]:8420',
  });
}

/** The address as a URL has it, with the port that was taken. */
export function shownAddress({host, port}: ListenAddress, taken: AddressInfo | string | null): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${typeof taken === 'object' && taken !== null ? taken.port : port}`;
}
