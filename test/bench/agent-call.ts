import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Credentials } from '@amie/config';
import { Connections } from '@amie/servers';
import { Client, type ClientChannel } from 'ssh2';
import { type Figure, figure, timed } from './figure.js';
import type { Rig } from './rig.js';

const runs = 500;

/**
 * One question to an agent over a connection that is kept: who it is and what epochs it knows. Raw: the same line
 * written to, and read from, a bare SSH channel.
 */
export async function agentCall({ lab }: Rig): Promise<Figure> {
  const server = { name: 'mail1', address: lab.address('mail1'), hostKey: lab.hostKey('mail1') };
  using connections = new Connections(new Credentials(lab.credentials));
  using agent = await connections.agent(server);
  const bare = await bareChannel(server.address, path.join(lab.credentials, 'ssh/worker'));
  const ours: number[] = [];
  const raw: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(await timed(() => agent.connection.call('agent.hello', {})));
    raw.push(await timed(() => bare.ask('{"id":1,"verb":"agent.hello"}')));
  }
  bare.end();
  return figure('agent-call', 'ms', ours, raw);
}

interface Bare {
  ask(line: string): Promise<string>;
  end(): void;
}

async function bareChannel(host: string, keyFile: string): Promise<Bare> {
  const client = new Client();
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.on('error', reject);
    client.on('ready', () => {
      client.setNoDelay(true);
      client.exec('agent', (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    client.connect({ host, username: 'amie', privateKey: readFileSync(keyFile) });
  });
  const lines = createInterface({ input: channel });
  return {
    ask: line =>
      new Promise(resolve => {
        lines.once('line', resolve);
        channel.write(`${line}\n`);
      }),
    end: () => client.end(),
  };
}
