import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rows, withScope } from '@amie/database';
import { addMember, addPerson, newDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await newDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

describe('the walls between members', () => {
  it('sees the own person', async () => {
    const memberId = await addMember(db);
    await addPerson(db, memberId);
    const seen = await withScope(db.api, { member: memberId }, em => rows(em, 'select id from person'));
    expect(seen).toHaveLength(1);
  });
});
