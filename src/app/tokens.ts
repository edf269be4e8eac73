import {createHash, timingSafeEqual} from 'node:crypto';
import {NotFoundError} from '../errors.ts';
import {newBearer} from '../system/fresh-bearer.ts';
import type {Scope, Token} from '../ports/access.ts';
import type {Store} from '../ports/store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {isoTime} from './plan-view.ts';
import {withStore} from './plans.ts';
import type {Settings} from './settings.ts';

/** Every scope, the least first. */
export const SCOPES: readonly Scope[] = ['read', 'plan', 'operate'];

/** A token as it is listed: never with its secret or the hash of it. */
export type TokenView = Readonly<{
  id: string;
  name: string;
  scopes: readonly Scope[];
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  state: 'good' | 'expired' | 'revoked';
}>;

export type NewToken = Readonly<{
  name: string;
  scopes: readonly Scope[];
  /** Time to live; undefined: until it is revoked. */
  expiresInMs?: number | undefined;
}>;

/**
 * Makes a token and gives it out, this once: only the hash of its secret is kept.
 *
 * @throws {ConflictError} TOKEN_DUPLICATE
 */
export async function createToken(
  settings: Settings,
  {name, scopes, expiresInMs}: NewToken,
): Promise<TokenView & Readonly<{token: string}>> {
  const nowMs = Math.floor(new SystemClock().now());
  const {id, secret} = newBearer();
  const token: Token = {
    id,
    name,
    hash: hashOf(secret).toString('hex'),
    scopes,
    createdAtMs: nowMs,
    expiresAtMs: expiresInMs === undefined ? null : nowMs + expiresInMs,
    revokedAtMs: null,
  };
  await withStore(settings, (store) => store.addToken(token));
  return {...tokenView(token, nowMs), token: `vigil_${id}_${secret}`};
}

/** By age. */
export async function listTokens(settings: Settings): Promise<readonly TokenView[]> {
  const nowMs = new SystemClock().now();
  const tokens = await withStore(settings, (store) => store.tokens());
  return tokens.map((token) => tokenView(token, nowMs));
}

/**
 * Ends a token for good, by its id or by the name that it alone has.
 *
 * @throws {NotFoundError} TOKEN_NOT_FOUND
 */
export async function revokeToken(settings: Settings, idOrName: string): Promise<TokenView> {
  const nowMs = Math.floor(new SystemClock().now());
  return withStore(settings, async (store) => {
    const good = (await store.tokens()).filter(({revokedAtMs}) => revokedAtMs === null);
    const token = good.find(({id}) => id === idOrName) ?? good.find(({name}) => name === idOrName);
    if (token === undefined || !(await store.revokeToken(token.id, nowMs))) {
      throw new NotFoundError('TOKEN_NOT_FOUND', `There is no token "${idOrName}" that could be revoked`, {
        hint: 'see `vigil token list`',
      });
    }
    return tokenView({...token, revokedAtMs: nowMs}, nowMs);
  });
}

/** The token that somebody shows, if its secret is the one and it is good now. */
export async function goodToken(
  store: Pick<Store, 'token'>,
  {id, secret}: Readonly<{id: string; secret: string}>,
  nowMs: number,
): Promise<Token | undefined> {
  const token = await store.token(id);
  const shown = hashOf(secret);
  // Of equal cost whether there is such a token or not.
  const isIt = timingSafeEqual(shown, token === undefined ? hashOf('') : Buffer.from(token.hash, 'hex'));
  return token !== undefined && isIt && isGood(token, nowMs) ? token : undefined;
}

/** Whether a token may be used now. */
export function isGood({revokedAtMs, expiresAtMs}: Token, nowMs: number): boolean {
  return revokedAtMs === null && (expiresAtMs === null || nowMs < expiresAtMs);
}

/** A secret of 32 random bytes cannot be guessed, so its hash need not be slow. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function tokenView(
  {id, name, scopes, createdAtMs, expiresAtMs, revokedAtMs}: Token,
  nowMs: number,
): TokenView {
  const isExpired = expiresAtMs !== null && nowMs >= expiresAtMs;
  const ended = isExpired ? 'expired' : 'good';
  return {
    id,
    name,
    scopes,
    createdAt: isoTime(createdAtMs),
    expiresAt: isoTime(expiresAtMs),
    revokedAt: isoTime(revokedAtMs),
    state: revokedAtMs === null ? ended : 'revoked',
  };
}
