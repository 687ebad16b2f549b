import { Command } from 'commander';
import { afterEach, describe, expect, it } from '@jest/globals';
import { foldersAfter, redirectsAfter, registerSiteChange } from './commands/site-change.js';
import { showLogs } from './commands/site-logs.js';
import { phpTrouble } from './commands/sites.js';
import { changeOnce, keyLine, tellPasswords } from './commands/site-parts.js';
import { FakeApi } from './fake-api.js';

let api: FakeApi | undefined;
afterEach(() => api?.close());

describe('a site from the command line', () => {
  it('is changed as it was just read, wherever the change is sent', async () => {
    api = new FakeApi(() => ({}));
    await changeOnce(
      await api.terminal(),
      'PUT',
      '/sites/w00042/certificate',
      { chain: 'c', key: 'k' },
      '/sites/w00042',
    );
    expect(api.calls.map(({ method, path, ifMatch }) => [method, path, ifMatch])).toEqual([
      ['GET', '/sites/w00042', undefined],
      ['PUT', '/sites/w00042/certificate', '"7"'],
    ]);
  });

  it('tells each password with the name it belongs to, and that it is told once', () => {
    const lines: string[] = [];
    const output = { line: (_: string, english: string) => void lines.push(english) };
    tellPasswords({ output } as never, { password: 'abc', database: { name: 'w00042_blog' } });
    tellPasswords({ output } as never, { passwords: [{ login: 'office', password: 'def' }] });
    tellPasswords({ output } as never, {});
    const once = 'Write it down now: it is shown only once.';
    expect(lines).toEqual(['Password of w00042_blog: abc', once, 'Password of office: def', once]);
  });

  it('redirects for good or for a while, as it is asked', () => {
    const before = [{ from: '/c', to: '/d', isPermanent: false }];
    const sites = new Command();
    registerSiteChange(sites, (_, english) => english);
    const options = sites.commands[0]!.action(() => undefined);
    sites.parse(['change', 'w00042', '--redirect', '/a=/b', '--temporary-redirect', '/c=/e'], { from: 'user' });
    expect(redirectsAfter({ redirects: before }, options.opts())).toEqual([
      { from: '/c', to: '/e', isPermanent: false },
      { from: '/a', to: '/b', isPermanent: true },
    ]);
  });

  it('protects one folder once, whether a slash ends its path or not', () => {
    const site = { protectedFolders: [{ path: '/a', logins: ['alice'] }] };
    const protect = [
      { path: '/a/', logins: ['bob'] },
      { path: '/', logins: ['bob'] },
    ];
    expect(foldersAfter(site, { protect })).toEqual([
      { path: '/a', logins: ['alice', 'bob'] },
      { path: '/', logins: ['bob'] },
    ]);
    expect(foldersAfter(site, { unprotect: ['/a/'] })).toEqual([]);
  });

  it('prints all of a log as it comes, oldest first, a line that came in pieces as one', async () => {
    const parts: Record<string, object> = {
      start: { text: 'one\ntw', size: 8, after: 'f:6' },
      'f:6': { text: 'o\n', size: 8, after: 'g:0' },
      'g:0': { text: 'three\n', size: 6, after: null },
    };
    api = new FakeApi(({ path }) => parts[/after=([^&]+)/.exec(path)?.[1] ?? ''] ?? { text: 'three\n', size: 6 });
    const { client } = await api.terminal();
    const printed: unknown[] = [];
    const output = { isJson: false, text: (text: string) => void printed.push(text), json: () => undefined };
    await showLogs({ client, output } as never, { all: true }, 'w00042');
    expect(printed).toEqual(['one\n', 'two\n', 'three\n']);
    const document = { ...output, isJson: true, json: (text: object) => void printed.push(text) };
    await showLogs({ client, output: document } as never, { all: true, errors: true }, 'w00042');
    expect(printed.at(-1)).toEqual({ text: 'one\ntwo\nthree\n', size: 6 });
    await showLogs({ client, output } as never, {}, 'w00042');
    expect(printed.at(-1)).toBe('three\n');
    expect(api.calls.at(-1)?.path).toBe('/sites/w00042/logs/access');
  });

  it('shows that its version of PHP has gone from the server, never that an unknown one has', () => {
    const output = { say: (_: string, english: string) => english };
    const told = (phpVersion: string | null, phpVersions: string[] | null) =>
      phpTrouble({ output } as never, { phpVersion, phpVersions });
    expect(told('7.4', ['8.2', '8.4'])).toBe(' (not on the server any more, which has 8.2, 8.4)');
    expect([told('8.2', ['8.2']), told('7.4', null), told(null, ['8.2'])]).toEqual(['', '', '']);
  });

  it('takes a public key as a line, and says which file it cannot read', async () => {
    api = new FakeApi(() => ({}));
    const terminal = await api.terminal();
    expect(await keyLine(terminal, 'ssh-ed25519 AAAA')).toBe('ssh-ed25519 AAAA');
    await expect(keyLine(terminal, '/nowhere/id.pub')).rejects.toThrow('/nowhere/id.pub');
  });
});
