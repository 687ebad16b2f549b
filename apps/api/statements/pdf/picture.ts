import type { Language } from '@amie/values';
import type { ShareBar } from '../statement.js';
import { nearestMinute, wholeNumber, words } from '../statement-words.js';
import { numberText, rational } from '@amie/allocation';
import { inside, margin, type Paper, quiet } from './paper.js';

const most = 12;
const nameWidth = 200;
const barWidth = 220;
const rowHeight = 10.5;

/** Bars of every member's share, the longest first, one's own dark: readable in grey, and told in words. Answers the height below. */
export function drawShares(paper: Paper, shares: readonly ShareBar[], language: Language, top: number): number {
  const bars = shownBars(shares, language);
  const total = shares.reduce((sum, { umin }) => sum + umin, 0n);
  const longest = bars.reduce((high, { umin }) => (umin > high ? umin : high), 1n);
  const told = bars.map(bar => `${bar.name} ${shareText(bar.umin, total, language)}`).join(', ');
  const bottom = top + rowHeight * bars.length;
  paper.figure(`${words[language].shares}. ${told}`, [margin, top, margin + inside, bottom], () => {
    for (const [at, { name, umin, isOwn }] of bars.entries()) {
      const y = top + rowHeight * at;
      const face = isOwn ? '700' : '400';
      paper.write(name, { x: margin, y, width: nameWidth - 6, size: 8, face });
      const length = (barWidth * thousandths(umin, longest)) / 1000;
      paper.bar(margin + nameWidth, y + 0.5, length, rowHeight - 3, isOwn ? '#0b3d91' : '#a9b4c2');
      const x = margin + nameWidth + length + 4;
      paper.write(shareText(umin, total, language), {
        x,
        y,
        width: margin + inside - x,
        size: 7.5,
        face,
        color: isOwn ? '#1a1a1a' : quiet,
      });
    }
  });
  return bottom;
}

// All when they fit; else the largest, one's own, and the others together.
function shownBars(shares: readonly ShareBar[], language: Language): ShareBar[] {
  if (shares.length <= most) return [...shares];
  const first = shares.slice(0, most - 2);
  const own = shares.find(({ isOwn }) => isOwn);
  const shown = own && !first.includes(own) ? [...first, own] : shares.slice(0, most - 1);
  const rest = shares.filter(bar => !shown.includes(bar));
  const umin = rest.reduce((sum, bar) => sum + bar.umin, 0n);
  return [...shown, { slug: '', name: words[language].others(rest.length), umin, isOwn: false }];
}

// For the length of a bar alone, which the eye cannot tell to a thousandth.
function thousandths(part: bigint, whole: bigint): number {
  return part <= 0n ? 0 : Number.parseInt(String((part * 1000n) / whole), 10);
}

function shareText(umin: bigint, total: bigint, language: Language): string {
  const minutes = wholeNumber(nearestMinute(umin), language);
  const percent = numberText(rational(umin * 100n, total === 0n ? 1n : total), 1, language);
  return language === 'fr' ? `${minutes} min, ${percent}\u202f%` : `${minutes} min, ${percent}%`;
}
