import { change, send, setAside, tellPlan } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import { type DnsLine, type Domain, linesText, type LiveLine, proofLine } from '../domains.js';
import { onlyMember } from '../only-member.js';
import { stateWord } from '../state-words.js';
import type { Terminal } from '../terminal.js';
import { memberPath } from './members.js';

interface OfMember {
  readonly member?: string;
}

const domainPath = (reference: string): string => `/domains/${encodeURIComponent(reference)}`;

export const registerDomains: Register = (program, say) => {
  const domains = group(program, 'domains', say('les domaines des adresses', 'the domains of addresses'));
  const ofMember = ['--member <member>', say('association : nom court ou id', 'member: short name or id')] as const;
  domains
    .command('list')
    .description(say('liste les domaines', 'lists the domains'))
    .option(...ofMember)
    .action(acting(list));
  changes(domains.command('add <domain>'), say)
    .description(
      say('ajoute un domaine et montre les lignes DNS à publier', 'adds a domain, shows the DNS lines to publish'),
    )
    .option(...ofMember)
    .action(acting(add));
  domains
    .command('lines <domain>')
    .description(
      say('les lignes DNS à publier, à copier, et celles en place', 'the DNS lines to publish and which are live'),
    )
    .action(acting(lines));
  changes(domains.command('check <domain>'), say)
    .description(say('cherche la preuve dans le DNS maintenant', 'looks for the proof in the DNS now'))
    .action(acting(check));
  changes(domains.command('approve <domain>'), say)
    .description(say('se porte garant d’un domaine sans preuve', 'vouches for a domain without a proof'))
    .action(acting((terminal: Terminal, _: object, domain: string) => approve(terminal, domain)));
  changes(domains.command('remove <domain>'), say)
    .description(say('met un domaine à la corbeille', 'moves a domain to the bin'))
    .action(acting(remove));
};

async function list(terminal: Terminal, options: OfMember): Promise<void> {
  const { client, output } = terminal;
  const member = options.member ?? (await onlyMember(terminal));
  output.rows(await collect(client.list<Domain>(`${memberPath(member)}/domains`)), [
    { title: ['Domaine', 'Domain'], show: ({ domain }) => domain },
    { title: ['Preuve', 'Proof'], show: ({ proof }) => stateWord(proof.state, output.say) },
    { title: ['État', 'State'], show: ({ state }) => stateWord(state, output.say) },
    { title: ['Vérifié', 'Checked'], show: ({ proof }) => output.time(proof.checkedAt) },
  ]);
}

/** The task of a new domain ends with its proof, days later perhaps: it is named, not followed. */
async function add(terminal: Terminal, options: OfMember, domain: string): Promise<void> {
  const { output } = terminal;
  const member = options.member ?? (await onlyMember(terminal));
  const path = `${memberPath(member)}/domains`;
  const answer = await send<{ dnsLines: DnsLine[] }>(terminal, 'POST', path, { body: { domain } });
  if (terminal.isDryRun) return tellPlan(terminal, answer);
  output.json(answer);
  output.line(
    `${domain} attend sa preuve. Publiez ces lignes DNS :`,
    `${domain} waits for its proof. Publish these DNS lines:`,
  );
  output.text(linesText(answer.dnsLines));
  output.line(
    `Amie regarde régulièrement ; tout de suite : amie domains check ${domain}`,
    `Amie looks now and then; at once: amie domains check ${domain}`,
  );
}

async function lines({ client, output }: Terminal, _: object, reference: string): Promise<void> {
  const { body } = await client.get<{ domain: Domain; lines: LiveLine[] }>(`${domainPath(reference)}/dns-lines`);
  output.json(body);
  output.text(linesText(body.lines, output.say));
}

async function check(terminal: Terminal, _: object, reference: string): Promise<void> {
  const { client, output } = terminal;
  const before = (await client.get<Domain>(domainPath(reference))).body;
  const answer = await send<object>(terminal, 'POST', `${domainPath(reference)}/check`);
  if (terminal.isDryRun) return tellPlan(terminal, answer);
  const after = terminal.waits ? await looked(terminal, before) : before;
  const line = proofLine(after, output.say);
  if (after.proof.state === 'waiting') throw new CommandFailure(line, exitCodes.failed, after);
  output.json(after);
  output.text(line);
}

/** The domain once the worker has looked, or as it is after ten seconds. */
async function looked({ client }: Terminal, before: Domain): Promise<Domain> {
  for (const deadline = performance.now() + 10_000; ; await new Promise(resolve => setTimeout(resolve, 250))) {
    const { body } = await client.get<Domain>(domainPath(before.id));
    const isNew = body.proof.state !== 'waiting' || body.proof.checkedAt !== before.proof.checkedAt;
    if (isNew || performance.now() > deadline) return body;
  }
}

async function approve(terminal: Terminal, domain: string): Promise<void> {
  await change(terminal, 'POST', `${domainPath(domain)}/approve`);
}

async function remove(terminal: Terminal, _: object, domain: string): Promise<void> {
  await setAside(terminal, domainPath(domain));
}
