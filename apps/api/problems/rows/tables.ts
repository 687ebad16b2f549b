import { row } from '../row.js';

/** Files of people: the whole file, then its rows. */
export const tableRows = {
  'file-empty': row(
    422,
    [
      'Le fichier est vide',
      'Aucune ligne n’a été trouvée. Rien n’a été créé.',
      'Choisissez le fichier qui contient la liste.',
    ],
    ['The file is empty', 'No row was found. Nothing was created.', 'Choose the file that holds the list.'],
  ),
  'file-too-large': row(
    413,
    [
      'Le fichier est trop gros',
      '{bytes} octets, le maximum est {maximum}. Rien n’a été créé.',
      'Coupez la liste en plusieurs fichiers.',
    ],
    [
      'The file is too large',
      '{bytes} bytes, the most is {maximum}. Nothing was created.',
      'Split the list into several files.',
    ],
  ),
  'file-is-spreadsheet': row(
    422,
    [
      'C’est un classeur, pas un fichier CSV',
      'Rien n’a été créé.',
      'Dans le tableur : Enregistrer sous, puis « CSV ».',
    ],
    ['This is a workbook, not a CSV file', 'Nothing was created.', 'In the spreadsheet: Save as, then “CSV”.'],
  ),
  'file-not-text': row(
    422,
    [
      'Ce fichier n’est pas un texte',
      'Il ressemble à : {kind}. Rien n’a été créé.',
      'Enregistrez la liste au format CSV.',
    ],
    ['This file is no text', 'It looks like: {kind}. Nothing was created.', 'Save the list as CSV.'],
  ),
  'file-has-nul': row(
    422,
    [
      'Le fichier contient des octets nuls',
      'Ligne {row}. Le fichier est abîmé, ou n’est pas du CSV. Rien n’a été créé.',
      'Enregistrez de nouveau la liste au format CSV, en UTF-8.',
    ],
    [
      'The file holds null bytes',
      'Row {row}. The file is damaged, or is no CSV. Nothing was created.',
      'Save the list again as CSV, in UTF-8.',
    ],
  ),
  'file-without-header': row(
    422,
    [
      'La première ligne ne nomme pas les colonnes',
      'Trouvé : {found}. Rien n’a été créé.',
      'Ajoutez une première ligne : prénom ; nom ; e-mail personnel.',
    ],
    [
      'The first row does not name the columns',
      'Found: {found}. Nothing was created.',
      'Add a first row: given name; family name; own e-mail.',
    ],
  ),
  'file-header-unknown': row(
    422,
    [
      'Les colonnes ne sont pas reconnues',
      'Trouvé : {found}. Rien n’a été créé.',
      'Nommez les colonnes : prénom, nom, e-mail personnel, et au besoin adresse, groupes, limite.',
    ],
    [
      'The columns are not recognised',
      'Found: {found}. Nothing was created.',
      'Name the columns: given name, family name, own e-mail, and if need be address, groups, limit.',
    ],
  ),
  'file-column-missing': row(
    422,
    [
      'Une colonne obligatoire manque',
      'Il manque : {missing}. Trouvé : {found}. Rien n’a été créé.',
      'Ajoutez cette colonne.',
    ],
    ['A required column is missing', 'Missing: {missing}. Found: {found}. Nothing was created.', 'Add that column.'],
  ),
  'file-column-twice': row(
    422,
    [
      'Deux colonnes disent la même chose',
      '{field} : {columns}. Rien n’a été créé.',
      'Gardez une seule de ces colonnes.',
    ],
    ['Two columns say the same thing', '{field}: {columns}. Nothing was created.', 'Keep only one of these columns.'],
  ),
  'file-truncated': row(
    422,
    [
      'Le fichier est coupé',
      'Il s’arrête au milieu de la ligne {row}. Rien n’a été créé.',
      'Enregistrez ou téléchargez de nouveau le fichier entier.',
    ],
    [
      'The file is cut short',
      'It stops in the middle of row {row}. Nothing was created.',
      'Save or download the whole file again.',
    ],
  ),
  'file-quote-misplaced': row(
    422,
    ['Un guillemet est mal placé', 'Ligne {row}. Rien n’a été créé.', 'Doublez le guillemet, ou retirez-le.'],
    ['A quotation mark is out of place', 'Row {row}. Nothing was created.', 'Double the quotation mark, or remove it.'],
  ),
  'file-row-too-long': row(
    422,
    [
      'Une ligne est beaucoup trop longue',
      'Ligne {row}. Rien n’a été créé.',
      'Vérifiez les guillemets de cette ligne.',
    ],
    ['A row is far too long', 'Row {row}. Nothing was created.', 'Check the quotation marks of that row.'],
  ),
  'file-without-rows': row(
    422,
    [
      'Le fichier n’a que la ligne des titres',
      'Aucune personne n’y figure. Rien n’a été créé.',
      'Choisissez le fichier qui contient la liste.',
    ],
    [
      'The file has nothing but its header',
      'It names nobody. Nothing was created.',
      'Choose the file that holds the list.',
    ],
  ),
  'file-too-many-rows': row(
    422,
    [
      'Le fichier a trop de lignes',
      '{rows} lignes, le maximum est {maximum}. Rien n’a été créé.',
      'Coupez la liste en plusieurs fichiers.',
    ],
    [
      'The file has too many rows',
      '{rows} rows, the most is {maximum}. Nothing was created.',
      'Split the list into several files.',
    ],
  ),
  'cell-missing': row(
    422,
    ['Une case est vide', 'Cette colonne est obligatoire.', 'Remplissez la case.'],
    ['A cell is empty', 'This column is required.', 'Fill in the cell.'],
  ),
  'row-too-wide': row(
    422,
    [
      'Cette ligne a trop de cases',
      '{cells} cases pour {columns} colonnes.',
      'Mettez entre guillemets la case qui contient le séparateur.',
    ],
    [
      'This row has too many cells',
      '{cells} cells for {columns} columns.',
      'Put quotation marks around the cell that holds the separator.',
    ],
  ),
  'row-address-domain-missing': row(
    422,
    [
      'L’adresse n’a pas de domaine',
      '« {value} » : le domaine n’est pas connu.',
      'Écrivez l’adresse en entier, ou choisissez le domaine de la liste.',
    ],
    [
      'The address has no domain',
      '“{value}”: the domain is not known.',
      'Write the whole address, or choose the domain of the list.',
    ],
  ),
  'row-own-address-again': row(
    422,
    [
      'L’e-mail personnel est la boîte à créer',
      '« {value} » : l’invitation n’arriverait à personne.',
      'Indiquez une adresse que la personne lit déjà.',
    ],
    [
      'The own e-mail is the mailbox to be made',
      '“{value}”: nobody would receive the invitation.',
      'Give an address the person already reads.',
    ],
  ),
  'row-duplicate-person': row(
    422,
    [
      'Cette personne figure deux fois dans le fichier',
      'Même nom et même e-mail que la ligne {otherRow}.',
      'Gardez une seule des deux lignes.',
    ],
    [
      'This person is in the file twice',
      'Same name and same e-mail as row {otherRow}.',
      'Keep only one of the two rows.',
    ],
  ),
  'row-duplicate-address': row(
    422,
    [
      'Cette adresse figure deux fois dans le fichier',
      'Elle est déjà demandée à la ligne {otherRow}.',
      'Choisissez une autre adresse.',
    ],
    ['This address is in the file twice', 'Row {otherRow} asks for it already.', 'Choose another address.'],
  ),
};
