import {z} from 'zod';
import {SESSION_NAMES} from '../session/sessions.ts';
import {instrumentKey} from './instrument-key.ts';
import {
  type InstrumentProfile,
  LIQUIDITY_TIERS,
  PERSONALITIES,
  type SessionFactors,
  type SessionProfile,
  STRATEGIES,
  VOLATILITY_TIERS,
} from './profile.ts';
import type {ProfileOverrides} from './profiles.ts';

function between(min: number, max: number) {
  const message = `not a number from ${min} to ${max}`;
  return z.number(message).min(min, message).max(max, message);
}

const factor = () => between(0.1, 10);
const score = () => between(0, 100);
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, `not one of ${words.join(', ')}`);
const flag = () => z.boolean('not true or false');

const sessionProfile = z
  .strictObject({
    volatility: oneOf(VOLATILITY_TIERS).describe('How much is usually moving; part of the confluence score.'),
    liquidity: oneOf(LIQUIDITY_TIERS).describe('For the reader.'),
    strategy: oneOf(STRATEGIES).describe('What tends to work; for the reader.'),
  })
  .readonly() satisfies z.ZodType<SessionProfile>;

const sessionFactors = z
  .strictObject({
    thresholdBias: factor().describe('Above 1 asks for more confluence, below 1 for less.'),
    atrFactor: factor().describe('For distances in ATR; for the reader.'),
    vwapFactor: factor().describe('Times vwapStretchDeviations.'),
  })
  .readonly() satisfies z.ZodType<SessionFactors>;

const instrumentProfile = z
  .strictObject({
    threshold: z
      .strictObject({
        base: score().describe('Score asked for where the ATR is at its median and the bias is 1.'),
        volatilityWeight: between(0, 1),
        sessionWeight: between(0, 1).describe('Exponent of the bias.'),
      })
      .readonly(),
    sessions: z
      .strictObject({
        ASIAN: sessionFactors,
        LONDON: sessionFactors,
        OVERLAP: sessionFactors,
        NY: sessionFactors,
        POST_NY: sessionFactors,
      })
      .readonly(),
    confidenceMin: score().describe('Least linear confidence.'),
    confluenceMin: score().describe('Least confluence at which a signal suits the instrument.'),
    vwapStretchDeviations: factor().describe('A price further from the VWAP is stretched.'),
    personality: oneOf(PERSONALITIES),
    atrMultiple: z
      .strictObject({min: factor(), max: factor()})
      .readonly()
      .refine(({min, max}) => min <= max, 'with a min above its max; exchange them')
      .describe('Usual distances of stops, in ATR; for the reader.'),
    primarySessions: z
      .array(oneOf(SESSION_NAMES))
      .min(1, 'is empty; name one session or more')
      .refine(
        (names) => new Set(names).size === names.length,
        'which names a session twice; keep one of them',
      )
      .readonly(),
    tradesAtWeekend: flag(),
  })
  .readonly() satisfies z.ZodType<InstrumentProfile>;

/** @param sameAs A name before it that means the same. */
function wrongName(name: string, sameAs: string | undefined): string | undefined {
  if (name.trim() === '') return 'under no name; write that of its instrument';
  if (name.trim() === 'other') return 'for all that have no row; write it beside instruments, not among them';
  return sameAs === undefined ? undefined : `for the same instrument as "${sameAs}"; keep one of them`;
}

/**
 * Rows of the tables of sessions and instruments that a user gives anew, each row whole. What is wrong is
 * refused: unknown keys, numbers out of range, and two names of one instrument.
 */
export const profileOverridesSchema = z
  .strictObject({
    sessions: z
      .strictObject({
        ASIAN: sessionProfile.optional(),
        LONDON: sessionProfile.optional(),
        OVERLAP: sessionProfile.optional(),
        NY: sessionProfile.optional(),
        POST_NY: sessionProfile.optional(),
      })
      .readonly()
      .optional(),
    instruments: z
      .record(z.string(), instrumentProfile)
      .readonly()
      .superRefine((instruments, context) => {
        const names = new Map<string, string>();
        for (const name of Object.keys(instruments)) {
          const message = wrongName(name, names.get(instrumentKey(name)));
          if (message !== undefined) context.addIssue({code: 'custom', path: [name], message});
          names.set(instrumentKey(name), name);
        }
      })
      .optional()
      .describe('By name, in any spelling: that of the feed, of plans or of the broker.'),
    other: instrumentProfile.optional().describe('Any instrument that is not named.'),
  })
  .readonly() satisfies z.ZodType<ProfileOverrides>;
