import { Resolver } from 'node:dns/promises';
import type { DnsLine } from './dns-lines.js';

/** Whether a line is published; `unknown` when the DNS did not answer, which never counts as missing. */
export type Published = 'yes' | 'no' | 'unknown';

export interface LiveLine extends DnsLine {
  readonly isPublished: Published;
  /** What is there instead or beside it. */
  readonly found: readonly string[];
}

/** Asks the DNS for each line, all at once, within two seconds. */
export async function lookUp(lines: readonly DnsLine[], servers: readonly string[]): Promise<LiveLine[]> {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  if (servers.length > 0) resolver.setServers([...servers]);
  return Promise.all(lines.map(line => lookUpOne(resolver, line)));
}

async function lookUpOne(resolver: Resolver, line: DnsLine): Promise<LiveLine> {
  try {
    const found = await read(resolver, line);
    const wanted = line.value.toLowerCase();
    return { ...line, found, isPublished: found.some(value => value.toLowerCase() === wanted) ? 'yes' : 'no' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isAbsent = code === 'ENODATA' || code === 'ENOTFOUND';
    return { ...line, found: [], isPublished: isAbsent ? 'no' : 'unknown' };
  }
}

async function read(resolver: Resolver, { type, name }: DnsLine): Promise<string[]> {
  switch (type) {
    case 'TXT':
      return (await resolver.resolveTxt(name)).map(parts => parts.join(''));
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${dotted(exchange)}`);
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        ({ priority, weight, port, name: target }) => `${priority} ${weight} ${port} ${dotted(target)}`,
      );
  }
}

const dotted = (name: string): string => `${name.replace(/\.$/, '')}.`;
