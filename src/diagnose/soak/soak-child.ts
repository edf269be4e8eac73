import {serveChild} from '../process/child-side.ts';
import {type SoakOrder, soakSession} from './soak-session.ts';

// The parent's half of the harness has written the order, of options that it has checked.
serveChild((order, onProgress) => soakSession(order as SoakOrder, onProgress));
