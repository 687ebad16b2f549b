import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Desired } from '@amie/reconcile';
import type { MailboxSpec } from '@amie/services/resources';
import { lab } from '../../lab/lab-client.js';
import { submitMail } from '../../support/independent-clients.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newAccount } from '../directory/directory-rig.js';
import { labMember } from '../directory/lab-member.js';
import { runDirectory, withPassword } from '../directory/people.js';
import { newDomain, newMailbox } from '../mail/mail-rig.js';
import { probe, runMail } from '../mail/people-with-mail.js';
import { labDriver, labServer } from '../servers/lab-drivers.js';
import { mailWorld } from '../servers/mail-world.js';
import { amountsOf, daysAgo, measured } from './support/measured.js';

jest.setTimeout(60_000);
const { slug, connections } = labMember();
const password = 'cinq fruits par semaine';
const [domain, other] = [`${slug}.test`, `autre.${slug}.test`];
const [key, otherKey] = [`domain/${slug}/${domain}`, `domain/${slug}/${other}`];
let ana: Desired<MailboxSpec>;
let bo: Desired<MailboxSpec>;
let cy: Desired<MailboxSpec>;

beforeAll(async () => {
  await runMail(connections, [newDomain(slug), newDomain(slug, other)]);
  ana = await newPerson('ana', domain);
  bo = await newPerson('bo', domain);
  cy = await newPerson('cy', other);
});
afterEach(async () => {
  await lab.exec('mail1', ['systemctl', 'start', 'dovecot']);
});
afterAll(async () => {
  await lab.exec('mail1', ['sh', '-c', 'rm -f /var/log/postfix.log.*; rm -rf /var/lib/amie-agent/metering']);
  await mailWorld.remove(slug);
});

async function newPerson(name: string, itsDomain: string): Promise<Desired<MailboxSpec>> {
  const uid = `${slug}${name}`;
  await runDirectory(connections, await withPassword(newAccount(slug, uid), password));
  const mailbox = newMailbox(slug, uid, { address: `${uid}@${itsDomain}` });
  await runMail(connections, [mailbox]);
  return mailbox;
}

const measure = () => measured(labDriver('mail', connections), labServer('mail1'));
const ours = async (subject = key) => amountsOf(await measure(), subject);

/** What Dovecot says of one mailbox, in KiB. */
async function quotaOf({ spec }: Desired<MailboxSpec>): Promise<bigint> {
  const table = await lab.exec('mail1', ['doveadm', '-f', 'tab', 'quota', 'get', '-u', spec.address]);
  return BigInt(
    table
      .split('\n')
      .find(line => line.includes('STORAGE'))
      ?.split('\t')[2] ?? '-1',
  );
}

describe('the meters of a mail server', () => {
  test('are the sums of what Dovecot and the file system say, by domain', async () => {
    await mailWorld.fill(ana.spec.address, 300);
    await mailWorld.fill(bo.spec.address, 100);
    await mailWorld.fill(cy.spec.address, 50);
    const seen = await measure();
    const [storage, elsewhere] = [amountsOf(seen, key)['mail.storage'], amountsOf(seen, otherKey)['mail.storage']];
    expect(storage).toBe((await quotaOf(ana)) + (await quotaOf(bo)));
    expect(elsewhere).toBe(await quotaOf(cy));
    const du = await lab.exec('mail1', [
      'du',
      '-skc',
      '--apparent-size',
      ...[ana, bo].map(one => `/var/vmail/${one.spec.store}/Maildir/cur`),
      ...[ana, bo].map(one => `/var/vmail/${one.spec.store}/Maildir/new`),
    ]);
    const total = Number(du.trim().split('\n').at(-1)?.split('\t')[0]);
    expect(Math.abs(Number(storage) - total)).toBeLessThan(40);
    const boxes = await lab.exec('dir1', [
      'sh',
      '-c',
      'ldapsearch -Q -LLL -Y EXTERNAL -H ldapi:/// -b "$1" "(amieMailAddress=*@$2)" 1.1 | grep -c ^dn:',
      'sh',
      `o=${slug},dc=amie,dc=test`,
      domain,
    ]);
    expect(amountsOf(seen, key)['mail.boxes']).toBe(BigInt(boxes.trim()));
    expect(seen.command).toBe('/usr/bin/doveadm -f tab quota get -A');
    expect(seen.toolVersion).toMatch(/^Dovecot 2\./);
  });

  test('hold no figure of one person', async () => {
    const { readings } = await measure();
    expect(readings.filter(one => !one.key.startsWith('domain/'))).toEqual([]);
  });

  test('count what is set aside for its member, all the same, until it is purged', async () => {
    const before = await ours();
    const aside = { ...bo, generation: 2n, presence: 'aside' as const };
    await runMail(connections, [aside]);
    expect(await ours()).toEqual(before);
    const held = await lab.exec('mail1', ['sh', '-c', 'doveadm quota get -u "$1" 2>&1 || true', 'sh', bo.spec.address]);
    expect(held).not.toContain('STORAGE');
    await runMail(connections, [{ ...aside, generation: 3n, presence: 'absent' }]);
    const after = await ours();
    expect([after['mail.storage'], after['mail.boxes']]).toEqual([await quotaOf(ana), 1n]);
  });

  test('of a domain with a mailbox that cannot be read are absent, and those of others are there', async () => {
    const store = `/var/vmail/${ana.spec.store}`;
    await lab.exec('mail1', ['chown', 'root:root', store]);
    await lab.exec('mail1', ['chmod', '700', store]);
    const seen = await measure();
    await lab.exec('mail1', ['chown', 'vmail:vmail', store]);
    expect(amountsOf(seen, key)['mail.storage']).toBe('absent');
    expect(amountsOf(seen, otherKey)['mail.storage']).toBe(await quotaOf(cy));
  });

  test('are no reading at all while the server is down', async () => {
    await lab.exec('mail1', ['systemctl', 'stop', 'dovecot']);
    await expect(measure()).rejects.toMatchObject({ code: expect.any(String) });
  });

  test('count each delivered message of signed-in people once, on its day, over rotated files', async () => {
    const before = await lab.exec('mail1', ['sh', '-c', 'wc -l < /var/log/postfix.log']);
    const ca = readFileSync(join(lab.credentials, 'ca/ca.pem'), 'utf8');
    const server = { address: lab.address('mail1'), name: lab.hostName('mail1'), ca };
    await lab.outsideMailbox('panais@ailleurs.test', 'radis noir');
    const signIn = { login: ana.spec.address, password };
    for (const to of [cy.spec.address, 'panais@ailleurs.test', 'personne@ailleurs.test'])
      await submitMail(server, signIn, { from: ana.spec.address, to, subject: 'bonjour' });
    await probe(connections, ana);
    await lab.exec('mail1', [
      'timeout',
      '20',
      'sh',
      '-c',
      'until [ "$(mailq | tail -1)" = "Mail queue is empty" ]; do sleep 0.2; done',
    ]);
    // What was just logged, as if it had been yesterday and the day before, rotated since.
    await lab.exec('mail1', ['sh', '-c', rotate, 'sh', before.trim()]);
    const seen = await ours();
    const delivered = await lab.exec('mail1', [
      'sh',
      '-c',
      'grep "status=sent" /var/log/postfix.log.1 | grep -c -e "to=<$1>" -e "to=<panais@"',
      'sh',
      cy.spec.address,
    ]);
    expect(delivered.trim()).toBe('2');
    expect([seen[`mail.sent ${daysAgo(1)}`], seen[`mail.sent ${daysAgo(2)}`]]).toEqual([2n, 2n]);
    expect(await ours()).toEqual(seen);
    expect((await ours(otherKey))[`mail.sent ${daysAgo(1)}`]).toBe(0n);
  });
});

const rotate = `
  rm -rf /var/lib/amie-agent/metering
  tail -n +$(($1 + 1)) /var/log/postfix.log > /tmp/seen
  dated() { sed -E "s/^.{6} [0-9:]{8}/$(TZ=Europe/Paris date -d "-$1 day" '+%b %e') 12:00:00/" /tmp/seen; }
  dated 1 > /var/log/postfix.log.1
  dated 2 | sed 's/: [0-9A-Z]*:/&/' | gzip > /var/log/postfix.log.2.gz
  touch -d '-1 day' /var/log/postfix.log.1
  touch -d '-2 day' /var/log/postfix.log.2.gz`;
