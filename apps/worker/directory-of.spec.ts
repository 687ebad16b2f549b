import type { CarryingServer } from '@amie/database';
import { describe, expect, test } from '@jest/globals';
import { withDirectory } from './directory-of.js';

const newServer = (name: string, services: string[], settings: CarryingServer['settings'] = {}): CarryingServer => ({
  id: name,
  name,
  address: `${name}.test`,
  hostKey: '',
  services,
  settings,
});

describe('the directory of a mail server', () => {
  const mail = newServer('mail-1', ['mail']);
  const first = newServer('directory-1', ['directory'], { directory: { baseDn: 'dc=amie,dc=test' } });
  const second = newServer('directory-2', ['directory']);

  test('is the only one there is', () => {
    const { settings } = withDirectory(mail, [mail, first]);
    expect(settings).toEqual({
      directory: { name: 'directory-1', address: 'directory-1.test', baseDn: 'dc=amie,dc=test' },
    });
  });

  test('is the one its settings name, when there are several', () => {
    const choosing = newServer('mail-1', ['mail'], { directory: { name: 'directory-2' } });
    const { settings } = withDirectory(choosing, [choosing, first, second]);
    expect(settings).toEqual({ directory: { name: 'directory-2', address: 'directory-2.test' } });
  });

  test('is never guessed', () => {
    expect(() => withDirectory(mail, [mail, first, second])).toThrow('settings-refused');
    expect(() => withDirectory(mail, [mail])).toThrow('settings-refused');
  });
});
