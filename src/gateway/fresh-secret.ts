import {randomBytes} from 'node:crypto'; // vigil-lint-ok: what a seed repeats can be guessed

const NONCE_BYTES = 16;
const SECRET_BYTES = 32;

/** A number used once: no two handshakes share one. */
export function newNonce(): string {
  // vigil-lint-ok: a nonce that a seed repeats lets an old proof pass
  return randomBytes(NONCE_BYTES).toString('hex');
}

/** A secret to be shared by a terminal and its clients. */
export function newSecret(): string {
  // vigil-lint-ok: a secret that a seed repeats is none
  return randomBytes(SECRET_BYTES).toString('hex');
}
