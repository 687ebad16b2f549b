import type { Kind } from '@amie/reconcile';
import type { Language } from '@amie/values';
import { backupWords } from './backup/words.js';
import { directoryWords } from './directory/words.js';
import type { Noun } from './kind-words.js';
import { mailWords } from './mail/words.js';
import { webWords } from './web/words.js';

const all = [directoryWords, mailWords, webWords, backupWords];
const nouns = new Map(all.flatMap(({ kinds }) => Object.entries(kinds)));
const settings = new Map(all.flatMap(one => Object.entries(one.settings)));

/** What people call things of a kind; undefined for one that no service has. */
export const nounFor = (kind: Kind): Noun | undefined => nouns.get(kind);

/** What people call a setting; one without a word is shown as it is. */
export const settingName = (setting: string, language: Language): string =>
  settings.get(setting)?.[language] ?? setting;
