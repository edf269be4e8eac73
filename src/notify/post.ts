/** What is sent to an endpoint: always a POST. */
export type PostRequest = Readonly<{
  url: string;
  /** Names in small letters. */
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

export type PostAnswer = Readonly<{
  status: number;
  /** Names in small letters. */
  headers: Readonly<Record<string, string>>;
  /** Its beginning, where it is long. */
  body: string;
}>;

/**
 * Sends one request and gives the answer, whatever its status; redirects are answers too. Rejects when there is
 * none, or with the signal's reason when that aborts first. It keeps no time of its own.
 */
export type Post = (request: PostRequest, signal: AbortSignal) => Promise<PostAnswer>;
