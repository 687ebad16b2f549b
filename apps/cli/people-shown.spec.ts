import { describe, expect, it } from '@jest/globals';
import { personFacts } from './commands/people-shown.js';
import { Output } from './output.js';
import type { Invitation, Person } from './people.js';

const person = {
  ...{
    givenName: 'Marie',
    familyName: 'Dupont',
    ownEmail: 'marie@elsewhere.test',
    language: 'fr',
    status: 'to-invite',
  },
  ...{ address: null, extraAddresses: [], forwards: [], groups: [], problems: [], limitKib: null },
  ...{ activatedAt: null, signedInAt: null, setAside: null, isReady: false, keepsCopy: true },
} as unknown as Person;

const shown = (invitation: Partial<Invitation>, about: Partial<Person> = {}): Record<string, unknown> => {
  const whole = { state: 'due', sentAt: null, expiresAt: '2026-12-07T12:00:00Z', ...invitation };
  const facts = personFacts({ ...person, ...about, invitation: whole }, new Output(false, 'en'));
  return Object.fromEntries(facts.flatMap(([, name, value]) => (value ? [[name, value]] : [])));
};

describe('an invitation', () => {
  it('that did not leave says why, and promises no link', () => {
    const problem = { code: 'relay-missing', title: 'No mail relay is set up', action: 'Set AMIE_RELAY_URL.' };
    const facts = shown({ problem });
    expect(facts['Not sent yet']).toBe('No mail relay is set up. Set AMIE_RELAY_URL. (relay-missing)');
    expect(facts).not.toHaveProperty('Link good until');
  });

  it('that left says until when its link is good, until it has served', () => {
    const sent = { state: 'sent', sentAt: '2026-11-23T12:00:00Z' };
    expect(shown(sent)).toHaveProperty('Link good until');
    expect(shown({ ...sent, state: 'used' }, { activatedAt: '2026-11-23T13:00:00Z' })).not.toHaveProperty(
      'Link good until',
    );
  });
});
