/** The mail pool of October, byte for byte as the specification prints it. */
export const mailCase =
  '{"salt": "2025-10|v1|mail", "minutes": 245, "solidarity": 3000, "drivers": [["mail.storage", 2800], ["mail.b' +
  'oxes", 2800], ["mail.sent", 1400]], "cap": [3, 1], "parts": {"A": "8046000", "B": "10728000", "C": "10728000' +
  '", "D": "1386000"}, "usage": {"mail.storage": {"A": "51500630016000", "B": "115743301632000", "C": "16601894' +
  '092800", "D": "4359979008000"}, "mail.boxes": {"A": "59004000", "B": "93870000", "C": "32184000", "D": "8316' +
  '000"}, "mail.sent": {"A": "9120", "B": "15480", "C": "2210", "D": "1333"}}}';

/** Its shares, byte for byte likewise. */
export const mailResult =
  '{"umin": {"A": "69964757", "B": "119883087", "C": "45690136", "D": "9462020"}, "components": {"~solidarity":' +
  ' {"amount": "73500000", "shares": {"A": "19145979", "B": "25527972", "C": "25527972", "D": "3298077"}, "hous' +
  'e": "0", "fallback": false}, "mail.storage": {"amount": "68600000", "shares": {"A": "18771701", "B": "421878' +
  '09", "C": "6051301", "D": "1589189"}, "house": "0", "fallback": false}, "mail.boxes": {"amount": "68600000",' +
  ' "shares": {"A": "20931844", "B": "33300661", "C": "11417369", "D": "2950126"}, "house": "0", "fallback": fa' +
  'lse}, "mail.sent": {"amount": "34300000", "shares": {"A": "11115233", "B": "18866645", "C": "2693494", "D": ' +
  '"1624628"}, "house": "0", "fallback": false}}, "capMoved": {"A": "0", "B": "0", "C": "0", "D": "0"}}';
