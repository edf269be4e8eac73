import type {Fault} from '../fault.ts';
import type {RecoveryWorld} from '../recovery-world.ts';

function linkFault(
  of: 'feed' | 'broker',
  peerOf: (world: RecoveryWorld) => RecoveryWorld['feedPeer'],
): Fault {
  return {
    name: `link of the ${of} is down`,
    part: 'link',
    kind: 'kills',
    reach: 'all',
    told: [`link of the ${of}: down`],
    begin: (world) => {
      const peer = peerOf(world);
      world.strikes += 1;
      peer.leave();
      return () => peer.comeBack();
    },
    strikes: (world) => world.strikes,
  };
}

export const LINK_FAULTS: readonly Fault[] = [
  linkFault('feed', ({feedPeer}) => feedPeer),
  linkFault('broker', ({brokerPeer}) => brokerPeer),
];
