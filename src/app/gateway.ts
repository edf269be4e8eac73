import {GatewayBroker, type GatewayBrokerOptions} from '../broker/gateway/gateway-broker.ts';
import {ConfigError, InputError, UnavailableError} from '../errors.ts';
import {GatewayFeed} from '../feed/gateway/gateway-feed.ts';
import {GatewayClient, type GatewayClientOptions} from '../gateway/gateway-client.ts';
import type {GatewayAddress} from '../gateway/gateway-connection.ts';
import type {Settings} from './settings.ts';
import {readSecret} from './terminal-secret.ts';

/** A terminal in another process: one connection, as a feed and as a broker. */
export type Gateway = Readonly<{client: GatewayClient; feed: GatewayFeed; broker: GatewayBroker}>;

/**
 * Begins to keep a link to a terminal. One that cannot be reached now is tried again and again: the link
 * says so, and nothing fires meanwhile.
 */
export async function openGateway(
  options: GatewayClientOptions & Readonly<{broker?: GatewayBrokerOptions}>,
): Promise<Gateway> {
  const client = new GatewayClient(options);
  try {
    await client.open();
  } catch (error) {
    // The link tells of it, and goes on trying.
    if (!(error instanceof UnavailableError)) throw error;
  }
  const {clock} = options;
  return {client, feed: new GatewayFeed(client, {clock}), broker: new GatewayBroker(client, options.broker)};
}

/**
 * Where the terminal is and what both know, as the settings say it.
 *
 * @throws {InputError} USAGE_INVALID when the address is missing.
 * @throws {ConfigError} CONFIG_INVALID when the secret is missing or cannot be read.
 */
export function gatewayTermsOf({gateway}: Settings): Readonly<{address: GatewayAddress; secret: string}> {
  const {address, secretFile} = gateway;
  if (address === undefined) {
    throw new InputError('USAGE_INVALID', 'The address of the gateway is missing', {
      field: 'gateway.address',
      hint: 'give --gateway HOST:PORT, as `vigil paper-terminal` prints it',
    });
  }
  if (secretFile === undefined) {
    throw new ConfigError('CONFIG_INVALID', 'The file with the secret of the gateway is not configured', {
      field: 'gateway.secretFile',
      hint: 'give --gateway-secret FILE; `vigil paper-terminal` prints where it keeps it',
    });
  }
  const cut = address.lastIndexOf(':');
  const host = address.slice(0, cut).replace(/^\[(.*)\]$/, '$1');
  return {address: {host, port: Number(address.slice(cut + 1))}, secret: readSecret(secretFile)};
}
