import type {SymbolDirectoryOptions} from '../../../engine/symbol-directory.ts';
import type {Listed} from '../../../market/symbol/listed-symbol.ts';
import type {Listing} from '../../../ports/symbols.ts';

/** A plan's symbol, and what must come of it: traded under these names, or not at all. */
export type ScenePlan = Readonly<{symbol: string; expected: Listing | null}>;

/** A feed, a broker and plans. */
export type Scene = Readonly<{
  topic: string;
  feed: readonly Listed[];
  broker: readonly Listed[];
  mapped?: NonNullable<SymbolDirectoryOptions['mapped']>;
  plans: readonly ScenePlan[];
}>;
