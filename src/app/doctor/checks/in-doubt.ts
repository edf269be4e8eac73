import {type Check, failure, ok, skipped} from '../check.ts';

/** Of every order it is known what became of it. */
export const inDoubt: Check = {
  name: 'orders in doubt',
  look: ({database}) => {
    if (database.state !== 'read') return [skipped('the database was not read')];
    const levels = database.inspection.inDoubt;
    if (levels.length === 0) return [ok('none')];
    return levels.map(({planId, level, reason}) => {
      const of = level > 1 ? ` --level ${level}` : '';
      return failure(
        `plan ${planId}${level > 1 ? ` level ${level}` : ''}: ${reason ?? 'nobody knows whether its order was placed'}`,
        `look at the broker, then: vigil plan resolve ${planId}${of} --executed TICKET --price PRICE, or --not-placed`,
      );
    });
  },
};
