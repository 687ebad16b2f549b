import { lab } from '../../lab/lab-client.js';

/** The lab's mail server, seen and used past the platform. */
export const mailWorld = {
  /** Stores whose name begins so, open and aside, each with its number of letters; an empty one is as good as none. */
  async stores(prefix: string): Promise<readonly string[]> {
    const script = `
      cd /var/vmail
      for store in "${prefix}"* ".aside/${prefix}"*; do
        [ ! -d "$store" ] || echo "$store $(find "$store" -path '*/cur/*' -o -path '*/new/*' -o -name 'u.*' | wc -l)"
      done`;
    const found = await lab.exec('mail1', ['bash', '-s'], { stdin: script });
    return found
      .split('\n')
      .filter(line => line !== '' && !line.endsWith(' 0'))
      .sort();
  },

  /** Puts a letter into a mailbox. */
  async leaveLetter(address: string): Promise<void> {
    await lab.exec('mail1', ['doveadm', 'save', '-u', address], { stdin: 'Subject: from Ada\n\nDear Charles,\n' });
  },

  /** Puts a letter of that many KiB into a mailbox. */
  async fill(address: string, kib: number): Promise<void> {
    const letter = `Subject: long\n\n${`${'x'.repeat(63)}\n`.repeat(kib * 16)}`;
    await lab.exec('mail1', ['doveadm', 'save', '-u', address], { stdin: letter });
  },

  async letters(address: string): Promise<string> {
    return lab.exec('mail1', ['doveadm', 'fetch', '-u', address, 'text', 'mailbox', 'INBOX', 'ALL']);
  },

  async remove(prefix: string): Promise<void> {
    await lab.exec('mail1', ['bash', '-c', `cd /var/vmail && rm -rf -- "${prefix}"* ".aside/${prefix}"*`]);
  },
};
