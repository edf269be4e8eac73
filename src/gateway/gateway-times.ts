import {HANDSHAKE_MS_MAX} from './handshake-proof.ts';

export type GatewayTimes = Readonly<{
  /** From the opening of the connection to the terminal's welcome. */
  handshakeMs: number;
  /** Between our beats. */
  beatMs: number;
  /** A terminal of which nothing was heard for so long is in trouble. */
  silentMs: number;
  /** After this silence the connection is ended. */
  deadMs: number;
  /** How long an answer is waited for, where the caller says nothing else. */
  requestMs: number;
}>;

export const GATEWAY_TIMES: GatewayTimes = {
  handshakeMs: HANDSHAKE_MS_MAX,
  beatMs: 2_000,
  silentMs: 4_000,
  deadMs: 6_000,
  requestMs: 10_000,
};
