import {WorkerStore} from '../../../src/store/sqlite/worker-store.ts';
import {storeContract} from '../../ports/store-contract.ts';
import {contractDatabase, REAL} from './temporary-database.ts';

storeContract('WorkerStore', async () => contractDatabase((path) => WorkerStore.open({path, ...REAL})));
