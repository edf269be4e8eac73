import {IDEAL_RULES, type MatchingRules} from '../broker/matching/matching-rules.ts';
import {MONITOR_DEFAULTS, type MonitorOptions} from '../engine/monitor.ts';
import {Zone} from '../market/zone.ts';
import type {Settings} from './settings.ts';

/** What the settings say to the engine. */
export function monitorOptionsOf({quotes, monitor}: Settings): MonitorOptions {
  const {notAfterMs, submitDeadlineMs, attemptsMax, retryDelayMs} = monitor;
  return {
    ...MONITOR_DEFAULTS,
    filter: {...MONITOR_DEFAULTS.filter, jumpShare: quotes.jumpShare},
    quoteAgeMaxMs: quotes.ageMaxMs,
    sourceOffsetMs: quotes.sourceOffsetMs,
    dayZone: new Zone(quotes.dayZone),
    executor: {...MONITOR_DEFAULTS.executor, notAfterMs, submitDeadlineMs, attemptsMax, retryDelayMs},
  };
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
