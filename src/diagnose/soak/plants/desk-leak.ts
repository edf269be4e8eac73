import {Monitor} from '../../../engine/monitor.ts';
import type {SoakPlant} from '../soak-parts.ts';

/** Follows every symbol that it meets, so that no desk ever closes. */
class FollowingMonitor extends Monitor {
  override async sync(): Promise<void> {
    await super.sync();
    for (const {symbol} of this.desks()) this.follow(symbol);
  }
}

export const deskLeak: SoakPlant = {
  name: 'desk-leak',
  does: 'keeps the desk of a symbol open after its last plan has gone',
  engine: FollowingMonitor,
};
