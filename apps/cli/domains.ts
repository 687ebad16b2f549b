import { stateWord } from './state-words.js';
import type { Say } from './words.js';

export interface Domain {
  readonly id: string;
  readonly memberId: string;
  readonly domain: string;
  readonly proof: {
    readonly state: 'waiting' | 'proved' | 'approved';
    readonly name: string;
    readonly value: string;
    readonly checkedAt: string | null;
    readonly decidedBy: string | null;
    readonly problem: { code: string; title: string; detail: string; action: string } | null;
  };
  readonly state: string;
}

export interface DnsLine {
  readonly purpose: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly isOptional: boolean;
}

export interface LiveLine extends DnsLine {
  readonly isPublished: 'yes' | 'no' | 'unknown';
  readonly found: readonly string[];
}

/**
 * Lines of a zone file, one per line, to copy as they are. What is live stands behind a semicolon, which a zone file
 * reads as a comment.
 */
export function linesText(lines: readonly (DnsLine | LiveLine)[], say?: Say): string {
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  return lines
    .map(line => {
      const text = `${`${line.name}.`.padEnd(width + 1)} IN ${line.type.padEnd(3)} ${zoneValue(line)}`;
      const note = say && 'isPublished' in line ? `  ; ${liveWord(line, say)}` : '';
      return `${text}${note}`;
    })
    .join('\n');
}

const zoneValue = ({ type, value }: DnsLine): string => (type === 'TXT' ? JSON.stringify(value) : value);

function liveWord({ isPublished, isOptional, found }: LiveLine, say: Say): string {
  if (isPublished === 'yes') return say('en place', 'live');
  if (isPublished === 'unknown') return say('le DNS n’a pas répondu', 'the DNS did not answer');
  const missing = isOptional ? say('à publier (facultatif)', 'to publish (optional)') : say('à publier', 'to publish');
  return found.length > 0 ? `${missing}${say(' ; il y a', '; there is')} ${found.join(' | ')}` : missing;
}

/** How the proof of a domain stands, and what to do when it was not found. */
export function proofLine({ domain, proof }: Domain, say: Say): string {
  if (proof.state !== 'waiting') return `✔ ${domain} : ${stateWord(proof.state, say)}.`;
  if (!proof.problem) return say(`${domain} attend encore sa preuve.`, `${domain} still waits for its proof.`);
  const { title, detail, action, code } = proof.problem;
  return [title, detail, action, `(${code})`].filter(Boolean).join('\n');
}
