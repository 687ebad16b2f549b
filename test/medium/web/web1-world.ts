import { lab } from '../../lab/lab-client.js';

/** The lab's web server, seen and used past the platform and its agent. */
export const web1 = {
  /** All that the driver could change of things whose names begin so, without times, hashes and certificates. */
  async dump(prefix: string): Promise<string> {
    // Staged files and certificates come and go by themselves; a password's hash differs each time it is made.
    const script = `
      cd / && shopt -s nullglob
      for file in var/lib/amie-agent/web/site*/${prefix}*.json etc/nginx/amie/live/${prefix}*.conf etc/amie-web/keys/${prefix}*; do
        echo "== $file"; cat "$file"
      done
      grep "^${prefix}" etc/passwd | sort
      homes=(srv/web/${prefix}* srv/web/.aside/${prefix}*)
      for home in "\${homes[@]}"; do
        echo "$home"; find "$home/htdocs" -printf '%p %M %u %g\\n' | sort
      done
      systemctl list-units --plain --no-legend 'amie-fpm@${prefix}*' | awk '{print $1, $3}' | sort
      true`;
    return lab.exec('web1', ['bash', '-s'], { stdin: script });
  },

  /** Puts a page of its owner's into a site. */
  async leavePage(name: string, text: string, file = 'page.html'): Promise<void> {
    await lab.exec('web1', ['runuser', '-u', name, '--', 'tee', `/srv/web/${name}/htdocs/${file}`], { stdin: text });
  },

  page: (name: string, file = 'page.html'): Promise<string> =>
    lab.exec('web1', ['cat', `/srv/web/${name}/htdocs/${file}`]),

  run: (...argv: string[]): Promise<string> => lab.exec('web1', argv),
};
