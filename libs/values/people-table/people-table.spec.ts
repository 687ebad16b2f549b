import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getDomainName, parsePeopleTable, type PeopleTable, type PeopleTableOptions } from '../index.js';

const options: PeopleTableOptions = {
  domain: getDomainName('recre.test', { suffix: 'any' }),
  suffixes: { extraSuffixes: ['test'] },
};
const header = 'Prénom;Nom;E-mail personnel;Adresse;Groupes;Limite';
const marie = 'Marie;Dupont;marie@exemple.test;marie.dupont;bureau|Équipe accueil;2 Go';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const readBytes = (bytes: Uint8Array, extra: PeopleTableOptions = {}) =>
  parsePeopleTable(bytes, { ...options, ...extra });
const read = (text: string, extra?: PeopleTableOptions) => readBytes(bytesOf(text), extra);

function tableOf(text: string, extra?: PeopleTableOptions): PeopleTable {
  const parsed = read(text, extra);
  if (!parsed.ok) throw new Error(parsed.problem.code);
  return parsed.value;
}

/** Row, column and code of everything set aside. */
function badOf(rows: string): unknown[] {
  return tableOf(`${header}\n${rows}\n`).bad.flatMap(bad =>
    bad.problems.map(problem => [bad.row, problem.column, problem.code]),
  );
}

const refusal = (text: string, extra?: PeopleTableOptions) => {
  const parsed = read(text, extra);
  return parsed.ok ? 'accepted' : { code: parsed.problem.code, ...parsed.problem.detail };
};

describe('a table of people', () => {
  it('becomes people, each value parsed', () => {
    expect(tableOf(`${header}\n${marie}\n`)).toMatchObject({
      rows: [
        {
          row: 2,
          givenName: 'Marie',
          familyName: 'Dupont',
          ownEmail: 'marie@exemple.test',
          address: 'marie.dupont@recre.test',
          groups: ['bureau', 'equipe-accueil'],
          limit: 2_097_152,
        },
      ],
      bad: [],
      separator: ';',
      encoding: 'utf-8',
    });
  });

  it.each([
    ['Nom;Prénom;Mail', ';'],
    ['  NOM , PRENOM , e-mail  Perso. ', ','],
    ['Last name\tFirst name\tOwn e-mail', '\t'],
    ['family name,given name,email', ','],
    ['Nom de famille;Prénom(s);Adresse électronique', ';'],
  ])('is read by its headers, in any order: %s', (headers, separator) => {
    const row = ['Dupont', 'Marie', 'marie@exemple.test'].join(separator);
    const table = tableOf(`${headers}\n${row}\n`);
    expect(table.rows).toMatchObject([{ givenName: 'Marie', familyName: 'Dupont', ownEmail: 'marie@exemple.test' }]);
    expect(table.separator).toBe(separator);
  });

  it('names the columns nobody reads, and never reads them', () => {
    const table = tableOf(`Prénom;Nom;Mail;Mot de passe\nMarie;Dupont;marie@exemple.test;"hunter-two"\n`);
    expect(table.columns.ignored).toEqual(['Mot de passe']);
    expect(JSON.stringify(table)).not.toContain('hunter');
  });

  it('takes the unit of a limit from its header', () => {
    const table = tableOf('Prénom;Nom;Mail;Limite (Mo)\nMarie;Dupont;marie@exemple.test;500\n');
    expect(table.rows[0]?.limit).toBe(512_000);
  });

  it('numbers rows as a spreadsheet does, empty ones included', () => {
    const table = tableOf(`\n${header}\n;;;;;\n\n${marie}\n\n`);
    expect(table.rows.map(row => row.row)).toEqual([5]);
  });

  it('keeps a person whose optional cells are not there', () => {
    expect(tableOf(`${header}\nMarie;Dupont;marie@exemple.test\n`).rows).toHaveLength(1);
  });

  it('reads every line ending, quotes, and a comma inside them', () => {
    const text = ['Nom,Prénom,Mail,Groupes', '"Dupont","Marie","marie@exemple.test","bureau, accueil"'];
    for (const ending of ['\n', '\r\n', '\r']) {
      expect(tableOf(text.join(ending) + ending).rows).toMatchObject([{ row: 2, groups: ['bureau', 'accueil'] }]);
    }
  });

  it('may hold two people of one household on one e-mail', () => {
    const rows = 'Marie;Dupont;famille@exemple.test\nPaul;Dupont;famille@exemple.test';
    expect(badOf(rows)).toEqual([]);
  });
});

describe('the encoding of a table', () => {
  const text = `${header}\nÉlodie;d’Œuvre;elodie@exemple.test;;;2 Go\n`;
  const cp1252 = Uint8Array.from(Buffer.from(text.replace('Œ', '\x8c').replace('’', '\x92'), 'latin1'));
  const utf16 = (swap: boolean) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return new Uint8Array(swap ? bytes.swap16() : bytes);
  };

  it.each([
    ['utf-8', bytesOf(text)],
    ['utf-8-bom', bytesOf(`\ufeff${text}`)],
    ['windows-1252', cp1252],
    ['utf-16le', utf16(false)],
    ['utf-16be', utf16(true)],
  ])('is recognised: %s', (encoding, bytes) => {
    const parsed = readBytes(bytes);
    expect(parsed).toMatchObject({
      value: { encoding, rows: [{ givenName: 'Élodie', familyName: 'd’Œuvre' }], bad: [] },
    });
  });

  it('is not taken for another when a letter is cut at the end of the file', () => {
    const cut = bytesOf(`${text}Zoé;Lé`).slice(0, -1);
    expect(readBytes(cut)).toMatchObject({ problem: { code: 'file-truncated', detail: { row: 3 } } });
  });
});

describe('a row is set aside', () => {
  it.each([
    ['Marie;;marie@exemple.test', [[2, 'Nom', 'cell-missing']]],
    ['Marie;Dupont;', [[2, 'E-mail personnel', 'cell-missing']]],
    ['Ma\u0007rie;Dupont;marie@exemple.test', [[2, 'Prénom', 'name-control-character']]],
    ['"Ma""rie";Dupont;marie@exemple.test', [[2, 'Prénom', 'name-bad-character']]],
    ['../../etc;Dupont;marie@exemple.test', [[2, 'Prénom', 'name-bad-character']]],
    ['*)(uid=*;Dupont;marie@exemple.test', [[2, 'Prénom', 'name-bad-character']]],
    ['Marie;Dupont;marie', [[2, 'E-mail personnel', 'address-without-at']]],
    ['Marie;Dupont;marie@exemple.con', [[2, 'E-mail personnel', 'domain-suffix-unknown']]],
    ['Marie;Dupont;marie@école.test', [[2, 'E-mail personnel', 'domain-not-ascii']]],
    ['Marie;Dupont;marie@exemple.test;postmaster', [[2, 'Adresse', 'local-part-reserved']]],
    ['Marie;Dupont;marie@exemple.test;Root@recre.test', [[2, 'Adresse', 'local-part-reserved']]],
    ['Marie;Dupont;marie@exemple.test;marie+x', [[2, 'Adresse', 'local-part-plus']]],
    [`Marie;Dupont;marie@exemple.test;m@${'a'.repeat(64)}.test`, [[2, 'Adresse', 'domain-label-too-long']]],
    ['Marie;Dupont;m@recre.test;m@recre.test', [[2, 'E-mail personnel', 'row-own-address-again']]],
    ['Marie;Dupont;marie@exemple.test;;李', [[2, 'Groupes', 'group-name-shape']]],
    ['Marie;Dupont;marie@exemple.test;;;500', [[2, 'Limite', 'quota-unit-missing']]],
    ['Marie;Dupont;marie@exemple.test;;;2 Go;x', [[2, undefined, 'row-too-wide']]],
    [
      ';Du<pont;marie',
      [
        [2, 'Prénom', 'cell-missing'],
        [2, 'Nom', 'name-bad-character'],
        [2, 'E-mail personnel', 'address-without-at'],
      ],
    ],
  ])('%j', (row, expected) => {
    expect(badOf(row)).toEqual(expected);
  });

  it('and the others stand', () => {
    const table = tableOf(`${header}\n;;x\n${marie}\n`);
    expect(table.rows.map(row => row.row)).toEqual([3]);
    expect(table.bad.map(bad => bad.row)).toEqual([2]);
  });

  it('when it asks again for a person or an address of an earlier row, which it names', () => {
    const table = tableOf(
      [
        header,
        marie,
        'MARIE;Dupônt;Marie@exemple.test',
        'Paul;Martin;paul@exemple.test;Marie.Dupont@recre.test',
        '',
      ].join('\n'),
    );
    expect(table.bad).toMatchObject([
      { row: 3, problems: [{ code: 'row-duplicate-person', field: 'ownEmail', detail: { otherRow: 2 } }] },
      { row: 4, problems: [{ code: 'row-duplicate-address', field: 'address', detail: { otherRow: 2 } }] },
    ]);
  });

  it('unless the caller may hand out reserved names', () => {
    const row = 'Marie;Dupont;marie@exemple.test;postmaster\n';
    expect(tableOf(`${header}\n${row}`, { reservedNames: 'accept' }).rows[0]?.address).toBe('postmaster@recre.test');
  });

  it('when its address has no domain and the caller gave none', () => {
    const parsed = parsePeopleTable(bytesOf(`${header}\n${marie}\n`));
    expect(parsed).toMatchObject({
      value: { bad: [{ row: 2, problems: [{ code: 'row-address-domain-missing' }] }] },
    });
  });
});

describe('a file is refused whole', () => {
  it.each([
    ['empty', '', { code: 'file-empty' }],
    ['blank', ' \n\r\n ', { code: 'file-empty' }],
    ['nothing but a byte order mark', '\ufeff', { code: 'file-empty' }],
    ['a header alone', `${header}\n`, { code: 'file-without-rows' }],
    ['no header', `Marie;Dupont;marie@exemple.test\n`, { code: 'file-without-header' }],
    ['other headers', 'a;b;c\n1;2;3\n', { code: 'file-header-unknown', found: ['a', 'b', 'c'] }],
    [
      'a column short',
      'Prénom;Mail\nMarie;marie@exemple.test\n',
      { code: 'file-column-missing', missing: ['familyName'], found: ['Prénom', 'Mail'] },
    ],
    [
      'a column twice',
      'Prénom;Nom;Mail;E-mail\na;b;c;d\n',
      { code: 'file-column-twice', field: 'ownEmail', columns: ['Mail', 'E-mail'] },
    ],
    [
      'a quote left open',
      `${header}\n${marie}\n"Paul;Martin`,
      { code: 'file-truncated', row: 3, reason: 'open-quote' },
    ],
    ['a last row cut short', `${header}\n${marie}\nPaul;Mar`, { code: 'file-truncated', row: 3, reason: 'short-row' }],
    ['a quote in the middle', `${header}\n${marie}\nPa"u"l;Martin\n`, { code: 'file-quote-misplaced', row: 3 }],
    ['NUL', `${header}\nMa\0rie;Dupont;m@exemple.test\n`, { code: 'file-has-nul', row: 2 }],
    ['a workbook', 'PK\x03\x04……', { code: 'file-is-spreadsheet', kind: 'xlsx or ods' }],
    ['a PDF', '%PDF-1.7 …', { code: 'file-not-text', kind: 'pdf' }],
    ['one endless row', `${header}\n${'x'.repeat(100_000)}\n`, { code: 'file-row-too-long', row: 2 }],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toEqual(expected);
  });

  it('fifty thousand rows, with their count', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `Marie;Dupont;m${index}@exemple.test`).join('\n');
    expect(refusal(`${header}\n${many}\n`)).toEqual({ code: 'file-too-many-rows', rows: 50_000, maximum: 10_000 });
  });

  it('more bytes than any table of people', () => {
    expect(readBytes(new Uint8Array(33 * 1024 * 1024))).toMatchObject({ problem: { code: 'file-too-large' } });
  });

  it('whatever it holds, without throwing', () => {
    const start = bytesOf(`${header}\n`);
    const rest = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 100 }).map(bytesOf),
      fc
        .array(fc.constantFrom(';', '"', '\n', '\r', '\t', ',', 'a', 'é', '@', '\0'), { maxLength: 60 })
        .map(parts => bytesOf(parts.join(''))),
    );
    fc.assert(
      fc.property(rest, fc.boolean(), (bytes, hasHeader) => {
        const parsed = readBytes(hasHeader ? Uint8Array.from([...start, ...bytes]) : bytes);
        expect(typeof parsed.ok).toBe('boolean');
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a table cut anywhere', () => {
  it('is refused, or loses whole rows and at most the last cell of the last one', () => {
    const lines = Array.from({ length: 4 }, (_, index) => `"Zoé";Dupont;m${index}@exemple.test;z${index};bureau;2 Go`);
    const text = `${[header, ...lines].join('\n')}\n`;
    const whole = bytesOf(text);
    const withoutLimit = (rows: readonly object[]) => rows.map(row => ({ ...row, limit: undefined }));
    const people = withoutLimit(tableOf(text).rows);
    const reads = Array.from({ length: whole.length }, (_, length) => readBytes(whole.slice(0, length)));
    const tables = reads.flatMap(parsed => (parsed.ok ? [parsed.value] : []));
    expect(tables.length).toBeGreaterThan(4);
    expect(people).toEqual(expect.arrayContaining(withoutLimit(tables.flatMap(table => table.rows))));
    const problems = tables.flatMap(table => table.bad).flatMap(bad => bad.problems);
    expect(problems.filter(problem => problem.field !== 'limit')).toEqual([]);
  });
});
