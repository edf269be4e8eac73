import {createHmac, timingSafeEqual} from 'node:crypto';
import type {Role} from './messages.ts';

/** Longest time from the opening of a connection to its welcome. */
export const HANDSHAKE_MS_MAX = 3_000;

export type Nonces = Readonly<{client: string; terminal: string}>;

/**
 * Proves that its sender knows the secret, for this connection and in this role only: both sides have
 * put a nonce in, and the terminal's own proof is of another role than any client's, so that neither
 * can be played back.
 */
export function proofOf(secret: string, as: Role | 'terminal', {client, terminal}: Nonces): string {
  return createHmac('sha256', secret).update(`vigil-gateway-1\n${as}\n${client}\n${terminal}`).digest('hex');
}

/** Whether a proof is the right one, in a time that tells nothing of how far it was right. */
export function isProof(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given, 'hex'), Buffer.from(expected, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}
