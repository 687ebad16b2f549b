import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { Lab } from '../lab/lab-client.js';

jest.setTimeout(120_000);

// A lab of its own beside the one the other stories use, on the same layers: this file kills things.
const lab = new Lab({
  prefix: 'self',
  net: '198.18.99',
  dir: '/var/lib/amie-self-lab',
  layers: new Lab().settings.layers,
  from: 'layers',
});

beforeAll(() => lab.up());
afterAll(() => lab.destroy());

function reachesSsh(from: 'dir1', address: string): Promise<string> {
  return lab.exec(from, ['timeout', '2', 'bash', '-c', `read -r line </dev/tcp/${address}/22 && echo "$line"`]);
}

function processesWithArgument(word: string): number[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.map(Number).filter(pid => commandLine(pid).some(argument => argument.includes(word)));
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it ended meanwhile
  }
}

async function firstMessage(address: string, password: string): Promise<string> {
  const client = new ImapFlow({
    host: lab.address('out1'),
    port: 993,
    servername: lab.hostName('out1'),
    tls: { ca: lab.outsideCertificate },
    auth: { user: address, pass: password },
    logger: false,
  });
  await client.connect();
  const deadline = Date.now() + 10_000;
  // Opened anew each time: an open mailbox is told of arrivals only now and then.
  while ((await client.mailboxOpen('INBOX')).exists === 0 && Date.now() < deadline) await client.noop();
  const message = await client.fetchOne('1', { source: true });
  await client.logout();
  return message ? String(message.source) : '';
}

describe('the lab', () => {
  it('starts the servers most tests need, and SSH meets the pinned host key', async () => {
    const running = (await lab.status()).filter(server => server.state === 'running');
    expect(running.map(server => server.name)).toEqual(['dir1', 'mail1', 'out1']);
    const [key, known] = [`${lab.settings.dir}/ssh/root`, `${lab.settings.dir}/ssh/known_hosts`];
    const options = ['-i', key, '-o', `UserKnownHostsFile=${known}`, '-o', 'StrictHostKeyChecking=yes'];
    const name = execFileSync('ssh', [...options, `root@${lab.address('mail1')}`, 'hostname', '-f'], {
      encoding: 'utf8',
    });
    expect(name.trim()).toBe('mail1.lab.test');
  });

  it('brings a server back on its address at once, with its disk, after a power cut', async () => {
    await lab.exec('mail1', ['tee', '/root/kept'], { stdin: 'written before the cut' });
    await lab.kill('mail1');
    await expect(reachesSsh('dir1', lab.address('mail1'))).rejects.toThrow('lab exec dir1');
    await lab.start(['mail1']);
    expect(await reachesSsh('dir1', lab.address('mail1'))).toContain('SSH-2.0');
    expect(await lab.exec('mail1', ['cat', '/root/kept'])).toBe('written before the cut');
  });

  it('forgets what a server wrote when it is reset', async () => {
    await lab.exec('dir1', ['touch', '/root/forgotten']);
    await lab.reset(['dir1']);
    await expect(lab.exec('dir1', ['cat', '/root/forgotten'])).rejects.toThrow('No such file');
  });

  it('shows a DNS record to the other servers as soon as it is added, and no longer once it is removed', async () => {
    await lab.dns.add('proof.asso.test', 'A', '198.51.100.7');
    expect(await lab.exec('mail1', ['getent', 'hosts', 'proof.asso.test'])).toContain('198.51.100.7');
    await lab.dns.remove('proof.asso.test', 'A');
    await expect(lab.exec('mail1', ['getent', 'hosts', 'proof.asso.test'])).rejects.toThrow('ended with 2');
  });

  it('delivers to a mailbox of the outside world', async () => {
    const [address, password] = [`claire@${lab.outsideDomain}`, 'only for this lab'];
    await lab.outsideMailbox(address, password);
    const relay = createTransport({
      host: lab.address('out1'),
      port: 25,
      tls: { ca: lab.outsideCertificate, servername: lab.hostName('out1') },
    });
    await relay.sendMail({ from: 'amie@asso.test', to: address, subject: 'Bienvenue', text: 'une invitation' });
    expect(await firstMessage(address, password)).toContain('une invitation');
  });

  it('drops the packets of a server that is cut off, and lets them through once mended', async () => {
    await lab.cut('mail1');
    // Else it would know for a while yet where mail1 is, and ask nobody.
    await lab.exec('dir1', ['ip', 'neigh', 'flush', 'dev', 'eth0']);
    await expect(reachesSsh('dir1', lab.address('mail1'))).rejects.toThrow('lab exec dir1');
    await lab.mend('mail1');
    expect(await reachesSsh('dir1', lab.address('mail1'))).toContain('SSH-2.0');
  });

  it('leaves nothing behind when it goes down, even after its supervisors were killed', async () => {
    for (const pid of processesWithArgument('--machine=self-')) process.kill(pid, 'SIGKILL');
    await lab.down();
    expect(processesWithArgument('self-lab')).toEqual([]);
    expect(execFileSync('ip', ['-brief', 'link'], { encoding: 'utf8' })).not.toMatch(/\bself0|v-self-/);
    expect(execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })).not.toContain('self-');
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('amie-self-lab');
    const groups = execFileSync('find', ['/sys/fs/cgroup', '-maxdepth', '2', '-name', 'self*'], { encoding: 'utf8' });
    expect(groups).toBe('');
  });
});
