/** Where the members live: the one zone in which a day begins and ends (`amie_zone()` in SQL says the same). */
export const homeZone = 'Europe/Paris';
