import {AccessError} from '../../errors.ts';
import type {Scope} from '../../ports/access.ts';
import type {ApiHost, Caller} from './api-host.ts';
import type {RouteAccess} from './route.ts';

/** What a bearer shows: `vigil_`, the id of the token, and its secret, 32 bytes as base64url. */
const BEARER_FORM = /^Bearer vigil_([0-9a-f]{8})_([A-Za-z0-9_-]{43})$/i;

/** The scope that a route asks for at an address; null: none, nobody has to show anything. */
export function scopeAt(access: RouteAccess, isLoopback: boolean): Scope | null {
  if (access === 'public') return null;
  if (access === 'publicOnLoopback') return isLoopback ? null : 'read';
  return access;
}

/**
 * Whoever shows a token that is good and may do what the scope says.
 *
 * @throws {AccessError} TOKEN_MISSING, TOKEN_INVALID, SCOPE_MISSING. What was shown is never part of the message.
 */
export async function callerWith(
  host: Pick<ApiHost, 'caller'>,
  authorization: string | undefined,
  scope: Scope,
): Promise<Caller> {
  if (authorization === undefined) {
    throw new AccessError('TOKEN_MISSING', 'This needs a token', {
      hint: 'send it after "Bearer" in the header Authorization; `vigil token create` makes one',
    });
  }
  const [, tokenId = '', secret = ''] = BEARER_FORM.exec(authorization) ?? [];
  const caller = tokenId === '' ? undefined : await host.caller(tokenId.toLowerCase(), secret);
  if (caller === undefined) {
    throw new AccessError('TOKEN_INVALID', 'The token is not one, is unknown, was revoked or has expired', {
      hint: 'see `vigil token list`; `vigil token create` makes a new one',
    });
  }
  if (caller.scopes.includes(scope)) return caller;
  throw new AccessError('SCOPE_MISSING', `The token "${caller.name}" has not the scope "${scope}"`, {
    hint: `it has ${caller.scopes.join(', ')}; \`vigil token create --scope ${scope}\` makes another`,
  });
}
