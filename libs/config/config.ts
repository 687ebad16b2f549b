import { z } from 'zod';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { expected, problemOf, together } from './config-words.js';
import { Credentials } from './credentials.js';

/** The three roles of the database: the owner migrates, the API and the worker live under row-level security. */
export type DatabaseRole = 'owner' | 'api' | 'worker';

/** Where the bell hangs; `off` leaves everything to the sweep. */
export type QueuePlacement = 'redis' | 'postgres' | 'off';

export interface Listen {
  readonly address: string;
  readonly port: number;
}

/** The mail server that carries invitations; its password, if any, is the credential `platform/relay-password`. */
export interface Relay {
  /** `smtp://[user@]server:port` or `smtps://…`; never holds a password. */
  readonly url: string;
  readonly from: string;
}

/** Everything an installation decides. Read once at start; nothing else reads the environment. */
export interface Config {
  /** Connection URL of a role; throws `ConfigError` when neither the environment nor the credentials give one. */
  databaseUrl(role: DatabaseRole): string;
  /** A superuser's connection, given where `amie migrate` is to make the owner and the database itself. */
  readonly superuserUrl?: string;
  readonly redisUrl?: string;
  readonly queue: QueuePlacement;
  readonly stateFolder: string;
  readonly credentialsFolder: string;
  readonly credentials: Credentials;
  /** Address people reach us at, without a final slash. */
  readonly publicUrl: string;
  readonly listen: Listen;
  readonly relay?: Relay;
  /** Resolvers for domain proofs, `address` or `address:port`; empty means those of the machine. */
  readonly dnsServers: readonly string[];
  /** Suffixes accepted beside the public ones (a lab's `test`). */
  readonly extraSuffixes: readonly string[];
  /** Days between set aside and purged. */
  readonly graceDays: number;
  readonly sweepSeconds: number;
  readonly inspectionSeconds: number;
  readonly timezone: string;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where the technician's first token is written (0600), for scripts; otherwise it is only shown once. */
  readonly tokenFile?: string;
}

/** Reads and checks the environment; throws one `ConfigError` that names every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable means "not set", as docker-compose and systemd units write it.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(describe));
  return configOf(parsed.data);
}

const list = z
  .string()
  .default('')
  .transform(text => text.split(/[\s,]+/).filter(item => item !== ''));
const text = (isFit: (given: string) => boolean, words: ConfigProblem) => z.string().refine(isFit, { params: words });
const absolute = text(given => given.startsWith('/'), expected.absolutePath);
const url = (...protocols: string[]) => text(given => protocols.includes(protocolOf(given)), expected.url(protocols));
const count = (fallback: number, most: number) =>
  text(given => /^\d{1,9}$/.test(given) && Number(given) >= 1 && Number(given) <= most, expected.count(most))
    .default(String(fallback))
    .transform(Number);
const postgresUrl = url('postgres:', 'postgresql:');

const settings = z
  .object({
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_URL_OWNER: postgresUrl.optional(),
    DATABASE_URL_API: postgresUrl.optional(),
    DATABASE_URL_WORKER: postgresUrl.optional(),
    DATABASE_URL_SUPERUSER: postgresUrl.optional(),
    REDIS_URL: url('redis:', 'rediss:').optional(),
    AMIE_QUEUE: z.enum(['redis', 'postgres', 'off']).optional(),
    AMIE_STATE: absolute.default('/var/lib/amie'),
    AMIE_CREDENTIALS: absolute.default('/etc/amie/credentials'),
    AMIE_PUBLIC_URL: url('http:', 'https:').default('http://127.0.0.1:8480'),
    AMIE_LISTEN: z.string().default('127.0.0.1:8480').transform(parseListen),
    AMIE_RELAY_URL: url('smtp:', 'smtps:').refine(hasNoPassword, { params: expected.noPassword }).optional(),
    AMIE_RELAY_FROM: text(given => /^[^\s@<>]+@[^\s@<>]+$/.test(given), expected.emailAddress).optional(),
    AMIE_DNS_SERVERS: list,
    AMIE_SUFFIXES: list,
    AMIE_GRACE_DAYS: count(30, 3650),
    AMIE_SWEEP_SECONDS: count(5, 3600),
    AMIE_INSPECTION_SECONDS: count(900, 604_800),
    AMIE_TIMEZONE: text(isTimezone, expected.timeZone).default('Europe/Paris'),
    AMIE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    AMIE_TOKEN_FILE: absolute.optional(),
  })
  .refine(given => (given.AMIE_RELAY_URL === undefined) === (given.AMIE_RELAY_FROM === undefined), {
    params: together.relay,
  })
  .refine(given => given.AMIE_QUEUE !== 'redis' || given.REDIS_URL !== undefined, {
    params: together.redis,
  });
type Settings = z.output<typeof settings>;

function configOf(given: Settings): Config {
  const credentials = new Credentials(given.AMIE_CREDENTIALS);
  return {
    databaseUrl: role => databaseUrl(given, credentials, role),
    superuserUrl: given.DATABASE_URL_SUPERUSER && withPassword(given.DATABASE_URL_SUPERUSER, credentials, 'superuser'),
    redisUrl: given.REDIS_URL,
    queue: given.AMIE_QUEUE ?? (given.REDIS_URL ? 'redis' : 'postgres'),
    stateFolder: given.AMIE_STATE,
    credentialsFolder: given.AMIE_CREDENTIALS,
    credentials,
    publicUrl: given.AMIE_PUBLIC_URL.replace(/\/+$/, ''),
    listen: given.AMIE_LISTEN,
    relay:
      given.AMIE_RELAY_URL && given.AMIE_RELAY_FROM
        ? { url: given.AMIE_RELAY_URL, from: given.AMIE_RELAY_FROM }
        : undefined,
    dnsServers: given.AMIE_DNS_SERVERS,
    extraSuffixes: given.AMIE_SUFFIXES,
    graceDays: given.AMIE_GRACE_DAYS,
    sweepSeconds: given.AMIE_SWEEP_SECONDS,
    inspectionSeconds: given.AMIE_INSPECTION_SECONDS,
    timezone: given.AMIE_TIMEZONE,
    logLevel: given.AMIE_LOG_LEVEL,
    tokenFile: given.AMIE_TOKEN_FILE,
  };
}

const ownVariable = { owner: 'DATABASE_URL_OWNER', api: 'DATABASE_URL_API', worker: 'DATABASE_URL_WORKER' } as const;

function databaseUrl(given: Settings, credentials: Credentials, role: DatabaseRole): string {
  const own = given[ownVariable[role]];
  if (own) return own;
  if (!given.DATABASE_URL) throw new ConfigError([together.databaseUrl(ownVariable[role])]);
  const shared = new URL(given.DATABASE_URL);
  shared.username = `amie_${role}`;
  shared.password = '';
  return withPassword(shared.href, credentials, role);
}

/** The URL as given when it holds a password, else with the one of the credentials folder. */
function withPassword(text: string, credentials: Credentials, role: DatabaseRole | 'superuser'): string {
  const full = new URL(text);
  full.password ||= credentials.read(`platform/database-${role}-password`).use(encodeURIComponent);
  return full.href;
}

function parseListen(text: string, context: z.RefinementCtx): Listen {
  const match = /^(?:\[([0-9a-f:]+)\]|([^\s:[\]]+)):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    context.addIssue({ code: 'custom', params: expected.listen });
    return z.NEVER;
  }
  return { address: match[1] ?? match[2] ?? '', port };
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : '';
}

function hasNoPassword(text: string): boolean {
  return !URL.canParse(text) || new URL(text).password === '';
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

// Names the variable and what is wrong, never its value: a URL may hold a password.
function describe(issue: z.core.$ZodIssue): ConfigProblem {
  const words = issue.code === 'invalid_value' ? expected.oneOf(issue.values.map(String)) : wordsOf(issue);
  return issue.path.length > 0 ? problemOf(issue.path.join('.'), words) : words;
}

// Every check above carries its words; a check without them would be ours to mend, and still names its variable.
function wordsOf(issue: z.core.$ZodIssue): ConfigProblem {
  const { fr = issue.message, en = issue.message } = (issue.code === 'custom' && issue.params) || {};
  return { fr: String(fr), en: String(en) };
}
