import { acting, group, type Register } from '../command-line.js';
import type { Terminal } from '../terminal.js';

interface Token {
  readonly name: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

export const registerTokens: Register = (program, say) => {
  const tokens = group(program, 'tokens', say('les jetons des techniciens', 'the tokens of technicians'));
  tokens.command('list').description(say('liste les jetons', 'lists the tokens')).action(acting(list));
  tokens
    .command('add <name>')
    .description(say('crée un jeton, montré cette seule fois', 'makes a token, shown this once'))
    .action(acting(add));
  tokens.command('revoke <name>').description(say('met fin à un jeton', 'ends a token')).action(acting(revoke));
};

async function list({ client, output }: Terminal): Promise<void> {
  const { items } = (await client.get<{ items: Token[] }>('/tokens')).body;
  output.rows(items, [
    { title: ['Nom', 'Name'], show: ({ name }) => name },
    { title: ['Créé', 'Made'], show: ({ createdAt }) => output.time(createdAt) },
    { title: ['Fini', 'Ended'], show: ({ revokedAt }) => output.time(revokedAt) },
  ]);
}

async function add({ client, output }: Terminal, _: object, name: string): Promise<void> {
  const { body } = await client.send<Token & { token: string }>('POST', '/tokens', { body: { name } });
  output.json(body);
  output.line(`Jeton de ${name}, montré cette seule fois :`, `Token of ${name}, shown this once:`);
  output.text(body.token);
}

async function revoke({ client, output }: Terminal, _: object, name: string): Promise<void> {
  const { body } = await client.send<Token>('DELETE', `/tokens/${encodeURIComponent(name)}`);
  output.json(body);
  output.line(`Le jeton de ${name} ne sert plus.`, `The token of ${name} is no longer good.`);
}
