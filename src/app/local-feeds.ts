import {zoneChoice} from '../feed/replay/local-clock.ts';
import {openRecording} from '../feed/replay/recording.ts';
import {ReplayFeed} from '../feed/replay/replay-feed.ts';
import {SimulatedFeed} from '../feed/simulated/simulated-feed.ts';
import {InstrumentBook} from '../market/instrument.ts';
import type {Clock} from '../ports/clock.ts';
import type {Settings} from './settings.ts';
import {readInstruments} from './symbols.ts';

/** Made-up quotes, as the settings want them. */
export async function simulatedFeedOf({feed, instruments}: Settings, clock: Clock): Promise<SimulatedFeed> {
  const {seed, tickMs, alwaysOpen, faults} = feed;
  const listed = await readInstruments(feed.list);
  return new SimulatedFeed({
    clock,
    seed,
    tickMs,
    alwaysOpen,
    faults,
    listed,
    instruments: new InstrumentBook(instruments),
  });
}

/** The recordings of the settings, as if they happened now. */
export async function replayFeedOf({feed, instruments}: Settings, clock: Clock): Promise<ReplayFeed> {
  const zone = feed.zone === undefined ? undefined : zoneChoice(feed.zone);
  const recording = await openRecording(feed.files, {
    ...feed,
    zone,
    instruments: new InstrumentBook(instruments),
  });
  return new ReplayFeed(recording, {clock, speed: feed.speed, listed: await readInstruments(feed.list)});
}
