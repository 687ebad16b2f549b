import { describe, expect, it } from '@jest/globals';
import { planSentence } from './plan-sentence.js';

describe('the sentence of a plan', () => {
  it('counts what is made and says that nothing is removed', () => {
    const counts = { account: { create: 25 }, mailbox: { create: 25 }, 'shared-address': { create: 1 } };
    expect(planSentence(counts, 'fr')).toBe('25 comptes, 25 boîtes mail, 1 adresse partagée, rien de supprimé');
    expect(planSentence(counts, 'en')).toBe('25 accounts, 25 mailboxes, 1 shared address, nothing removed');
  });

  it('names every other step by its verb, and agrees in French', () => {
    const counts = { mailbox: { 'set-aside': 2 }, account: { update: 1 }, group: { restore: 3 } };
    expect(planSentence(counts, 'fr')).toBe(
      '2 boîtes mail mises à la corbeille, 1 compte modifié, 3 groupes restaurés',
    );
    expect(planSentence(counts, 'en')).toBe('2 mailboxes moved to the bin, 1 account updated, 3 groups restored');
  });

  it('says when there is nothing to do', () => {
    expect(planSentence({}, 'fr')).toBe('rien à changer');
  });
});
