import type { ConfigProblem } from './config-error.js';

/** What is expected of a setting; the name of its variable is put before it. */
export const expected = {
  absolutePath: { fr: 'un chemin absolu est attendu', en: 'must be an absolute path' },
  emailAddress: { fr: 'une adresse e-mail est attendue', en: 'must be an e-mail address' },
  listen: {
    fr: 'adresse:port est attendu, comme 127.0.0.1:8480',
    en: 'must be address:port, such as 127.0.0.1:8480',
  },
  noPassword: {
    fr: 'pas de mot de passe ici\u00a0; écrivez-le dans platform/relay-password',
    en: 'must hold no password: write it in platform/relay-password',
  },
  timeZone: {
    fr: 'un fuseau horaire est attendu, comme Europe/Paris',
    en: 'must be a time zone such as Europe/Paris',
  },
  url: (protocols: readonly string[]): ConfigProblem => ({
    fr: `une URL est attendue (${protocols.join(', ')})`,
    en: `must be a URL (${protocols.join(', ')})`,
  }),
  count: (most: number): ConfigProblem => ({
    fr: `un nombre entier de 1 à ${most} est attendu`,
    en: `must be a whole number from 1 to ${most}`,
  }),
  oneOf: (values: readonly string[]): ConfigProblem => ({
    fr: `l’une de ces valeurs est attendue\u00a0: ${values.join(', ')}`,
    en: `must be one of ${values.join(', ')}`,
  }),
} as const;

/** The problem of one variable. */
export function problemOf(variable: string, { fr, en }: ConfigProblem): ConfigProblem {
  return { fr: `${variable}\u00a0: ${fr}`, en: `${variable}: ${en}` };
}

/** Problems of settings that do not fit each other. */
export const together = {
  relay: {
    fr: 'AMIE_RELAY_URL et AMIE_RELAY_FROM vont ensemble',
    en: 'AMIE_RELAY_URL and AMIE_RELAY_FROM go together',
  },
  redis: {
    fr: 'AMIE_QUEUE vaut redis, mais REDIS_URL n’est pas donné',
    en: 'AMIE_QUEUE is redis, but REDIS_URL is not set',
  },
  databaseUrl: (own: string): ConfigProblem => ({
    fr: `DATABASE_URL ou ${own} doit être donné`,
    en: `DATABASE_URL or ${own} must be set`,
  }),
} as const;

/** Problems of a file that holds a secret or a token, named by its path. */
export const fileProblems = {
  missing: (file: string): ConfigProblem => ({
    fr: `le secret ${file} manque`,
    en: `the credential ${file} is missing`,
  }),
  empty: (file: string): ConfigProblem => ({ fr: `le secret ${file} est vide`, en: `the credential ${file} is empty` }),
  outside: (name: string): ConfigProblem => ({
    fr: `le secret ${JSON.stringify(name)} est hors du dossier des secrets`,
    en: `the credential ${JSON.stringify(name)} is outside of the credentials folder`,
  }),
  readable: (file: string): ConfigProblem => ({
    fr: `d’autres comptes peuvent lire ${file}\u00a0: chmod 600 ${file}`,
    en: `${file} is readable by others: chmod 600 ${file}`,
  }),
} as const;
