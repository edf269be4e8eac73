import Fastify from 'fastify';
import {afterEach, describe, expect, it} from 'vitest';
import {MonitorSocket, socketPathOf} from '../../../src/app/monitor-socket.ts';
import {ApiWorld} from './api-world.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function opened() {
  const world = await ApiWorld.open();
  closing.push(() => world.close());
  return {world, authorization: await world.token({id: '00000001', scopes: ['plan']})};
}

describe('what is told of an answer', () => {
  it.each([
    ['gold-dip', 'gold-dip'],
    ['%1b%5b2J', null],
    ['a%0ab', null],
    ['a'.repeat(65), null],
  ])('names the plan %s only where that can be an id', async (id, planId) => {
    const {world, authorization} = await opened();
    await world.app.inject({method: 'POST', url: `/v1/plans/${id}/cancel`, headers: {authorization}});
    expect(world.served).toMatchObject([
      {method: 'POST', route: '/v1/plans/:id/cancel', planId, caller: 'token 00000001'},
    ]);
  });

  it('has no route where none was meant', async () => {
    const {world} = await opened();
    await world.app.inject('/v1/secret-path');
    expect(world.served).toMatchObject([{route: null, caller: null, status: 404, code: 'ROUTE_NOT_FOUND'}]);
  });
});

describe('/metrics', () => {
  it('says that the monitor is not up where it answers with an error, and leaves that out', async () => {
    const {world} = await opened();
    const app = Fastify();
    app.get('/metrics', (_request, reply) => reply.code(500).send({error: 'broken'}));
    const socket = await MonitorSocket.listen(socketPathOf(world.settings.db), app);
    socket.publish();
    closing.push(() => socket.close());
    const {statusCode, body} = await world.app.inject('/metrics');
    expect(statusCode).toBe(200);
    expect(body).toContain('vigil_up 0\n');
    expect(body).not.toContain('broken');
  });
});
