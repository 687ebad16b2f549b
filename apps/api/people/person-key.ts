import { foldName } from '@amie/values';

/** One key for a person, for comparing two lists: the own e-mail, and the names as people compare them. */
export function personKey(person: { ownEmail: string; givenName: string; familyName: string }): string {
  const names = [person.givenName, person.familyName].map(name => foldName(name) || name.toLowerCase());
  return [person.ownEmail.toLowerCase(), ...names].join('\n');
}
