import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {storeContract} from '../../ports/store-contract.ts';
import {contractDatabase, REAL} from './temporary-database.ts';

storeContract('SqliteStore', async () => contractDatabase((path) => SqliteStore.open({path, ...REAL})));
