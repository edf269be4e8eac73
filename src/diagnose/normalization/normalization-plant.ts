import type {SymbolDirectoryOptions} from '../../engine/symbol-directory.ts';
import type {Plant} from '../diagnosis.ts';

/** Makes what finds names in a list. */
export type ResolverOf = NonNullable<SymbolDirectoryOptions['resolverOf']>;

/** A way to find names that is wrong, in the place of the product's own. */
export type NormalizationPlant = Plant & Readonly<{resolverOf: ResolverOf}>;
