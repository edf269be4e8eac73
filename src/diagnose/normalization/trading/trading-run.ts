import type {FindingList} from '../finding-list.ts';
import type {ResolverOf} from '../normalization-plant.ts';
import {listText} from '../spelling-list.ts';
import {judgePlan, outcomeText, type PlanJudgement} from './judge-plan.ts';
import {type PlayedPlan, type PlayedScene, playScene} from './play-scene.ts';
import type {Scene} from './scene.ts';

/** What the real engine made of plans. */
export type TradingCounts = Readonly<
  Record<PlanJudgement, number> & {
    scenes: number;
    plans: number;
    /** Plans that traded, for right or wrong, on quotes that were not those of their instrument. */
    movedByOthers: number;
    /** Names under which quotes were wanted, and that the feed does not list. */
    unlistedSubscriptions: number;
    failures: number;
  }
>;

/** Plays scenes in the real engine and counts what came of their plans. */
export class TradingRun {
  readonly #resolverOf: ResolverOf;
  readonly #findings: FindingList;
  readonly #judgements: Record<PlanJudgement, number> = {
    tradedRight: 0,
    heldRight: 0,
    heldInVain: 0,
    heldInSilence: 0,
    unlistedOrder: 0,
    tradedWrong: 0,
    movedByOther: 0,
  };
  #scenes = 0;
  #plans = 0;
  #movedByOthers = 0;
  #unlistedSubscriptions = 0;
  #failures = 0;

  constructor(resolverOf: ResolverOf, findings: FindingList) {
    this.#resolverOf = resolverOf;
    this.#findings = findings;
  }

  get counts(): TradingCounts {
    return {
      ...this.#judgements,
      scenes: this.#scenes,
      plans: this.#plans,
      movedByOthers: this.#movedByOthers,
      unlistedSubscriptions: this.#unlistedSubscriptions,
      failures: this.#failures,
    };
  }

  /** @param isByRule Whether a plan that is not traded although it could be is a finding. */
  async play(scene: Scene, isByRule: boolean): Promise<PlayedScene> {
    const played = await playScene(scene, this.#resolverOf);
    this.#scenes += 1;
    for (const one of played.plans) this.#judge(scene, one, isByRule);
    this.#unlistedSubscriptions += played.unlistedSubscriptions.length;
    for (const name of played.unlistedSubscriptions) {
      const evidence = `quotes are wanted for "${name}", and the feed lists ${listText(scene.feed)}`;
      this.#findings.add('UNLISTED_SUBSCRIPTION', name, evidence);
    }
    this.#failures += played.failures.length;
    for (const evidence of played.failures) {
      this.#findings.add('ENGINE_FAILURE', scene.topic, evidence);
    }
    return played;
  }

  #judge(scene: Scene, played: PlayedPlan, isByRule: boolean): void {
    const {plan, orders} = played;
    const judgement = judgePlan(played, scene);
    this.#plans += 1;
    this.#judgements[judgement] += 1;
    if (orders.some(({feedSymbol}) => feedSymbol !== plan.expected?.feedSymbol)) this.#movedByOthers += 1;
    const code = codeOf(judgement, isByRule);
    if (code === undefined) return;
    this.#findings.add(code, plan.symbol, `${outcomeText(played)} (${sceneText(scene)})`);
  }
}

function sceneText({topic, feed, broker}: Scene): string {
  const [feedList, brokerList] = [listText(feed), listText(broker)];
  if (feedList === brokerList) return `${topic}; both list ${feedList}`;
  return `${topic}; the feed lists ${feedList}; the broker ${brokerList}`;
}

function codeOf(judgement: PlanJudgement, isByRule: boolean) {
  switch (judgement) {
    case 'tradedRight':
    case 'heldRight':
      return undefined;
    case 'heldInVain':
      return isByRule ? 'NOT_TRADED' : undefined;
    case 'heldInSilence':
      return 'HELD_IN_SILENCE';
    case 'unlistedOrder':
      return 'UNLISTED_ORDER';
    case 'tradedWrong':
      return 'TRADED_ANOTHER';
    case 'movedByOther':
      return 'MOVED_BY_ANOTHER';
  }
}
