import type { ConfigError } from '@amie/config';
import { type Language, sayIn } from './words.js';

/** What @amie/config says of a setting, and the same in French. A sentence it has since changed is shown as it is. */
const french: readonly (readonly [RegExp, string])[] = [
  [/^the token (.+) is readable by others: chmod 600 it$/, 'd’autres comptes peuvent lire le jeton $1 : chmod 600 $1'],
  [/^the credential (.+) is outside of the credentials folder$/, 'le secret $1 est hors du dossier des secrets'],
  [/^the credential (.+) is missing$/, 'le secret $1 manque'],
  [
    /^the credential (.+) is readable by others: chmod 600 it$/,
    'd’autres comptes peuvent lire le secret $1 : chmod 600 $1',
  ],
  [/^the credential (.+) is empty$/, 'le secret $1 est vide'],
  [/^(\S+) or (\S+) must be set$/, '$1 ou $2 doit être donné'],
  [/^(\S+) and (\S+) go together$/, '$1 et $2 vont ensemble'],
  [/^AMIE_QUEUE is redis, but REDIS_URL is not set$/, 'AMIE_QUEUE vaut redis, mais REDIS_URL n’est pas donné'],
  [/^(\S+): must be a URL \((.+)\)$/, '$1 : une URL est attendue ($2)'],
  [/^(\S+): must be an absolute path$/, '$1 : un chemin absolu est attendu'],
  [/^(\S+): must hold no password: write it in (\S+)$/, '$1 : pas de mot de passe ici ; écrivez-le dans $2'],
  [/^(\S+): must be an e-mail address$/, '$1 : une adresse e-mail est attendue'],
  [/^(\S+): must be a time zone such as (\S+)$/, '$1 : un fuseau horaire est attendu, comme $2'],
  [/^(\S+): must be address:port, such as (\S+)$/, '$1 : adresse:port est attendu, comme $2'],
  [/^([A-Z_]+): .+$/, '$1 : cette valeur ne convient pas'],
];

/** Settings that cannot be used, each on a line, in the language of the terminal. */
export function configSentence(error: ConfigError, language: Language): string {
  if (language === 'en') return error.message;
  const say = sayIn(language);
  const lines = error.problems.map(problem => `  - ${say(inFrench(problem), problem)}`);
  return [say('Ces réglages sont à revoir :', ''), ...lines].join('\n');
}

function inFrench(problem: string): string {
  const [pattern, words] = french.find(([known]) => known.test(problem)) ?? [];
  return pattern && words ? problem.replace(pattern, words) : problem;
}
