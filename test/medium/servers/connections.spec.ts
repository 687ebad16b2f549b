import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { IncompleteReadError, type Server, ServiceError } from '@amie/reconcile';
import { Connections } from '@amie/servers';
import { fences } from '../../../libs/services/member-tree.js';
import { lab } from '../../lab/lab-client.js';
import { newAccount, newUnit } from '../directory/directory-rig.js';
import { problemsOf, runDirectory } from '../directory/people.js';
import { directoryWorld } from './directory-world.js';
import { baseDn, epochsFrom, labCredentials, labDriver, labServer, newLabLease, newSlug } from './lab-drivers.js';

const open: Connections[] = [];

function connect(replaced: Readonly<Record<string, string>> = {}, idle?: number): Connections {
  const connections = new Connections(labCredentials(replaced), idle);
  open.push(connections);
  return connections;
}

afterEach(() => {
  for (const connections of open.splice(0)) connections[Symbol.dispose]();
});

const directoryAt = (address: string) => ({ name: 'dir1', address, service: 'directory', fences });
const nobody = `${lab.settings.net}.250`;

describe('a directory', () => {
  test('says so when the bind password is wrong, and that no retry helps', async () => {
    const connections = connect({ 'directory/dir1/worker-password': 'not the password' });
    const refused = connections.directory(directoryAt(lab.address('dir1')));
    await expect(refused).rejects.toMatchObject({ code: 'bind-refused', isTerminal: true });
  });

  test('is not believed with a certificate of another authority', async () => {
    const connections = connect({ 'ca/ca.pem': lab.outsideCertificate });
    const refused = connections.directory(directoryAt(lab.address('dir1')));
    await expect(refused).rejects.toMatchObject({ code: 'certificate-wrong', isTerminal: true });
  });

  test('that is not there costs one deadline, and may come back', async () => {
    const started = performance.now();
    const refused = connect().directory(directoryAt(nobody));
    await expect(refused).rejects.toMatchObject({ code: 'server-unreachable', isTerminal: false });
    expect(performance.now() - started).toBeLessThan(6_000);
  });

  test('with another base than the one asked for is a fault, never an empty directory', async () => {
    const connections = connect({});
    const refused = connections.directory({ ...directoryAt(lab.address('dir1')), baseDn: 'dc=other,dc=test' });
    await expect(refused).rejects.toMatchObject({ code: 'bind-refused' });
  });

  test('keeps its connection between two runs, and gets a new one when it was cut', async () => {
    const connections = connect();
    const to = directoryAt(lab.address('dir1'));
    const first = await connections.directory(to);
    first[Symbol.dispose]();
    const second = await connections.directory(to);
    expect(second.connection).toBe(first.connection);
    await directoryWorld.start('restart');
    await expect(second.connection.find(baseDn, ['1.1'])).rejects.toMatchObject({ isTerminal: false });
    second[Symbol.dispose]();
    using third = await connections.directory(to);
    expect(await third.connection.find(baseDn, ['1.1'])).toMatchObject({ dn: baseDn });
  });

  test('closes a connection that nobody has used for a while', async () => {
    const connections = connect({}, 50);
    const borrowed = await connections.directory(directoryAt(lab.address('dir1')));
    borrowed[Symbol.dispose]();
    expect(borrowed.connection.isUsable).toBe(true);
    await new Promise(resolve => setTimeout(resolve, 150));
    expect(borrowed.connection.isUsable).toBe(false);
  });
});

describe('a directory that stops', () => {
  const slug = newSlug();
  const people = Array.from({ length: 1_200 }, (_, n) => newAccount(slug, `${slug}p${n}`));
  afterAll(() => directoryWorld.remove(slug), 30_000);

  test('in the middle of a run leaves nothing half-known: the next run ends it', async () => {
    const connections = connect();
    await runDirectory(connections, newUnit(slug));
    const cut = runDirectory(connections, ...people).catch((error: unknown) => error);
    await directoryWorld.kill();
    // The run may have been faster than the cut; a failure it tells is one worth another try.
    const failed = [await cut].filter(end => end instanceof ServiceError && end.isTerminal);
    expect(failed).toEqual([]);
    await directoryWorld.start();
    expect(problemsOf(await runDirectory(connections, ...people))).toEqual({});
  }, 30_000);

  test('in the middle of a read is never taken for an empty one', async () => {
    const driver = labDriver('directory', connect());
    await using session = await driver.connect(labServer('dir1'), newLabLease('directory', epochsFrom()));
    const whole = (await session.observe('all')).size;
    expect(whole).toBeGreaterThan(1_200);
    const killed = new Promise(resolve => setTimeout(resolve, 100)).then(() => directoryWorld.kill());
    const failure = await readUntilItFails(async () => expect((await session.observe('all')).size).toBe(whole));
    await killed;
    await directoryWorld.start();
    expect(failure).toBeInstanceOf(IncompleteReadError);
  }, 30_000);
});

async function readUntilItFails(read: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      await read();
    } catch (error) {
      return error;
    }
  }
}

describe('an agent', () => {
  const agentOf = (changes: Partial<Server>) => connect().agent(labServer('mail1', changes));

  test('behind another host key than the pinned one is refused before anything is sent', async () => {
    const refused = agentOf({ hostKey: lab.hostKey('dir1') });
    await expect(refused).rejects.toMatchObject({ code: 'host-key-wrong', isTerminal: true });
  });

  test('that does not know the key of the worker says so', async () => {
    const key = await lab.exec('mail1', [
      'bash',
      '-c',
      'ssh-keygen -q -t ed25519 -N "" -f /tmp/k <<<y >&2; cat /tmp/k',
    ]);
    const refused = connect({ 'ssh/worker': key }).agent(labServer('mail1'));
    await expect(refused).rejects.toMatchObject({ code: 'ssh-refused', isTerminal: true });
  });

  test('on a server that is not there costs one deadline', async () => {
    await expect(agentOf({ address: nobody })).rejects.toMatchObject({ code: 'server-unreachable', isTerminal: false });
  });

  test('answers many requests at once, each its own', async () => {
    using borrowed = await agentOf({});
    const answers = await Promise.all(Array.from({ length: 40 }, () => borrowed.connection.call('agent.hello', {})));
    expect(answers.filter(answer => answer.ok).length).toBe(40);
  });

  test('asked for what it does not know refuses it, and goes on answering', async () => {
    using borrowed = await agentOf({});
    const refused = borrowed.connection.call('mail.everything', {});
    await expect(refused).rejects.toMatchObject({ code: 'agent-bad-request', isTerminal: true });
    expect(await borrowed.connection.call('agent.hello', {})).toMatchObject({ ok: true });
  });

  test('whose answer is no longer waited for leaves the way free', async () => {
    using borrowed = await agentOf({});
    const signal = AbortSignal.abort(new Error('the lease is lost'));
    await expect(borrowed.connection.call('agent.hello', {}, { signal })).rejects.toThrow('the lease is lost');
    await expect(borrowed.connection.call('agent.hello', {}, { timeoutMs: 0 })).rejects.toMatchObject({
      code: 'server-unreachable',
    });
    expect(await borrowed.connection.call('agent.hello', {})).toMatchObject({ ok: true });
  });
});
