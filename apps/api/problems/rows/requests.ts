import { row } from '../row.js';

/** What can be wrong with a request, whatever it is about. */
export const requestRows = {
  'request-invalid': row(
    422,
    [
      'La demande contient des erreurs',
      'Rien n’a été changé. Chaque erreur est nommée ci-dessous.',
      'Corrigez les champs nommés et recommencez.',
    ],
    [
      'The request holds errors',
      'Nothing was changed. Each error is named below.',
      'Correct the fields named and try again.',
    ],
  ),
  'request-malformed': row(
    400,
    [
      'La demande n’est pas lisible',
      'Le corps de la demande n’est pas du JSON bien formé.',
      'Corrigez le corps de la demande.',
    ],
    [
      'The request cannot be read',
      'The body of the request is not well-formed JSON.',
      'Correct the body of the request.',
    ],
  ),
  'body-too-large': row(
    413,
    [
      'La demande est trop grosse',
      'Le maximum est {maximum} octets. Rien n’a été changé.',
      'Coupez la demande en plusieurs.',
    ],
    ['The request is too large', 'The most is {maximum} bytes. Nothing was changed.', 'Split the request.'],
  ),
  'media-type-unknown': row(
    415,
    [
      'Ce type de contenu n’est pas accepté ici',
      'Le type reçu est {type}.',
      'Voyez le type attendu dans /openapi.json.',
    ],
    [
      'This type of content is not accepted here',
      'The type received is {type}.',
      'See the expected type in /openapi.json.',
    ],
  ),
  'route-unknown': row(
    404,
    ['Cette adresse n’existe pas', '{method} {path} ne mène à rien.', 'Voyez les adresses dans /openapi.json.'],
    ['This address does not exist', '{method} {path} leads nowhere.', 'See the addresses in /openapi.json.'],
  ),
  'not-found': row(
    404,
    ['Introuvable', 'Rien ne porte l’identifiant {id}.', 'Vérifiez l’identifiant, ou cherchez dans la liste.'],
    ['Not found', 'Nothing has the identifier {id}.', 'Check the identifier, or search the list.'],
  ),
  'token-missing': row(
    401,
    [
      'Un jeton est nécessaire',
      'La demande ne porte pas de jeton.',
      'Envoyez « Authorization: Bearer … » avec le jeton du technicien.',
    ],
    [
      'An access token is needed',
      'The request carries no access token.',
      'Send “Authorization: Bearer …” with the technician’s token.',
    ],
  ),
  'token-wrong': row(
    401,
    ['Ce jeton n’est pas valable', 'Il est inconnu ou a été retiré.', 'Utilisez le jeton montré au premier démarrage.'],
    ['This access token is not valid', 'It is unknown or was revoked.', 'Use the token shown at the first start.'],
  ),
  'precondition-required': row(
    428,
    [
      'Dites quelle version vous modifiez',
      'L’en-tête If-Match manque : la modification pourrait en écraser une autre.',
      'Lisez d’abord l’objet, puis renvoyez son ETag dans If-Match.',
    ],
    [
      'Say which version you are editing',
      'The If-Match header is missing: the edit could overwrite another one.',
      'Read the object first, then send its ETag back in If-Match.',
    ],
  ),
  'precondition-failed': row(
    412,
    [
      'Quelqu’un a modifié ceci entre-temps',
      'La version est {current}, la demande portait sur {sent}. Rien n’a été changé.',
      'Relisez l’objet, puis recommencez.',
    ],
    [
      'Somebody edited this meanwhile',
      'The version is {current}, the request was about {sent}. Nothing was changed.',
      'Read the object again, then try again.',
    ],
  ),
  'idempotency-key-reused': row(
    422,
    [
      'Cette clé de répétition a déjà servi',
      'Elle accompagnait une autre demande. Rien n’a été changé.',
      'Prenez une nouvelle clé pour une nouvelle demande.',
    ],
    [
      'This idempotency key was used before',
      'It came with another request. Nothing was changed.',
      'Take a new key for a new request.',
    ],
  ),
  'idempotency-key-invalid': row(
    400,
    [
      'Cette clé de répétition n’est pas utilisable',
      'Il faut 1 à 200 caractères visibles.',
      'Prenez par exemple un UUID.',
    ],
    ['This idempotency key cannot be used', 'It takes 1 to 200 visible characters.', 'Take for instance a UUID.'],
  ),
  'cursor-invalid': row(
    400,
    ['Cette page n’existe pas', 'Le repère de page n’est pas lisible.', 'Repartez de la première page.'],
    ['This page does not exist', 'The cursor cannot be read.', 'Start again from the first page.'],
  ),
  'too-many-requests': row(
    429,
    ['Trop d’essais', 'Attendez {seconds} s.', 'Recommencez un peu plus tard.'],
    ['Too many attempts', 'Wait {seconds} s.', 'Try again a little later.'],
  ),
  'database-away': row(
    503,
    [
      'La plateforme ne joint pas sa base de données',
      'Rien n’a été changé.',
      'Recommencez dans une minute ; si cela dure, prévenez le technicien.',
    ],
    [
      'The platform cannot reach its database',
      'Nothing was changed.',
      'Try again in a minute; if it lasts, tell the technician.',
    ],
  ),
  unexpected: row(
    500,
    [
      'Une erreur imprévue est arrivée',
      'Rien n’a été changé. Référence : {reference}.',
      'Recommencez ; si cela dure, donnez la référence au technicien.',
    ],
    [
      'Something unexpected went wrong',
      'Nothing was changed. Reference: {reference}.',
      'Try again; if it lasts, give the reference to the technician.',
    ],
  ),
};
