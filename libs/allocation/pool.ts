/** What collective days are spent on: seven purses of worked minutes, each shared by its own key (design 2.6). */
export const pools = ['mail', 'web', 'backup', 'directory', 'training', 'emergency', 'management'] as const;
export type Pool = (typeof pools)[number];

/** One worked minute in the unit of shares: 1,000,000 micro-minutes (umin). */
export const uminPerMinute = 1_000_000n;

/** Use of the cooperative itself and of what nobody owns. Weighs in a driver as a member would; is never shown as one. */
export const house = '~house';

/** The component shared by parts alone. */
export const solidarityName = '~solidarity';
