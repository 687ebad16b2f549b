import { type Argument, Command, Option } from 'commander';
import { registerAllocate } from './commands/allocate.js';
import { registerBackup } from './commands/backup.js';
import { registerBin } from './commands/bin.js';
import { registerDays } from './commands/days.js';
import { registerDecisions } from './commands/decisions.js';
import { registerDomains } from './commands/domains.js';
import { registerDrift } from './commands/drift.js';
import { registerGroups } from './commands/groups.js';
import { registerImport } from './commands/import.js';
import { registerLanes } from './commands/lanes.js';
import { registerMembers } from './commands/members.js';
import { registerNights } from './commands/nights.js';
import { registerParts } from './commands/parts.js';
import { registerPeople } from './commands/people.js';
import { registerPeriods } from './commands/periods.js';
import { registerPlan } from './commands/plan.js';
import { registerPlatform } from './commands/platform.js';
import { registerPolicies } from './commands/policies.js';
import { registerReadings } from './commands/readings.js';
import { registerServers } from './commands/servers.js';
import { registerShared } from './commands/shared.js';
import { registerShares } from './commands/shares.js';
import { registerSimulate } from './commands/simulate.js';
import { registerSites } from './commands/sites.js';
import { registerCosts } from './commands/costs.js';
import { registerStatements } from './commands/statements.js';
import { registerTasks } from './commands/tasks.js';
import { registerTechnicians } from './commands/technicians.js';
import { registerTokens } from './commands/tokens.js';
import type { Register } from './command-line.js';
import { helpTitle } from './usage-problems.js';
import { type Language, sayIn } from './words.js';

const chapters: readonly [french: string, english: string, ...Register[]][] = [
  ['Associations et personnes :', 'Members and people:', registerMembers, registerPeople, registerImport],
  ['Mail :', 'Mail:', registerDomains, registerShared, registerGroups],
  ['Sites web :', 'Web sites:', registerSites],
  ['Sauvegardes :', 'Backups:', registerBackup],
  ['Journées travaillées et parts :', 'Days worked and parts:', registerDays, registerTechnicians, registerParts],
  [
    'Journées collectives :',
    'Collective days:',
    registerDecisions,
    registerPolicies,
    registerPeriods,
    registerShares,
    registerStatements,
    registerCosts,
    registerAllocate,
    registerSimulate,
  ],
  ['Suivi :', 'Follow-up:', registerTasks, registerPlan, registerDrift, registerBin],
  [
    'Serveurs et plateforme :',
    'Servers and platform:',
    registerServers,
    registerLanes,
    registerNights,
    registerReadings,
    registerTokens,
    registerPlatform,
  ],
];

/** Every command of `amie`, its help in one language. Reading a command line is the caller's. */
export function buildProgram(language: Language, version: string): Command {
  const say = sayIn(language);
  const program = new Command('amie');
  quiet(program, language);
  program
    .description(
      say('Amie en ligne de commande : tout ce que fait l’API.', 'Amie for a terminal: all that the API does.'),
    )
    .option('--json', say('un document JSON, pour les scripts', 'one JSON document, for scripts'))
    .addOption(new Option('--lang <lang>', say('langue : fr ou en', 'language: fr or en')).choices(['fr', 'en']))
    .version(version, '-V, --version', say('affiche la version', 'shows the version'))
    .helpOption('-h, --help', say('affiche cette aide', 'shows this help'))
    .helpCommand(false)
    .addHelpText('after', `\n${say(...exitCodeHelp)}`);
  for (const [french, english, ...registers] of chapters) {
    program.commandsGroup(say(french, english));
    for (const register of registers) register(program, say);
  }
  return program;
}

function quiet(program: Command, language: Language): void {
  program
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: Math.min(process.stdout.columns ?? 80, 100),
      subcommandTerm: command => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
      optionDescription: option => option.description,
      styleTitle: title => helpTitle(title, language),
    });
}

function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

const exitCodeHelp = [
  `Codes de retour : 0 fait · 1 refusé ou échoué · 2 commande mal écrite · 3 fait, sauf des lignes
écartées et nommées · 4 plan non approuvé, rien n’est écrit · 5 API injoignable ou jeton refusé
Adresse : AMIE_URL. Jeton : ~/.config/amie/token, AMIE_TOKEN_FILE ou AMIE_TOKEN.`,
  `Exit codes: 0 done · 1 refused or failed · 2 wrong command line · 3 done, but rows were set
aside and named · 4 plan not approved, nothing written · 5 API unreachable or token refused
Address: AMIE_URL. Token: ~/.config/amie/token, AMIE_TOKEN_FILE or AMIE_TOKEN.`,
] as const;
