import {randomBytes} from 'node:crypto';

const SECRET_BYTES = 32;
const ID_BYTES = 4;

/** Id and secret of a token for the HTTP interface: 8 hex digits, and 32 bytes as base64url. */
export function newBearer(): Readonly<{id: string; secret: string}> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return {id: randomBytes(ID_BYTES).toString('hex'), secret};
}
