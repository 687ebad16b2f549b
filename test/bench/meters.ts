import { Credentials } from '@amie/config';
import type { Lease, Server } from '@amie/reconcile';
import { makeDrivers } from '@amie/services/drivers';
import { inParallel } from '../support/association.js';
import { type Figure, figure, timed } from './figure.js';
import { addRaw, addRawUnit, baseDn, bareDirectory, type Rig } from './rig.js';

const mailboxes = 10_000;
const runs = 5;
const slug = 'potager';

/** All meters of a mail server with 10,000 mailboxes. Raw: the bare `doveadm quota get -A` there, in turn with ours. */
export async function meters({ lab }: Rig): Promise<Figure> {
  await fill(lab);
  const drivers = makeDrivers(new Credentials(lab.credentials));
  const mail = drivers.find(({ service }) => service === 'mail');
  if (!mail) throw new Error('no driver for mail');
  const server: Server = {
    id: 'mail1',
    name: 'mail1',
    address: lab.address('mail1'),
    hostKey: lab.hostKey('mail1'),
    settings: { directory: { name: 'dir1', address: lab.address('dir1'), baseDn } },
  };
  const bare = () => lab.exec('mail1', ['doveadm', '-f', 'tab', 'quota', 'get', '-A']);
  const whole = async () => {
    const lane = { service: 'mail', serverId: 'mail1' } as const;
    const lease: Lease = { lane, epoch: 0n, signal: AbortSignal.timeout(900_000) };
    await using session = await mail.connect(server, lease);
    const { readings } = await session.measure();
    const boxes = readings.find(({ meter, key }) => meter === 'mail.boxes' && key === `domain/${slug}/${slug}.test`);
    if (boxes?.value !== BigInt(mailboxes)) throw new Error(`${boxes?.value} mailboxes were counted`);
    if (readings.some(({ value }) => value === 'absent')) throw new Error('something could not be read');
  };
  // The first look into a mailbox opens its messages: both find the same indexes afterwards.
  await bare();
  await whole();
  const ours: number[] = [];
  const raw: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    raw.push((await timed(bare)) / 1000);
    ours.push((await timed(whole)) / 1000);
  }
  drivers[Symbol.dispose]();
  return figure('meters', 's', ours, raw);
}

/** Mailboxes in the directory, and a store with three letters for each, as Dovecot would have made it. */
async function fill(lab: Rig['lab']): Promise<void> {
  const directory = await bareDirectory();
  await addRawUnit(directory, slug);
  const names = Array.from({ length: mailboxes }, (_, n) => `navet${n}`);
  await inParallel(names, 16, uid => addRaw(directory, slug, uid));
  await directory.unbind();
  await lab.exec('mail1', ['python3', '-'], { stdin: makeStores });
}

const makeStores = `
import os
os.setgid(5000)
os.setuid(5000)
os.umask(0o077)
for number in range(${mailboxes}):
    maildir = f"/var/vmail/navet{number}/Maildir"
    for folder in ("cur", "new", "tmp"):
        os.makedirs(f"{maildir}/{folder}")
    for letter in range(3):
        text = b"Subject: a letter\\n\\n" + b"x" * 500 * (letter + number % 5)
        with open(f"{maildir}/cur/{letter}.M1P{number}.mail1,S={len(text)}:2,S", "wb") as file:
            file.write(text)
`;
