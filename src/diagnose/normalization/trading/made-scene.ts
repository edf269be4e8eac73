import type {Draw} from '../draw.ts';
import {drawInstruments, makeDealerList} from '../made/dealer-list.ts';
import type {MadeList} from '../made/made-list.ts';
import type {Scene, ScenePlan} from './scene.ts';

/** Plans of one scene. */
const PLANS_MAX = 10;

/** A feed and a broker that write the same instruments each in its own way, and plans for some of them. */
export function makeScene(draw: Draw): Scene {
  const instruments = drawInstruments(draw);
  const feed = makeDealerList(draw, instruments);
  const broker = makeDealerList(draw, draw.some(instruments, Math.ceil(instruments.length * 0.9)));
  const names = [...new Set([...feed.asked, ...broker.asked].map(({identity}) => identity))];
  // The plain name means one thing to both; a name that either uses for something else is not asked.
  const plain = names.filter((name) => isUnequivocal(name, feed) && isUnequivocal(name, broker));
  return {
    topic: `feed ${feed.topic}; broker ${broker.topic}`,
    feed: feed.listed,
    broker: broker.listed,
    plans: draw.some(plain, PLANS_MAX).map((name) => planFor(name, feed, broker)),
  };
}

function isUnequivocal(name: string, {identities}: MadeList): boolean {
  return (identities.get(name) ?? name) === name;
}

function planFor(name: string, feed: MadeList, broker: MadeList): ScenePlan {
  const feedSymbol = onlySymbol(name, feed);
  const brokerSymbol = onlySymbol(name, broker);
  const expected = feedSymbol === null || brokerSymbol === null ? null : {feedSymbol, brokerSymbol};
  return {symbol: name, expected};
}

function onlySymbol(name: string, {identities}: MadeList): string | null {
  const [only, ...more] = [...identities].flatMap(([symbol, identity]) =>
    identity === name ? [symbol] : [],
  );
  return only === undefined || more.length > 0 ? null : only;
}
