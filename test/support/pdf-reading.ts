import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What somebody else's reader finds in a PDF: its pages, texts with their places, structure and links. */
export interface PdfRead {
  readonly pages: number;
  readonly title: string;
  readonly language: string;
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number; readonly width: number }[];
  readonly urls: readonly string[];
  /** Roles of the structure tree, in reading order. */
  readonly roles: readonly string[];
  readonly alts: readonly string[];
}

export async function readPdf(bytes: Uint8Array): Promise<PdfRead> {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await loading.promise;
  try {
    const page = await document.getPage(1);
    const { items } = await page.getTextContent();
    const { info } = await document.getMetadata();
    const nodes = everyNode((await page.getStructTree()) as Tree | undefined);
    const annotations = (await page.getAnnotations()) as { url?: string }[];
    return {
      pages: document.numPages,
      title: String((info as Record<string, unknown>).Title),
      language: String((info as Record<string, unknown>).Language),
      texts: items.flatMap(item =>
        'str' in item && item.str.trim() !== ''
          ? [{ text: item.str, x: item.transform[4] as number, y: item.transform[5] as number, width: item.width }]
          : [],
      ),
      urls: annotations.flatMap(({ url }) => (url ? [url] : [])),
      roles: nodes.flatMap(({ role }) => (role ? [role] : [])),
      alts: nodes.flatMap(({ alt }) => (alt ? [alt] : [])),
    };
  } finally {
    await loading.destroy();
  }
}

interface Tree {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly Tree[];
}

const everyNode = (tree: Tree | undefined): Tree[] =>
  tree ? [tree, ...(tree.children ?? []).flatMap(child => everyNode(child))] : [];
