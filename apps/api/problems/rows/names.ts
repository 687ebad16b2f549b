import { row } from '../row.js';

/** Values about people: names, texts, passwords, limits. */
export const nameRows = {
  'not-text': row(
    422,
    ['Un texte est attendu', 'Cette valeur n’est pas un texte.', 'Écrivez cette valeur entre guillemets.'],
    ['A text is expected', 'This value is not a text.', 'Write this value as a quoted text.'],
  ),
  empty: row(
    422,
    ['Une valeur manque', 'Ce champ est vide.', 'Remplissez ce champ.'],
    ['A value is missing', 'This field is empty.', 'Fill in this field.'],
  ),
  'name-too-long': row(
    422,
    ['Ce nom est trop long', '{length} caractères, le maximum est {maximum}.', 'Raccourcissez le nom.'],
    ['This name is too long', '{length} characters, the most is {maximum}.', 'Shorten the name.'],
  ),
  'name-control-character': row(
    422,
    [
      'Ce nom contient un caractère invisible',
      'Le caractère {character} ne se voit pas à l’écran.',
      'Retapez le nom au lieu de le copier.',
    ],
    [
      'This name holds an invisible character',
      'The character {character} does not show on a screen.',
      'Type the name again instead of pasting it.',
    ],
  ),
  'name-bad-character': row(
    422,
    [
      'Ce nom contient un caractère refusé',
      '« {character} » ne peut pas figurer dans un nom de personne.',
      'Gardez les lettres, espaces, apostrophes, points et traits d’union.',
    ],
    [
      'This name holds a refused character',
      '“{character}” cannot be part of a person’s name.',
      'Keep letters, spaces, apostrophes, dots and hyphens.',
    ],
  ),
  'name-without-letter': row(
    422,
    [
      'Ce nom doit commencer par une lettre',
      '« {value} » ne commence pas par une lettre.',
      'Écrivez le nom comme la personne l’écrit.',
    ],
    [
      'This name must begin with a letter',
      '“{value}” does not begin with a letter.',
      'Write the name as the person writes it.',
    ],
  ),
  'text-too-long': row(
    422,
    ['Ce texte est trop long', '{length} caractères, le maximum est {maximum}.', 'Raccourcissez le texte.'],
    ['This text is too long', '{length} characters, the most is {maximum}.', 'Shorten the text.'],
  ),
  'text-control-character': row(
    422,
    [
      'Ce texte contient un caractère invisible',
      'Le caractère {character} ne se voit pas à l’écran.',
      'Retapez le texte sur une seule ligne.',
    ],
    [
      'This text holds an invisible character',
      'The character {character} does not show on a screen.',
      'Type the text again, on one line.',
    ],
  ),
  'language-unknown': row(
    422,
    ['Cette langue n’est pas proposée', 'Les langues sont : {known}.', 'Choisissez « fr » ou « en ».'],
    ['This language is not offered', 'The languages are: {known}.', 'Choose “fr” or “en”.'],
  ),
  'slug-shape': row(
    422,
    [
      'Ce nom court n’est pas utilisable',
      '« {value} » : lettres minuscules, chiffres et traits d’union, 2 à 32 caractères.',
      'Choisissez par exemple « la-recre ».',
    ],
    [
      'This short name cannot be used',
      '“{value}”: lower-case letters, digits and hyphens, 2 to 32 characters.',
      'Choose for instance “la-recre”.',
    ],
  ),
  'uid-shape': row(
    422,
    [
      'Cet identifiant n’est pas utilisable',
      '« {value} » : lettres minuscules, chiffres, points et traits d’union, 32 caractères au plus.',
      'Choisissez par exemple « marie.durand ».',
    ],
    [
      'This identifier cannot be used',
      '“{value}”: lower-case letters, digits, dots and hyphens, 32 characters at most.',
      'Choose for instance “marie.durand”.',
    ],
  ),
  'unix-name-shape': row(
    422,
    [
      'Ce nom de compte n’est pas utilisable',
      '« {value} » : 1 à 15 lettres minuscules ou chiffres.',
      'Choisissez un nom plus simple.',
    ],
    ['This account name cannot be used', '“{value}”: 1 to 15 lower-case letters or digits.', 'Choose a simpler name.'],
  ),
  'group-name-shape': row(
    422,
    [
      'Ce nom de groupe n’est pas utilisable',
      '« {value} » : lettres minuscules, chiffres, points et traits d’union, 32 caractères au plus.',
      'Choisissez par exemple « bureau ».',
    ],
    [
      'This group name cannot be used',
      '“{value}”: lower-case letters, digits, dots and hyphens, 32 characters at most.',
      'Choose for instance “board”.',
    ],
  ),
  'quota-not-integer': row(
    422,
    [
      'La limite d’espace n’est pas un nombre entier',
      '« {value} » ne donne pas un nombre entier de Kio.',
      'Écrivez par exemple « 2 Go ».',
    ],
    ['The storage limit is not a whole number', '“{value}” is no whole number of KiB.', 'Write for instance “2 GB”.'],
  ),
  'quota-not-positive': row(
    422,
    [
      'La limite d’espace doit être supérieure à zéro',
      'Une boîte mail sans espace ne recevrait rien.',
      'Écrivez par exemple « 2 Go ».',
    ],
    [
      'The storage limit must be above zero',
      'A mailbox without space would receive nothing.',
      'Write for instance “2 GB”.',
    ],
  ),
  'quota-too-large': row(
    422,
    ['La limite d’espace est trop grande', 'Le maximum est {maximumKib} Kio.', 'Choisissez une limite plus petite.'],
    ['The storage limit is too large', 'The most is {maximumKib} KiB.', 'Choose a smaller limit.'],
  ),
  'quota-unit-missing': row(
    422,
    [
      'L’unité de la limite manque',
      '« {value} » ne dit pas si ce sont des Mo ou des Go.',
      'Écrivez par exemple « 500 Mo » ou « 2 Go ».',
    ],
    [
      'The unit of the limit is missing',
      '“{value}” does not say whether it is MB or GB.',
      'Write for instance “500 MB” or “2 GB”.',
    ],
  ),
  'quota-unreadable': row(
    422,
    ['La limite d’espace n’est pas lisible', '« {value} » n’est pas une quantité.', 'Écrivez par exemple « 2 Go ».'],
    ['The storage limit cannot be read', '“{value}” is no quantity.', 'Write for instance “2 GB”.'],
  ),
  'password-too-short': row(
    422,
    [
      'Ce mot de passe est trop court',
      'Il faut au moins {minimum} caractères.',
      'Quatre mots courts font un bon mot de passe.',
    ],
    ['This password is too short', 'It takes at least {minimum} characters.', 'Four short words make a good password.'],
  ),
  'password-too-long': row(
    422,
    ['Ce mot de passe est trop long', 'Le maximum est {maximum} caractères.', 'Choisissez-en un plus court.'],
    ['This password is too long', 'The most is {maximum} characters.', 'Choose a shorter one.'],
  ),
  'password-control-character': row(
    422,
    [
      'Ce mot de passe contient un caractère invisible',
      'Certains appareils ne pourraient pas l’écrire.',
      'Tapez le mot de passe au lieu de le copier.',
    ],
    [
      'This password holds an invisible character',
      'Some devices could not write it.',
      'Type the password instead of pasting it.',
    ],
  ),
  'password-contains-name': row(
    422,
    [
      'Ce mot de passe contient votre nom ou votre adresse',
      'Il serait deviné en premier.',
      'Choisissez des mots sans rapport avec vous.',
    ],
    [
      'This password holds your name or your address',
      'It would be guessed first.',
      'Choose words that have nothing to do with you.',
    ],
  ),
  'password-too-common': row(
    422,
    [
      'Ce mot de passe est trop connu',
      'Il figure dans les listes que tout le monde essaie.',
      'Choisissez-en un autre.',
    ],
    ['This password is too common', 'It is in the lists that everybody tries.', 'Choose another one.'],
  ),
  'password-too-simple': row(
    422,
    [
      'Ce mot de passe est trop simple',
      'Il répète ou enchaîne les mêmes caractères.',
      'Quatre mots sans rapport font un bon mot de passe.',
    ],
    [
      'This password is too simple',
      'It repeats or counts through the same characters.',
      'Four unrelated words make a good password.',
    ],
  ),
};
