import { AppError } from '#shared/errors.ts';
import { limits } from './limits.ts';

export type XmlEvent =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly line: number;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/**
 * A small XML reader for files from elsewhere: elements, attributes, text, CDATA. It knows the five standard entities
 * and character references; a document type declaration, which could define others, is refused. Time and memory are
 * linear in the input.
 * @throws {AppError} FORMAT_INVALID, FILE_TOO_LARGE
 */
export function* scanXml(xml: string, name: string): Generator<XmlEvent> {
  const open: string[] = [];
  let at = 0;
  let elements = 0;
  const lineAt = createLineCounter(xml);
  const fail = (why: string): AppError =>
    new AppError('FORMAT_INVALID', `${name}, line ${lineAt(at)}: ${why}`, {
      action: 'The XML is damaged or unsafe; export the file again.',
    });
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    if (next !== at) {
      const text = xml.slice(at, next < 0 ? xml.length : next);
      if (open.length > 0) yield { kind: 'text', text: unescapeXml(text.replace(/\r\n?/g, '\n')) };
      else if (/[^\s\uFEFF]/.test(text)) throw fail('text outside the root element');
      if (next < 0) break;
      at = next;
    }
    if (xml.startsWith('<?', at)) at = after(xml, '?>', at, fail);
    else if (xml.startsWith('<!--', at)) at = after(xml, '-->', at, fail);
    else if (xml.startsWith('<![CDATA[', at)) {
      const end = after(xml, ']]>', at, fail);
      yield { kind: 'text', text: xml.slice(at + 9, end - 3) };
      at = end;
    } else if (xml.startsWith('<!', at)) throw fail('a document type declaration is not allowed');
    else if (xml.startsWith('</', at)) {
      const end = after(xml, '>', at, fail);
      const closed = xml.slice(at + 2, end - 1).trim();
      if (open.pop() !== closed) throw fail(`</${closed.slice(0, 40)}> closes nothing`);
      yield { kind: 'close', name: closed };
      at = end;
    } else {
      if (++elements > limits.xmlElements)
        throw new AppError('FILE_TOO_LARGE', `${name} has more than ${limits.xmlElements} elements`, {
          action: 'Split the file.',
        });
      const tag = readTag(xml, at, fail);
      yield { kind: 'open', name: tag.name, attributes: tag.attributes, line: lineAt(at) };
      if (tag.isEmpty) yield { kind: 'close', name: tag.name };
      else open.push(tag.name);
      if (open.length > limits.depth) throw fail('elements are nested too deeply');
      at = tag.end;
    }
  }
  if (open.length > 0) throw fail(`<${open.at(-1) ?? ''}> is not closed`);
  if (elements === 0) throw fail('there is no element');
}

function after(xml: string, mark: string, from: number, fail: (why: string) => AppError): number {
  const found = xml.indexOf(mark, from);
  if (found < 0) throw fail(`"${mark}" is missing`);
  return found + mark.length;
}

const nameEnd = /[\s/>=]/g;

function readTag(
  xml: string,
  from: number,
  fail: (why: string) => AppError,
): { name: string; attributes: Map<string, string>; isEmpty: boolean; end: number } {
  let at = from + 1;
  const readName = (): string => {
    nameEnd.lastIndex = at;
    const end = nameEnd.exec(xml)?.index ?? xml.length;
    const name = xml.slice(at, end);
    at = end;
    return name;
  };
  const skipSpace = (): void => {
    while (at < xml.length && xml.charCodeAt(at) <= 0x20) at++;
  };
  const name = readName();
  if (!/^[\p{L}_:][\p{L}\p{N}._:-]*$/u.test(name)) throw fail('"<" does not begin an element');
  const attributes = new Map<string, string>();
  for (;;) {
    skipSpace();
    const char = xml.charAt(at);
    if (char === '>') return { name, attributes, isEmpty: false, end: at + 1 };
    if (char === '/' && xml.charAt(at + 1) === '>') return { name, attributes, isEmpty: true, end: at + 2 };
    const key = readName();
    skipSpace();
    if (key === '' || xml.charAt(at) !== '=') throw fail(`an attribute of <${name}> has no value`);
    at++;
    skipSpace();
    const quote = xml.charAt(at);
    if (quote !== '"' && quote !== "'") throw fail(`an attribute of <${name}> has no quotes`);
    const end = xml.indexOf(quote, at + 1);
    if (end < 0) throw fail(`an attribute of <${name}> has no end`);
    // XML turns white space written as such into blanks; written as a reference it stays.
    attributes.set(key, unescapeXml(xml.slice(at + 1, end).replace(/\r\n|[\t\n\r]/g, ' ')));
    at = end + 1;
  }
}

const standard: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return standard[name] ?? whole;
    const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code <= 0x10ffff && code > 0 ? String.fromCodePoint(code) : '\uFFFD';
  });
}

// eslint-disable-next-line no-control-regex -- exactly the characters that XML 1.0 bans
const banned = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const loneSurrogates = /(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/g;

/** Characters XML bans become a blank each, so that no offset moves. */
export function withoutBanned(text: string): string {
  return text.replace(banned, ' ').replace(loneSurrogates, ' ');
}

/** Text for an attribute; line breaks and tabs as references, so that they stay. */
export function escapeXml(text: string): string {
  return withoutBanned(text).replace(/[<>&"\t\n\r]/g, (char) => escapes[char] ?? char);
}

const escapes: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Line number of a position; positions must not go back. */
function createLineCounter(text: string): (position: number) => number {
  let line = 1;
  let next = text.indexOf('\n'); // kept, so that a file of one long line is searched once
  return (position) => {
    while (next >= 0 && next < position) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}
