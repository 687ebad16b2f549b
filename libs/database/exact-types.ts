import pg from 'pg';

const bigintOid = 20;
const bigintArrayOid = 1016;
const fallback = pg.types.getTypeParser.bind(pg.types) as (oid: number, format: 'text' | 'binary') => unknown;
const parseArray = fallback(bigintArrayOid, 'text') as (text: string) => (string | null)[];

/** 64-bit integers come back as bigint, exact; set on our own connections only, so that no other library is surprised. */
export const exactTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (format === 'binary') return fallback(oid, format);
    if (oid === bigintOid) return (text: string) => BigInt(text);
    if (oid === bigintArrayOid)
      return (text: string) => parseArray(text).map(item => (item === null ? null : BigInt(item)));
    return fallback(oid, 'text');
  },
};
