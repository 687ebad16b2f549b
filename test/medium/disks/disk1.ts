import { lab } from '../../lab/lab-client.js';

export interface Item {
  readonly key: string;
  readonly ok: boolean;
  readonly [field: string]: unknown;
}

const options = 'noatime,usrquota,prjquota';

/** A verb of the agent, and its items. */
export type Request = readonly [verb: string, items?: readonly object[]];

let epoch = Date.now();

/** A web and backup server in one, on a kernel that has quotas of ext4 and XFS. Its agent is asked past SSH's door. */
export const disk1 = {
  run: (argv: readonly string[], stdin = ''): Promise<string> => lab.exec('disk1', argv, { stdin }),

  /** A line for each request, in one start of the agent: starting takes a second on this server. */
  async ask(...requests: readonly Request[]): Promise<readonly Item[][]> {
    epoch += 1;
    const lines = requests.map(([verb, items], id) =>
      JSON.stringify({ id, verb, ...(items ? { items } : {}), ...fence(verb) }),
    );
    const said = await disk1.run(['/usr/local/sbin/amie-agent'], `${lines.join('\n')}\n`);
    const answers = said
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { ok: boolean; items: Item[] });
    if (answers.length < requests.length || answers.some(answer => !answer.ok)) throw new Error(said);
    return answers.map(answer => answer.items);
  },

  /** Requests of which every item must be carried out. */
  async make(...requests: readonly Request[]): Promise<void> {
    const refused = (await disk1.ask(...requests)).flat().filter(item => !item.ok);
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  },

  /**
   * Sites on XFS and repositories on ext4, until its next start. Nginx, which holds the logs of sites open, and PHP stay
   * off: limits need neither.
   */
  async exchange(): Promise<void> {
    await disk1.run(
      ['bash', '-eus'],
      `systemctl stop nginx 'amie-fpm@*'
       umount /srv/web /srv/backup
       mount -t xfs -o ${options} /dev/ubdc /srv/web
       mount -t ext4 -o ${options} /dev/ubdb /srv/backup
       # The roles' folders, as on its first boot.
       cp -a --no-clobber /usr/local/share/lab/srv /`,
    );
  },

  /** Writes as an account, outside every cage: more than its code could do. Settles with what was refused, or ''. */
  async fill(account: string, path: string, mebibytes: number): Promise<string> {
    const as = ['setpriv', `--reuid=${account}`, `--regid=${account}`, '--clear-groups'];
    const dd = ['dd', 'if=/dev/zero', `of=${path}`, 'bs=1M', `count=${mebibytes}`, 'conv=fsync', 'status=none'];
    return disk1.run([...as, ...dd]).then(
      () => '',
      (error: unknown) => String(error),
    );
  },
};

function fence(verb: string): object {
  if (/look|probe|meters|repositories$/.test(verb)) return {};
  return { lane: verb.startsWith('web') ? 'trial' : 'backuptests', epoch: `${epoch}` };
}
