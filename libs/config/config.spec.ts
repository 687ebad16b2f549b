import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError, readConfig, startSentence } from './index.js';

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems.map(({ en }) => en) : [String(error)];
  }
};

function thrown(work: () => unknown): ConfigError {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('nothing was refused');
}

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(readConfig({})).toMatchObject({
      queue: 'postgres',
      stateFolder: '/var/lib/amie',
      publicUrl: 'http://127.0.0.1:8480',
      listen: { address: '127.0.0.1', port: 8480 },
      dnsServers: [],
      graceDays: 30,
      sweepSeconds: 5,
      inspectionSeconds: 900,
      timezone: 'Europe/Paris',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ REDIS_URL: '', AMIE_GRACE_DAYS: '' })).toMatchObject({ queue: 'postgres', graceDays: 30 });
  });

  it('names every problem at once, and no value of a URL', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://u:hidden@db/x',
      AMIE_GRACE_DAYS: 'soon',
      AMIE_LISTEN: '8480',
      AMIE_TIMEZONE: 'Europe/Nowhere',
      AMIE_STATE: 'here',
    });
    expect(problems.map(problem => problem.split(':')[0])).toEqual([
      'DATABASE_URL',
      'AMIE_STATE',
      'AMIE_LISTEN',
      'AMIE_GRACE_DAYS',
      'AMIE_TIMEZONE',
    ]);
    expect(problems.join()).not.toContain('hidden');
  });

  it('says what is expected of each setting in French and in English, never in the words of a library', () => {
    const given = {
      REDIS_URL: 'x',
      AMIE_QUEUE: 'kafka',
      AMIE_STATE: 'here',
      AMIE_LISTEN: '8480',
      AMIE_RELAY_URL: 'smtp://me:x@relay.test',
      AMIE_RELAY_FROM: 'me',
      AMIE_GRACE_DAYS: '4000',
      AMIE_SWEEP_SECONDS: '1e1',
      AMIE_TIMEZONE: 'Europe/Nowhere',
      AMIE_LOG_LEVEL: 'loud',
    };
    expect(
      thrown(() => readConfig(given))
        .sentence('fr')
        .replaceAll('\u00a0', ' ')
        .split('\n'),
    ).toEqual([
      'Ces réglages sont à revoir :',
      '  - REDIS_URL : une URL est attendue (redis:, rediss:)',
      '  - AMIE_QUEUE : l’une de ces valeurs est attendue : redis, postgres, off',
      '  - AMIE_STATE : un chemin absolu est attendu',
      '  - AMIE_LISTEN : adresse:port est attendu, comme 127.0.0.1:8480',
      '  - AMIE_RELAY_URL : pas de mot de passe ici ; écrivez-le dans platform/relay-password',
      '  - AMIE_RELAY_FROM : une adresse e-mail est attendue',
      '  - AMIE_GRACE_DAYS : un nombre entier de 1 à 3650 est attendu',
      '  - AMIE_SWEEP_SECONDS : un nombre entier de 1 à 3600 est attendu',
      '  - AMIE_TIMEZONE : un fuseau horaire est attendu, comme Europe/Paris',
      '  - AMIE_LOG_LEVEL : l’une de ces valeurs est attendue : trace, debug, info, warn, error, silent',
    ]);
    expect(problemsOf({ AMIE_QUEUE: 'kafka', AMIE_GRACE_DAYS: '0' })).toEqual([
      'AMIE_QUEUE: must be one of redis, postgres, off',
      'AMIE_GRACE_DAYS: must be a whole number from 1 to 3650',
    ]);
  });

  it('speaks the language of the machine where a program cannot start', () => {
    const error = thrown(() => readConfig({ AMIE_STATE: 'here' }));
    expect(startSentence(error, { LANG: 'fr_FR.UTF-8' })).toContain('un chemin absolu est attendu');
    expect(startSentence(error, { LANG: 'en_GB.UTF-8' })).toContain('must be an absolute path');
    expect(startSentence(new Error('no room'), {})).toBe('no room');
  });

  it('puts the queue in Redis when there is one, unless told otherwise', () => {
    expect(readConfig({ REDIS_URL: 'redis://127.0.0.1:6379' }).queue).toBe('redis');
    expect(readConfig({ REDIS_URL: 'redis://127.0.0.1:6379', AMIE_QUEUE: 'off' }).queue).toBe('off');
    expect(problemsOf({ AMIE_QUEUE: 'redis' })).toHaveLength(1);
  });

  it('wants both halves of a relay, and its password elsewhere', () => {
    expect(problemsOf({ AMIE_RELAY_URL: 'smtp://relay.test:25' })).toHaveLength(1);
    expect(problemsOf({ AMIE_RELAY_URL: 'smtp://me:secret@relay.test', AMIE_RELAY_FROM: 'a@b.test' })).toHaveLength(1);
    const { relay } = readConfig({ AMIE_RELAY_URL: 'smtp://relay.test:25', AMIE_RELAY_FROM: 'a@b.test' });
    expect(relay).toEqual({ url: 'smtp://relay.test:25', from: 'a@b.test' });
  });

  it('listens on an IPv6 address too', () => {
    expect(readConfig({ AMIE_LISTEN: '[::1]:80' }).listen).toEqual({ address: '::1', port: 80 });
  });

  it('splits lists at commas and spaces', () => {
    expect(readConfig({ AMIE_SUFFIXES: 'test, lan  home' }).extraSuffixes).toEqual(['test', 'lan', 'home']);
  });
});

describe('the URL of a role', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'amie-config-'));
  mkdirSync(path.join(folder, 'platform'));
  writeFileSync(path.join(folder, 'platform/database-api-password'), 'p@ss/word %\n', { mode: 0o600 });

  it('is the shared one with the role and its password', () => {
    const config = readConfig({ DATABASE_URL: 'postgresql://127.0.0.1:5432/amie', AMIE_CREDENTIALS: folder });
    const url = new URL(config.databaseUrl('api'));
    expect([url.username, decodeURIComponent(url.password), url.pathname]).toEqual([
      'amie_api',
      'p@ss/word %',
      '/amie',
    ]);
    expect(() => config.databaseUrl('worker')).toThrow('database-worker-password is missing');
    rmSync(folder, { recursive: true });
  });

  it('may be given whole, for each', () => {
    const config = readConfig({ DATABASE_URL_WORKER: 'postgresql://w:x@db/amie' });
    expect(config.databaseUrl('worker')).toBe('postgresql://w:x@db/amie');
    expect(() => config.databaseUrl('owner')).toThrow('DATABASE_URL');
  });
});
