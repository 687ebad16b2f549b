import { afterEach, describe, expect, it } from '@jest/globals';
import { invitePerson } from './commands/people-invite.js';
import { FakeApi } from './fake-api.js';

let api: FakeApi | undefined;
afterEach(() => api?.close());

const later = new Date(Date.now() + 86_400_000).toISOString();
const sent = { state: 'sent', sentAt: '2026-11-23T12:00:00Z', expiresAt: later };

async function invite(person: object, resend?: boolean): Promise<string[]> {
  api = new FakeApi(({ method }) => (method === 'GET' ? { id: 'p1', activatedAt: null, ...person } : {}));
  await invitePerson(await api.terminal(), { resend }, 'marie@recre.test');
  return api.calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
}

describe('an invitation sent again', () => {
  it.each([
    ['who has chosen a password', { activatedAt: '2026-11-23T12:00:00Z', invitation: { ...sent, state: 'used' } }],
    ['whose link is still good', { invitation: sent }],
  ])('to someone %s needs --resend, which is asked of the API too', async (_, person) => {
    await expect(invite(person)).rejects.toThrow('--resend');
    expect(api?.calls).toHaveLength(1);
    api?.close();
    expect(await invite(person, true)).toEqual(['{"resend":true}']);
  });

  it('to someone whose link has died needs nothing', async () => {
    expect(await invite({ invitation: { ...sent, expiresAt: '2026-11-01T12:00:00Z' } })).toEqual(['']);
  });
});
