import type {FeedPast} from '../../ports/feed.ts';

/** What a source has kept, with somebody in between who tells its bars. */
export function withBars(
  past: FeedPast | undefined,
  bars: (past: FeedPast, ...asked: Parameters<FeedPast['bars']>) => ReturnType<FeedPast['bars']>,
): FeedPast | undefined {
  return past === undefined ? undefined : {...past, bars: (...asked) => bars(past, ...asked)};
}
