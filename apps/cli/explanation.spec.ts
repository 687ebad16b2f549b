import { describe, expect, it } from '@jest/globals';
import { type ExplainedLine, explanationText } from './explanation.js';
import { Output } from './output.js';

const run = { id: 12, command: 'doveadm quota get -A', toolVersion: '2.4', rawSha256: 'ab' };
const sample = { slot: 0, value: '5242880', isCurrent: true, reason: null, run };
const absent = { slot: 0, value: null, isCurrent: false, reason: 'late', run: null };
const subject = {
  subject: 'domain/la-recre/la-recre.test',
  server: 'mail1',
  amount: '905969664000',
  average: '5.0 GiB on average',
  observed: 1,
  estimated: 1,
  unknown: 0,
  days: [
    { day: '2025-10-01', kind: 'observed', value: '5242880', samples: [sample] },
    { day: '2025-10-02', kind: 'estimated', value: '5242880', samples: [absent] },
  ],
} as const;
const tree: ExplainedLine = {
  label: 'share of the 245 minutes of mail',
  shown: '42.000 min',
  children: [
    {
      label: 'mail storage',
      shown: '42.000 min',
      how: '68.600 min × 1 / 2 KiB·s',
      byRemainder: true,
      children: [],
      usage: { subjects: [subject] },
    },
  ],
};

describe('an explanation on a terminal', () => {
  it('is a tree from the share down to the run that read it', () => {
    expect(explanationText(tree, new Output(false, 'en'))).toEqual([
      'share of the 245 minutes of mail: 42.000 min',
      '  mail storage: 42.000 min',
      '    = 68.600 min × 1 / 2 KiB·s (last unit by remainder)',
      '    domain/la-recre/la-recre.test (mail1) 5.0 GiB on average · 1 days observed, 1 estimated, 0 unknown',
      '      2025-10-01 5,242,880',
      '        sample 0: 5,242,880 · run 12 · doveadm quota get -A 2.4 · sha256 ab',
      '      2025-10-02 5,242,880 (estimated)',
      '        sample 0: absent (replaced) (late)',
    ]);
  });

  it('shows what was worked and attended, each entry with who validated it', () => {
    const entry = { day: '2025-10-06', minutes: 120, technician: 'leo', note: 'tableur', reason: null };
    const line = { ...entry, validatedBy: 'technician:anne' };
    const trained = { label: 'attendance', shown: '9.000 min', children: [], usage: { subjects: [], entries: [line] } };
    const ledger = { pool: { minutes: '120', many: 1, entries: [line] }, own: { minutes: '1010', many: 3 } };
    const whole = { label: 'share', shown: '9.000 min', children: [trained], ledger };
    expect(explanationText(whole, new Output(false, 'en'))).toEqual([
      'share: 9.000 min',
      '  worked for all 120 min (entries: 1)',
      '    2025-10-06 120 min · leo, validated by technician:anne · tableur',
      '  worked for it alone 1,010 min (entries: 3)',
      '  attendance: 9.000 min',
      '    2025-10-06 120 min · leo, validated by technician:anne · tableur',
    ]);
  });

  it('speaks French with its spaces', () => {
    const lines = explanationText(tree, new Output(false, 'fr'));
    expect(lines[1]).toBe('  mail storage\u00a0: 42.000 min');
    expect(lines).toContain('        relevé 0\u00a0: absent (remplacé) (late)');
  });
});
