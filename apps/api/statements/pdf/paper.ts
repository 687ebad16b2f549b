import PDFDocument from 'pdfkit';
import { type Face, fontFiles, fontName, runsOf } from './fonts.js';

type Element = ReturnType<PDFKit.PDFDocument['struct']>;

/** Where and how one line of text is written; `x` is its left edge, `width` what it may take. */
export interface Line {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly face?: Face;
  readonly align?: 'left' | 'right';
  readonly color?: string;
}

/** What a page says of itself; dates come from the figures, never from the clock, so that the same figures give the same bytes. */
export interface PaperFacts {
  readonly title: string;
  readonly subject: string;
  readonly language: string;
  readonly asOf: Date;
}

export const ink = '#1a1a1a';
export const quiet = '#555555';
export const linkInk = '#0b3d91';
export const margin = 36;
export const pageWidth = 595.28;
export const pageHeight = 841.89;
export const inside = pageWidth - 2 * margin;

/** One tagged A4 page (PDF/UA): every sign is either part of the structure, in reading order, or marked as decoration. */
export class Paper {
  private readonly doc: PDFKit.PDFDocument;
  private readonly root: Element;
  private readonly bytes: Promise<Buffer>;

  constructor({ title, subject, language, asOf }: PaperFacts) {
    const options = {
      size: 'A4',
      margin: 0,
      pdfVersion: '1.7',
      subset: 'PDF/UA',
      tagged: true,
      displayTitle: true,
      lang: language,
      info: { Title: title, Subject: subject, Creator: 'Amie', Producer: 'Amie', CreationDate: asOf, ModDate: asOf },
    } as const;
    // The types of the library do not know PDF/UA yet.
    this.doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
    this.bytes = collect(this.doc);
    for (const [name, bytes] of fontFiles()) this.doc.registerFont(name, bytes);
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
  }

  /** An element of the structure with what is drawn in it, or with elements of its own. */
  element(kind: string, options: ElementOptions, fill: (element: Element) => void, parent = this.root): void {
    const element = this.doc.struct(kind, options as PDFKit.Mixins.StructureElementOptions);
    parent.add(element);
    fill(element);
    element.end();
  }

  /** One line of text as an element. */
  line(kind: string, text: string, line: Line, parent = this.root, options: ElementOptions = {}): void {
    this.element(kind, options, element => element.add(() => this.write(text, line)), parent);
  }

  /** A line that opens an address; `about` says where it leads to whoever cannot see it. */
  link(text: string, line: Line, url: string, about: string, parent: Element): void {
    this.element(
      'Link',
      { alt: about },
      element => {
        element.add(() => this.write(text, { ...line, color: linkInk }));
        const left = line.align === 'right' ? line.x + line.width - this.widthOf(text, line) : line.x;
        const area = { structParent: element, Contents: new String(about) } as object;
        this.doc.link(left, line.y, this.widthOf(text, line), line.size * 1.2, url, area);
      },
      parent,
    );
  }

  /** A picture: drawn freely, and told in words. */
  figure(alt: string, box: readonly [number, number, number, number], draw: () => void): void {
    this.element('Figure', { alt, bbox: box, placement: 'Block' }, element => element.add(draw));
  }

  /** Something for the eye alone. */
  decoration(draw: (doc: PDFKit.PDFDocument) => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw(this.doc);
    this.doc.endMarkedContent();
  }

  rule(y: number, weight = 0.5): void {
    this.decoration(doc =>
      doc
        .lineWidth(weight)
        .strokeColor(quiet)
        .moveTo(margin, y)
        .lineTo(margin + inside, y)
        .stroke(),
    );
  }

  bar(x: number, y: number, width: number, height: number, color: string): void {
    this.doc.rect(x, y, width, height).fill(color);
  }

  /** Draws a line, cut with an ellipsis where it does not fit. */
  write(text: string, line: Line): void {
    const shown = this.fitted(text, line);
    let x = line.align === 'right' ? line.x + line.width - this.widthOf(shown, line) : line.x;
    for (const run of runsOf(shown)) {
      this.doc
        .font(fontName(line.face ?? '400', run.range))
        .fontSize(line.size)
        .fillColor(line.color ?? ink);
      this.doc.text(run.text, x, line.y, { lineBreak: false });
      x += this.doc.widthOfString(run.text);
    }
  }

  widthOf(text: string, { face = '400', size }: Pick<Line, 'face' | 'size'>): number {
    return runsOf(text).reduce(
      (sum, run) => sum + this.doc.font(fontName(face, run.range)).fontSize(size).widthOfString(run.text),
      0,
    );
  }

  /** A text as lines of at most a width, broken at its spaces. */
  wrapped(text: string, line: Pick<Line, 'face' | 'size' | 'width'>): string[] {
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const longer = [...(lines.length > 0 ? [lines.at(-1)] : []), word].join(' ');
      if (lines.length > 0 && this.widthOf(longer, line) <= line.width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  private fitted(text: string, line: Line): string {
    if (this.widthOf(text, line) <= line.width) return text;
    const signs = Array.from(text);
    while (signs.length > 1 && this.widthOf(`${signs.join('').trimEnd()}…`, line) > line.width) signs.pop();
    return `${signs.join('').trimEnd()}…`;
  }

  async end(): Promise<Buffer> {
    this.root.end();
    this.doc.end();
    return this.bytes;
  }
}

export interface ElementOptions {
  readonly alt?: string;
  readonly title?: string;
  readonly scope?: 'Row' | 'Column';
  readonly bbox?: readonly [number, number, number, number];
  readonly placement?: string;
}

export type { Element };

async function collect(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of doc) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
