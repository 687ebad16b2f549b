/** Why a case or a policy is refused. */
export type CaseProblem = keyof typeof sentences;

/** A case or a policy that is refused: what is wrong, in which field (`parts.A`, `drivers[1]`), and the way out. */
export class CaseError extends Error {
  constructor(
    readonly code: CaseProblem,
    readonly field: string,
    /** Where in the text, counted from 1, when that is all there is to say. */
    readonly place?: number,
  ) {
    super(sentences[code][1](field, place));
    this.name = 'CaseError';
  }

  /** The message in French or English; `message` is the English one. */
  sentence(language: 'fr' | 'en'): string {
    return sentences[this.code][language === 'fr' ? 0 : 1](this.field, this.place);
  }
}

type Sentence = (field: string, place?: number) => string;

const sentences = {
  'not-json': [
    (_, place) => `Ce n’est pas du JSON à partir du caractère ${place} : donnez un objet JSON entier.`,
    (_, place) => `This is not JSON from character ${place} on: give one whole JSON object.`,
  ],
  'not-utf-8': [
    field => `« ${field} » n’est pas de l’UTF-8 : enregistrez le texte en UTF-8.`,
    field => `"${field}" is not UTF-8: save the text as UTF-8.`,
  ],
  'unknown-field': [
    field => `« ${field} » est inconnu : retirez-le, ou corrigez son nom.`,
    field => `"${field}" is unknown: remove it, or correct its name.`,
  ],
  'field-given-twice': [
    field => `« ${field} » est donné deux fois : gardez-en un seul.`,
    field => `"${field}" is given twice: keep one of them.`,
  ],
  'field-missing': [field => `« ${field} » manque : ajoutez-le.`, field => `"${field}" is missing: add it.`],
  'not-a-text': [
    field => `« ${field} » doit être un texte entre guillemets.`,
    field => `"${field}" must be a text in quotes.`,
  ],
  'not-an-object': [
    field => `« ${field} » doit être un objet JSON, entre accolades.`,
    field => `"${field}" must be a JSON object, in braces.`,
  ],
  'not-a-list': [
    field => `« ${field} » doit être une liste JSON de la longueur attendue, entre crochets.`,
    field => `"${field}" must be a JSON list of the expected length, in brackets.`,
  ],
  'not-an-integer': [
    field => `« ${field} » doit être un entier positif ou nul, écrit sans guillemets, point ni exposant (245).`,
    field => `"${field}" must be a whole number, 0 or more, written without quotes, point or exponent (245).`,
  ],
  'not-an-amount': [
    field =>
      `« ${field} » doit être un entier positif ou nul entre guillemets, sans signe ni zéro en tête ("8046000").`,
    field => `"${field}" must be a whole number, 0 or more, in quotes, without sign or leading zero ("8046000").`,
  ],
  'points-not-10000': [
    field => `Les points de base (${field}) doivent totaliser 10 000, solidarité comprise.`,
    field => `The basis points (${field}) must sum to 10,000, solidarity included.`,
  ],
  'cap-too-low': [
    field => `« ${field} » doit valoir au moins 1, avec un dénominateur d’au moins 1 ([3, 1]).`,
    field => `"${field}" must be at least 1, with a denominator of at least 1 ([3, 1]).`,
  ],
  'driver-name': [
    field => `« ${field} » : le nom d’un compteur ne contient ni « ~ » ni « | », et n’est ni « cap » ni « comp ».`,
    field => `"${field}": the name of a driver holds no "~" and no "|", and is neither "cap" nor "comp".`,
  ],
  'driver-twice': [
    field => `« ${field} » nomme un compteur déjà nommé : additionnez leurs points.`,
    field => `"${field}" names a driver that was named before: add up their points.`,
  ],
  'driver-unknown': [
    field => `« ${field} » n’est pas un compteur déclaré : ajoutez-le à « drivers », ou retirez son usage.`,
    field => `"${field}" is not a declared driver: add it to "drivers", or remove its usage.`,
  ],
  'member-name': [
    field => `« ${field} » : le nom d’une association ne contient ni « ~ » ni « | ».`,
    field => `"${field}": the name of a member holds no "~" and no "|".`,
  ],
  'member-unknown': [
    field => `« ${field} » : cette association n’est pas dans « parts » ; ajoutez-la, ou comptez son usage à "~house".`,
    field => `"${field}": this member is not in "parts"; add it there, or count its usage to "~house".`,
  ],
  'no-parts': [
    field => `« ${field} » : la somme des parts est 0, personne ne peut rien porter.`,
    field => `"${field}": the parts sum to 0, so nobody can bear anything.`,
  ],
  'not-a-choice': [
    field => `« ${field} » n’a pas une des valeurs prévues.`,
    field => `"${field}" has none of the values it may have.`,
  ],
  'out-of-range': [field => `« ${field} » est hors des bornes.`, field => `"${field}" is out of bounds.`],
} as const satisfies Record<string, readonly [french: Sentence, english: Sentence]>;
