import type {Route} from './route.ts';
import {EVENT_ROUTES} from './routes/event-routes.ts';
import {HEALTH_ROUTES} from './routes/health-routes.ts';
import {PLAN_ROUTES} from './routes/plan-routes.ts';
import {TRADING_ROUTES} from './routes/trading-routes.ts';

/** Every operation of the HTTP interface but that of its own document. */
export const ROUTES: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...PLAN_ROUTES,
  ...EVENT_ROUTES,
  ...TRADING_ROUTES,
];
