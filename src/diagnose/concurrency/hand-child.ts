import {serveChild} from '../process/child-side.ts';
import {handSession} from './hand-session.ts';
import type {RunOrder} from './run-order.ts';

// The parent's half of the harness has written the order, of options that it has checked.
serveChild((order) => handSession(order as RunOrder));
