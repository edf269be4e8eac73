import {afterAll} from 'vitest';
import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {storeContract} from '../../ports/store-contract.ts';
import {LentThreads} from './lent-threads.ts';
import {contractDatabase, REAL} from './temporary-database.ts';

const threads = new LentThreads();
afterAll(() => threads.end());

const open = (path: string) => WorkerStore.open({path, ...REAL, startThread: () => threads.lend()});
storeContract('WorkerStore', async () => contractDatabase(open));
