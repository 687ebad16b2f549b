import { lab, LabError } from '../../lab/lab-client.js';
import { baseDn } from './lab-drivers.js';

const asRoot = ['-Q', '-Y', 'EXTERNAL', '-H', 'ldapi:///'];

/** The lab's directory, seen and changed by its own root, past the platform. */
export const directoryWorld = {
  /** LDIF of all that stands below members whose slug begins so, without what changes by itself. */
  async dump(slug: string): Promise<string> {
    const script = `
      ldapsearch ${asRoot.join(' ')} -LLL -o ldif-wrap=no -s one -b ${baseDn} "(o=${slug}*)" 1.1 |
        sed -n 's/^dn: //p' | sort | while read -r dn; do
          ldapsearch ${asRoot.join(' ')} -LLL -o ldif-wrap=no -S '' -b "$dn" '*' pwdAccountLockedTime memberOf
        done`;
    const ldif = await lab.exec('dir1', ['bash', '-s'], { stdin: script });
    return ldif
      .split('\n\n')
      .map(entry => entry.split('\n').filter(Boolean).sort().join('\n'))
      .sort()
      .join('\n\n');
  },

  /** The values of an attribute of one entry. */
  async valuesOf(dn: string, attribute: string): Promise<readonly string[]> {
    const argv = ['ldapsearch', ...asRoot, '-LLL', '-o', 'ldif-wrap=no', '-s', 'base', '-b', dn, attribute];
    const ldif = await lab.exec('dir1', argv);
    return ldif
      .split('\n')
      .filter(line => line.startsWith(`${attribute}:`))
      .map(line => line.replace(/^[^:]+::? /, ''));
  },

  /** Applies an LDIF of changes (`changetype: …`). */
  async change(ldif: string): Promise<void> {
    await lab.exec('dir1', ['ldapmodify', ...asRoot], { stdin: `${ldif.trim()}\n` });
  },

  async add(ldif: string): Promise<void> {
    await lab.exec('dir1', ['ldapadd', ...asRoot], { stdin: `${ldif.trim()}\n` });
  },

  /** Removes the members whose slug begins so, and all that stands in them. */
  async remove(slug: string): Promise<void> {
    const script = `
      ldapsearch ${asRoot.join(' ')} -LLL -o ldif-wrap=no -s one -b ${baseDn} "(o=${slug}*)" 1.1 |
        sed -n 's/^dn: //p' | xargs -r ldapdelete ${asRoot.join(' ')} -r`;
    await lab.exec('dir1', ['bash', '-s'], { stdin: script });
  },

  /** How many entries one search of the worker may return. */
  async limitWorker(size: number | 'unlimited'): Promise<void> {
    const worker = `dn.exact="cn=amie-worker,ou=services,${baseDn}"`;
    const config = 'olcDatabase={1}mdb,cn=config';
    const values = await this.valuesOf(config, 'olcLimits');
    const limits = values.map(value =>
      value.includes('cn=amie-worker') ? `{0}${worker} size=${size} time=unlimited` : value,
    );
    const lines = limits.map(value => `olcLimits: ${value}`).join('\n');
    await this.configure(`replace: olcLimits\n${lines}`);
  },

  /** Starts or restarts slapd; settles once it answers. */
  async start(verb: 'start' | 'restart' = 'start'): Promise<void> {
    const asking = `until ldapwhoami ${asRoot.join(' ')} >/dev/null 2>&1; do sleep 0.02; done`;
    await lab.exec('dir1', ['timeout', '10', 'bash', '-c', `systemctl ${verb} slapd; ${asking}`]);
  },

  /** The power cut of one process: no goodbye on any connection but what the kernel says. */
  async kill(): Promise<void> {
    await lab.exec('dir1', ['systemctl', 'kill', '-s', 'KILL', 'slapd']);
  },

  /** Changes the settings of the database until slapd is restarted. */
  async configure(change: string): Promise<void> {
    try {
      await this.change(`dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\n${change}`);
    } catch (error) {
      // slapd may not write its own configuration on disk: it does what is asked, and says that it could not save it.
      if (!(error instanceof LabError && error.exitCode === 80)) throw error;
    }
  },
};
