import type { Presence } from '@amie/reconcile';
import type { AttributeValues, DirectoryEntry } from '@amie/servers';

/** `amieMailState`: daemons use an entry only while it says `open`. */
export const mailState = (_spec: unknown, presence: Presence): AttributeValues => ({
  amieMailState: [presence === 'present' ? 'open' : 'aside'],
});

export const mailPresence = (entry: DirectoryEntry): 'present' | 'aside' =>
  entry.value('amieMailState') === 'aside' ? 'aside' : 'present';

/** A state that is none of ours shows as a setting that differs. */
export function stateOddity(entry: DirectoryEntry): object {
  const state = entry.value('amieMailState');
  return state === 'open' || state === 'aside' ? {} : { state: state ?? 'missing' };
}
