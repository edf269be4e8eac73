import {AccessError, InputError} from '../../errors.ts';

/** Names by which this machine is called from itself. */
const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address can be reached from this machine only. */
export function isLoopbackAddress(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

/**
 * Refuses requests whose Host header names another server: a page of a foreign site whose name was pointed at
 * this address (DNS rebinding) is stopped here, before anything else is looked at.
 */
export class HostGuard {
  /** Lower case, without a port; undefined: every name is taken. */
  readonly #names: ReadonlySet<string> | undefined;

  /**
   * @param address Where the server listens.
   * @param allowedHosts Further names, such as that of a proxy. Beyond loopback only these, if there are any.
   */
  constructor(address: string, allowedHosts: readonly string[]) {
    const own = isLoopbackAddress(address) ? LOOPBACK_NAMES : [];
    const names = [...own, ...allowedHosts].map((name) => name.toLowerCase());
    this.#names = names.length === 0 ? undefined : new Set(names);
  }

  /**
   * @param rawHeaders Names and values in turn, as they came: of two Host headers a proxy may have believed the other.
   * @returns HOST_FOREIGN; USAGE_INVALID when there is more than one; undefined: the request may pass.
   */
  refusalOf(rawHeaders: readonly string[]): AccessError | InputError | undefined {
    const hosts = rawHeaders.filter(
      (_, index) => rawHeaders[index - 1]?.toLowerCase() === 'host' && index % 2 === 1,
    );
    if (hosts.length > 1) {
      return new InputError('USAGE_INVALID', 'There is more than one Host header', {
        field: 'Host',
        hint: 'send one',
      });
    }
    if (this.#names === undefined) return undefined;
    const name = (hosts[0] ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
    if (this.#names.has(name)) return undefined;
    return new AccessError('HOST_FOREIGN', 'The Host header names another server', {
      field: 'Host',
      hint: 'call it by the address it listens on, or list the name in http.allowedHosts',
    });
  }
}
