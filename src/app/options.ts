import {IDEAL_RULES, type MatchingRules} from '../broker/matching/matching-rules.ts';
import {MONITOR_DEFAULTS, type MonitorOptions} from '../engine/monitor-options.ts';
import {MicrostructureBook} from '../market/microstructure/microstructure-book.ts';
import {DEFAULT_PROFILES, withOverrides} from '../market/microstructure/profiles.ts';
import {MarketHours} from '../market/session/market-hours.ts';
import {weekSessions} from '../market/session/week-session.ts';
import {Zone} from '../market/zone.ts';
import type {Settings} from './settings.ts';

/** What the settings say to the engine. */
export function monitorOptionsOf(settings: Settings): MonitorOptions {
  const {feed, quotes, monitor, guards, limits} = settings;
  const {notAfterMs, submitDeadlineMs, attemptsMax, retryDelayMs} = monitor;
  const {lookupDelaysMs, absentLooksMin, settleMs} = monitor;
  return {
    ...MONITOR_DEFAULTS,
    filter: {...MONITOR_DEFAULTS.filter, jumpShare: quotes.jumpShare},
    quoteAgeMaxMs: quotes.ageMaxMs,
    sourceClock: {
      ...MONITOR_DEFAULTS.sourceClock,
      offsetMs: quotes.sourceOffsetMs ?? (feed.kind === 'gateway' ? 'measured' : 0),
      stepMaxMs: quotes.clockStepMaxMs,
      jumpMaxMs: quotes.clockJumpMaxMs,
    },
    dayZone: new Zone(quotes.dayZone),
    hoursOf: hoursOf(settings),
    microstructure: new MicrostructureBook(withOverrides(DEFAULT_PROFILES, settings.microstructure)),
    executor: {
      notAfterMs,
      submitDeadlineMs,
      resolver: {...MONITOR_DEFAULTS.executor.resolver, lookupDelaysMs, absentLooksMin, settleMs},
      attemptsMax,
      retryDelayMs,
    },
    guards,
    limits,
  };
}

/** When the market of a symbol is open, where the settings say it. */
function hoursOf({markets}: Settings): MonitorOptions['hoursOf'] {
  const bySymbol = new Map<string, MarketHours>();
  for (const {symbols, zone, open, holidays} of markets) {
    const sessions = open.flatMap((text) => weekSessions(text) ?? []);
    const hours = new MarketHours(new Zone(zone), sessions, holidays);
    for (const symbol of symbols) bySymbol.set(symbol, hours);
  }
  return (symbol) => bySymbol.get(symbol);
}

/** What the settings say to a pretended broker. */
export function matchingRulesOf({broker}: Settings): MatchingRules {
  const {extraSpreadPoints, slippagePointsMax, latencyMs, rejectShare, stopLevelPoints, keepsTerms} = broker;
  return {
    ...IDEAL_RULES,
    extraSpreadPoints,
    slippagePointsMax,
    latencyMs,
    rejection: {...IDEAL_RULES.rejection, share: rejectShare},
    stopLevelPoints,
    keepsTerms,
  };
}
