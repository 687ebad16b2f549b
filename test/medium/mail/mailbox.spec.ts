import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Desired } from '@amie/reconcile';
import type { MailboxSpec } from '@amie/services/resources';
import { once } from 'node:events';
import { lab } from '../../lab/lab-client.js';
import { newAccount } from '../directory/directory-rig.js';
import { labMember } from '../directory/lab-member.js';
import { edited, problemsOf, runDirectory, withPassword } from '../directory/people.js';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn, labServer } from '../servers/lab-drivers.js';
import { mailWorld } from '../servers/mail-world.js';
import { newDomain, newMailbox, newSharedAddress } from './mail-rig.js';
import { newMailProgram, opensMail, probe, runMail } from './people-with-mail.js';

const { slug, connections } = labMember();
const password = 'cinq fruits par semaine';

beforeAll(() => runMail(connections, [newDomain(slug)]));
afterAll(() => mailWorld.remove(slug));

async function newPersonWithMail(name: string, changes: Partial<MailboxSpec> = {}) {
  const account = newAccount(slug, `${slug}${name}`);
  const mailbox = newMailbox(slug, `${slug}${name}`, changes);
  await runDirectory(connections, await withPassword(account, password));
  await runMail(connections, [mailbox]);
  return { account, mailbox };
}

const dnOf = ({ spec }: Desired<MailboxSpec>) => `uid=${spec.uid},ou=people,o=${slug},${baseDn}`;

describe('making mailboxes', () => {
  test('needs nothing of the mail server itself, which may be down', async () => {
    const people = Array.from({ length: 30 }, (_, n) => `${slug}quiet${n}`);
    await runDirectory(connections, ...people.map(uid => newAccount(slug, uid)));
    const unreachable = labServer('mail1', { address: `${lab.settings.net}.250` });
    const outcomes = await runMail(
      connections,
      people.map(uid => newMailbox(slug, uid)),
      unreachable,
    );
    expect(problemsOf(outcomes)).toEqual({});
  });

  test('writes nothing that belongs to the directory driver', async () => {
    const account = newAccount(slug, `${slug}own`);
    await runDirectory(connections, account);
    const names = ['cn', 'sn', 'givenName', 'amieState', 'amieDirectoryGeneration'];
    const read = () =>
      Promise.all(names.map(name => directoryWorld.valuesOf(dnOf(newMailbox(slug, `${slug}own`)), name)));
    const before = await read();
    const mailbox = newMailbox(slug, `${slug}own`);
    const aside = { ...mailbox, generation: 2n, presence: 'aside' as const };
    await runMail(connections, [mailbox]);
    await runMail(connections, [aside]);
    await runMail(connections, [{ ...aside, generation: 3n, presence: 'absent' }]);
    expect(await read()).toEqual(before);
    expect(await directoryWorld.valuesOf(dnOf(mailbox), 'mail')).toEqual([]);
  });

  test('refuses an address that another mailbox has', async () => {
    const { mailbox } = await newPersonWithMail('first');
    await runDirectory(connections, newAccount(slug, `${slug}second`));
    const second = newMailbox(slug, `${slug}second`, { extraAddresses: [mailbox.spec.address] });
    expect(problemsOf(await runMail(connections, [second]))).toEqual({ [second.key]: 'ldap-constraint' });
  });
});

describe('a person who is suspended', () => {
  test('is put out of an open mailbox at once, and comes in again once resumed', async () => {
    const { account, mailbox } = await newPersonWithMail('ada');
    const program = newMailProgram(mailbox.spec.address, password);
    program.on('error', () => {});
    await program.connect();
    const put = once(program, 'close', { signal: AbortSignal.timeout(3_000) });
    await runDirectory(connections, edited(account, { isSuspended: true }));
    await runMail(connections, [edited(mailbox)]);
    await put;
    expect(await opensMail(mailbox.spec.address, password)).toBe(false);
    await runDirectory(connections, { ...edited(account), generation: 3n });
    expect(await opensMail(mailbox.spec.address, password)).toBe(true);
  }, 20_000);
});

describe('a mailbox that is deleted', () => {
  test('is closed and kept, comes back with its letters, and is gone for good only when purged', async () => {
    const { mailbox } = await newPersonWithMail('bob');
    const { address } = mailbox.spec;
    await mailWorld.leaveLetter(address);
    const letters = await mailWorld.letters(address);
    const aside: Desired = { ...mailbox, generation: 2n, presence: 'aside' };
    await runMail(connections, [aside]);
    expect(await opensMail(address, password)).toBe(false);
    expect(await mailWorld.stores(`${slug}bob`)).toEqual([`.aside/${slug}bob 1`]);

    const back: Desired = { ...aside, generation: 3n, presence: 'present' };
    await runMail(connections, [back]);
    expect(await mailWorld.letters(address)).toEqual(letters);
    expect(await opensMail(address, password)).toBe(true);

    await runMail(connections, [{ ...back, generation: 4n, presence: 'aside' }]);
    await runMail(connections, [{ ...back, generation: 5n, presence: 'absent' }]);
    expect(await mailWorld.stores(`${slug}bob`)).toEqual([]);
    expect(await directoryWorld.valuesOf(dnOf(mailbox), 'objectClass')).toEqual(['inetOrgPerson', 'amieAccount']);
  }, 20_000);

  test('half set aside, as a crash leaves it, is set aside to the end', async () => {
    const { mailbox } = await newPersonWithMail('eve');
    await mailWorld.leaveLetter(mailbox.spec.address);
    await directoryWorld.change(`
dn: ${dnOf(mailbox)}
changetype: modify
replace: amieMailState
amieMailState: aside
-
replace: amieMailGeneration
amieMailGeneration: 2`);
    const outcomes = await runMail(connections, [{ ...mailbox, generation: 2n, presence: 'aside' }]);
    expect(problemsOf(outcomes)).toEqual({});
    expect(await mailWorld.stores(`${slug}eve`)).toEqual([`.aside/${slug}eve 1`]);
  }, 20_000);
});

describe('a probe', () => {
  test('finds a mailbox ready without its password, and leaves nothing in it', async () => {
    const { mailbox } = await newPersonWithMail('mia');
    expect(await probe(connections, mailbox)).toEqual({ [mailbox.key]: { outcome: 'ready' } });
    expect(await mailWorld.letters(mailbox.spec.address)).toBe('');
  });

  test('finds an invited person ready, who has no password yet', async () => {
    await runDirectory(connections, newAccount(slug, `${slug}new`));
    const mailbox = newMailbox(slug, `${slug}new`);
    await runMail(connections, [mailbox]);
    expect(await probe(connections, mailbox)).toEqual({ [mailbox.key]: { outcome: 'ready' } });
  });

  test('forwards nothing, whatever the owner forwards', async () => {
    const { mailbox: witness } = await newPersonWithMail('wit');
    const { mailbox } = await newPersonWithMail('fwd', { forwards: [witness.spec.address], keepsCopy: false });
    expect(await probe(connections, mailbox)).toEqual({ [mailbox.key]: { outcome: 'ready' } });
    expect(await mailWorld.letters(witness.spec.address)).toBe('');
    expect(await mailWorld.letters(mailbox.spec.address)).toBe('');
  });

  test('says full of a mailbox at its limit, which is no fault', async () => {
    const { mailbox } = await newPersonWithMail('max', { limitKib: 1_024 });
    await mailWorld.fill(mailbox.spec.address, 900);
    await runMail(connections, [edited(mailbox, { limitKib: 512 })]);
    expect(await probe(connections, mailbox)).toEqual({ [mailbox.key]: { outcome: 'full' } });
  });

  test('says broken of what the directory does not know, beside others that are ready', async () => {
    const { mailbox } = await newPersonWithMail('leo');
    const nowhere = newMailbox(slug, `${slug}ghost`);
    const found = await probe(connections, mailbox, nowhere);
    expect(found).toMatchObject({ [mailbox.key]: { outcome: 'ready' }, [nowhere.key]: { outcome: 'broken' } });
  }, 20_000);

  test('of many takes one look, each with a result of its own', async () => {
    const people = Array.from({ length: 25 }, (_, n) => `${slug}many${n}`);
    await runDirectory(connections, ...people.map(uid => newAccount(slug, uid)));
    const mailboxes = people.map(uid => newMailbox(slug, uid));
    await runMail(connections, mailboxes);
    const found = await probe(connections, ...mailboxes);
    expect(Object.values(found)).toEqual(mailboxes.map(() => ({ outcome: 'ready' })));
  }, 20_000);
});

describe('a shared address and a domain', () => {
  test('are ready when mail for them is taken, and broken once they are set aside', async () => {
    const { mailbox } = await newPersonWithMail('zoe');
    const shared = newSharedAddress(slug, 'accueil', { targets: [mailbox.spec.address] });
    const domain = newDomain(slug, `deux.${slug}.test`);
    await runMail(connections, [shared, domain]);
    const ready = { outcome: 'ready' };
    expect(await probe(connections, shared, domain)).toEqual({ [shared.key]: ready, [domain.key]: ready });

    const aside = [shared, domain].map(one => ({ ...one, generation: 2n, presence: 'aside' as const }));
    await runMail(connections, aside);
    const broken = { outcome: 'broken' };
    expect(await probe(connections, shared, domain)).toMatchObject({ [shared.key]: broken, [domain.key]: broken });

    await runMail(
      connections,
      aside.map(one => ({ ...one, generation: 3n, presence: 'present' as const })),
    );
    expect(await probe(connections, shared, domain)).toEqual({ [shared.key]: ready, [domain.key]: ready });
  }, 20_000);
});
