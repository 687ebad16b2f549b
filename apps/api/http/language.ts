import { type Language, languages } from '@amie/values';

/** The language of `Accept-Language` with the highest weight among ours; French when it names none (RFC 9110 12.5.4). */
export function acceptedLanguage(header: string | undefined): Language {
  const wishes = (header ?? '').slice(0, 500).split(',').map(readWish);
  const best = wishes.filter(wish => wish.language && wish.weight > 0).sort((a, b) => b.weight - a.weight)[0];
  return best?.language ?? 'fr';
}

function readWish(text: string): { language?: Language; weight: number } {
  const [range = '', ...parameters] = text.trim().toLowerCase().split(';');
  const quality = parameters.map(parameter => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean);
  const language = languages.find(known => range === known || range.startsWith(`${known}-`));
  return { ...(language && { language }), weight: quality === undefined ? 1 : Number(quality) };
}
