import { Resolver } from 'node:dns/promises';
import { messageOf, retriable } from './failures.js';

/** Answers that say "there is no such record"; anything else leaves the question open. */
const absences = new Set(['ENOTFOUND', 'ENODATA']);

export interface DnsServers {
  /** `address` or `address:port` each; empty means those of the machine. */
  readonly servers: readonly string[];
}

/** The TXT records of a name, each with its parts joined; none when the DNS says so, `dns-unanswered` otherwise. */
export async function resolveTxt(name: string, from: DnsServers): Promise<readonly string[]> {
  const records = await ask(name, () => resolverOf(from).resolveTxt(name));
  return records.map(parts => parts.join(''));
}

/** The mail exchangers of a name, most preferred first; none when the DNS says so, `dns-unanswered` otherwise. */
export async function resolveMx(name: string, from: DnsServers): Promise<readonly string[]> {
  const records = await ask(name, () => resolverOf(from).resolveMx(name));
  return records.sort((one, other) => one.priority - other.priority).map(record => record.exchange.toLowerCase());
}

async function ask<Answer>(name: string, question: () => Promise<Answer[]>): Promise<Answer[]> {
  try {
    return await question();
  } catch (error) {
    if (absences.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw retriable('dns-unanswered', `${name}: ${messageOf(error)}`, error);
  }
}

function resolverOf({ servers }: DnsServers): Resolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return resolver;
}
