import type {MonitorPorts} from '../../engine/monitor.ts';

/**
 * The belief of one of several monitors that it holds the lease of their database, which it never loses.
 * All have the same epoch, so the lease refuses none of their claims: that no order is sent twice has to
 * hold without it.
 */
export function sharedTenure(epoch: number, nowMs: number): MonitorPorts['tenure'] {
  return {
    epoch,
    isHeld: () => true,
    report: () => ({epoch, state: 'held', acquiredAtMs: nowMs, renewedAtMs: nowMs, leastMarginMs: null}),
  };
}
