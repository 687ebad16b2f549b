import { row } from '../row.js';

const form = ['Voyez la forme attendue dans /openapi.json.', 'See the expected form in /openapi.json.'] as const;

/** What a schema can find wrong with one field of a request. */
export const fieldRows = {
  'field-missing': row(
    422,
    ['Un champ obligatoire manque', 'Le champ {field} n’est pas rempli.', 'Remplissez ce champ.'],
    ['A required field is missing', 'The field {field} is not filled in.', 'Fill in this field.'],
  ),
  'field-unknown': row(
    422,
    ['Un champ n’existe pas', 'Inconnu ici : {names}.', 'Retirez-le, ou vérifiez son nom dans /openapi.json.'],
    ['A field does not exist', 'Unknown here: {names}.', 'Remove it, or check its name in /openapi.json.'],
  ),
  'field-invalid': row(
    422,
    ['Un champ n’a pas la forme attendue', 'Le champ {field} ne peut pas être lu.', form[0]],
    ['A field does not have the expected form', 'The field {field} cannot be read.', form[1]],
  ),
  'body-not-object': row(
    422,
    ['La demande n’a pas la forme attendue', 'Son contenu doit être un objet JSON.', form[0]],
    ['The request does not have the expected form', 'Its body must be a JSON object.', form[1]],
  ),
  'field-not-text': row(
    422,
    ['Un texte est attendu', 'Le champ {field} doit être un texte.', 'Écrivez la valeur entre guillemets.'],
    ['A text is expected', 'The field {field} must be a text.', 'Write the value between quotation marks.'],
  ),
  'field-not-number': row(
    422,
    ['Un nombre est attendu', 'Le champ {field} doit être un nombre.', 'Écrivez un nombre entier.'],
    ['A number is expected', 'The field {field} must be a number.', 'Write a whole number.'],
  ),
  'field-not-boolean': row(
    422,
    ['Oui ou non est attendu', 'Le champ {field} doit être true ou false.', 'Écrivez true ou false.'],
    ['Yes or no is expected', 'The field {field} must be true or false.', 'Write true or false.'],
  ),
  'field-not-list': row(
    422,
    ['Une liste est attendue', 'Le champ {field} doit être une liste.', 'Écrivez une liste, même d’un seul élément.'],
    ['A list is expected', 'The field {field} must be a list.', 'Write a list, even of one thing.'],
  ),
  'field-not-object': row(
    422,
    ['Un objet est attendu', 'Le champ {field} doit être un objet avec ses propres champs.', form[0]],
    ['An object is expected', 'The field {field} must be an object with fields of its own.', form[1]],
  ),
  'field-not-offered': row(
    422,
    ['Cette valeur n’est pas proposée', 'Le champ {field} accepte : {values}.', 'Choisissez une de ces valeurs.'],
    ['This value is not offered', 'The field {field} takes: {values}.', 'Choose one of these values.'],
  ),
  'field-too-small': row(
    422,
    ['Un nombre est trop petit', 'Le champ {field} doit valoir au moins {minimum}.', 'Écrivez un nombre plus grand.'],
    ['A number is too small', 'The field {field} must be at least {minimum}.', 'Write a greater number.'],
  ),
  'field-too-large': row(
    422,
    ['Un nombre est trop grand', 'Le champ {field} doit valoir au plus {maximum}.', 'Écrivez un nombre plus petit.'],
    ['A number is too large', 'The field {field} must be at most {maximum}.', 'Write a smaller number.'],
  ),
  'field-too-short': row(
    422,
    ['Un champ est trop court', 'Le champ {field} : il en faut au moins {minimum}.', 'Complétez ce champ.'],
    ['A field is too short', 'The field {field}: at least {minimum} needed.', 'Complete this field.'],
  ),
  'field-too-long': row(
    422,
    ['Un champ est trop long', 'Le champ {field} : {maximum} au plus.', 'Raccourcissez ce champ.'],
    ['A field is too long', 'The field {field}: {maximum} at most.', 'Shorten this field.'],
  ),
};
