import {z} from 'zod';

/** What a scenario file says under `normalization`; each key is also a flag. */
export const normalizationOptionsSchema = z
  .strictObject({
    /** Brokers' lists that are made up and asked. */
    lists: z.int().nonnegative(),
    /** Feeds and brokers that are made up and traded at, in the real engine. */
    scenes: z.int().nonnegative(),
    /** Percent of the instruments of made-up lists that may be refused. */
    refusedPercent: z.number().nonnegative(),
    /** A file: the broker's own list, as `vigil symbols resolve` takes it. */
    brokerList: z.string().optional(),
    /** A file: names that are asked for in that list, and what is expected. Default: well-known ones. */
    symbols: z.string().optional(),
  })
  .refine(({brokerList, symbols}) => symbols === undefined || brokerList !== undefined, {
    path: ['symbols'],
    message: 'names are nothing without a list to look in; give "brokerList" too',
  });

export type NormalizationOptions = z.output<typeof normalizationOptionsSchema>;
