import type {TokenView} from '../app/tokens.ts';
import {type Style, table} from './terminal.ts';

/** Tokens as rows. */
export function tokenTable(tokens: readonly TokenView[], style: Style): string {
  const shown = (time: string | null) => time?.slice(0, 16).replace('T', ' ') ?? '–';
  return table(
    style,
    ['ID', 'NAME', 'SCOPES', 'CREATED', 'EXPIRES', 'STATE'],
    tokens.map(({id, name, scopes, createdAt, expiresAt, state}) => [
      ...[id, name, scopes.join(','), shown(createdAt), shown(expiresAt)],
      state === 'good' ? style.colour.green(state) : style.colour.dim(state),
    ]),
  );
}
