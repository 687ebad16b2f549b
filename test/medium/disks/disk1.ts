import { lab } from '../../lab/lab-client.js';

export interface Item {
  readonly key: string;
  readonly ok: boolean;
  readonly [field: string]: unknown;
}

/** What a file system is called at each of the two places where limits are held. */
export type FileSystem = 'ext4' | 'xfs';
const devices: Record<FileSystem, string> = { ext4: '/dev/ubdb', xfs: '/dev/ubdc' };
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

  /** Which file system the sites stand on from here on; the repositories stand on the other. */
  async exchange(sites: FileSystem): Promise<void> {
    const repositories = sites === 'ext4' ? 'xfs' : 'ext4';
    const mount = (type: FileSystem, place: string) => `mount -t ${type} -o ${options} ${devices[type]} ${place}`;
    // Nginx holds the logs of its sites open.
    await disk1.run(
      ['bash', '-eus'],
      `if [ "$(findmnt -no FSTYPE /srv/web) $(findmnt -no FSTYPE /srv/backup)" != "${sites} ${repositories}" ]; then
         systemctl stop nginx 'amie-fpm@*'
         for place in /srv/web /srv/backup; do ! mountpoint -q $place || umount $place; done
         ${mount(sites, '/srv/web')}
         ${mount(repositories, '/srv/backup')}
       fi
       # The roles' folders, as on its first boot.
       cp -a --no-clobber /usr/local/share/lab/srv /
       # A site that an interrupted test left on the other file system must not keep nginx from starting.
       find /etc/nginx/amie/live/ -name '*.conf' -printf '/srv/web/.logs/%f\\n' | sed 's/.conf$//' | xargs -r mkdir -p
       systemctl start nginx`,
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
