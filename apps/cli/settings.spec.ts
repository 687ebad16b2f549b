import { describe, expect, it } from '@jest/globals';
import { Output } from './output.js';
import { readSettings } from './settings.js';

const output = new Output(true, 'en');

describe('the settings of a server', () => {
  it('are laid over those that are there, one inside another by dots', () => {
    const before = { directory: { name: 'dir1', port: 636 }, kept: true };
    const pairs = ['directory.address=198.51.100.7', 'mail.name=mail1.lab.test', 'width=8'];
    expect(readSettings(pairs, before, output)).toEqual({
      directory: { name: 'dir1', port: 636, address: '198.51.100.7' },
      mail: { name: 'mail1.lab.test' },
      kept: true,
      width: 8,
    });
    expect(before.directory).toEqual({ name: 'dir1', port: 636 });
  });

  it.each(['name', '=x', '../x=1', '__proto__.x=1', 'a..b=1'])('cannot be %j', pair => {
    expect(() => readSettings([pair], {}, output)).toThrow(pair);
  });
});
