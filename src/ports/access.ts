/** What the bearer of a token may do: look; add and cancel plans; halt and resume. */
export type Scope = 'read' | 'plan' | 'operate';

/** Somebody's right to use the HTTP interface. The secret itself is kept nowhere. */
export type Token = Readonly<{
  /** 8 hex digits; part of what the bearer shows. */
  id: string;
  name: string;
  /** SHA-256 of the secret, hex. */
  hash: string;
  scopes: readonly Scope[];
  createdAtMs: number;
  expiresAtMs: number | null;
  revokedAtMs: number | null;
}>;

/** Who may use the HTTP interface. Part of the store. */
export interface Access {
  /** @throws {ConflictError} TOKEN_DUPLICATE when the name is that of a token which is not revoked. */
  addToken(token: Token): Promise<void>;
  /** By age, revoked ones too. */
  tokens(): Promise<readonly Token[]>;
  token(id: string): Promise<Token | undefined>;
  /** Ends a token for good; says whether it had not ended before. */
  revokeToken(id: string, nowMs: number): Promise<boolean>;
}
