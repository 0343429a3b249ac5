import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { de } from './de';

const ROOT = join(import.meta.dirname, '..');

/** Files whose texts are code to copy, or that have none for readers. */
const WITHOUT = /\.test\.tsx?$|^api\/generated|^testing\/|^language\/(de|de-sign-in|language|texts)\.ts$|snippets\.ts$/;

/** Attributes and members that readers see, whatever stands in them. */
const SEEN = new Set(['title', 'label', 'hint', 'description', 'aria-label', 'submitLabel', 'confirmLabel', 'term', 'titleText', 'screenReaderText', 'section']);

/** Texts that are none: names of things, examples, code. */
const NONE = /^(lightwave |userName co|read search$|cn |https?:|ldaps?:|PT?\d|pf-|lw-|[a-z]+:\/\/)|[{};]$|[[<#=$\\/]|--|Page$|^ProblemError$|· Lightwave$|^([A-Z]{2,}|[A-Z][a-zA-Z]*-[A-Z][\w-]*)$/;

interface Found {
  where: string;
  text: string;
}

const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !WITHOUT.test(file))
  .map((file) => ts.createSourceFile(join(ROOT, file), readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS));

const isLookup = (node: ts.Node): node is ts.CallExpression => ts.isCallExpression(node) && node.expression.getText() === 't';

/** The texts that are looked up: literals, or one of two by a condition. */
function literals(node: ts.Expression | undefined): string[] {
  if (node && ts.isStringLiteralLike(node)) return [node.text];
  if (node && ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)];
  throw new Error(`not to be found in a catalogue: ${node?.getText()}`);
}

const hasWords = (text: string) => /\p{L}{2}/u.test(text) && !NONE.test(text.trim());
/** A sentence, or a word that begins as one. */
const reads = (text: string) => hasWords(text) && (/^[A-Z“][\p{L}’-]*[a-z]( |$|[.?:…])/u.test(text) || /^[a-z]+(,? [\p{L}\d’'{}-]+)+[.:?…]?$/u.test(text));

function isCode(node: ts.Node): boolean {
  if (!ts.isJsxElement(node)) return false;
  return node.openingElement.tagName.getText() === 'code' || node.openingElement.attributes.getText().includes('lw-code');
}

/** Within a comparison, a type, an import, a list of commands, or an argument that nobody reads. */
function isUnseen(node: ts.Node): boolean {
  for (let at = node, up = node.parent; up; at = up, up = up.parent) {
    if (isLookup(up) || ts.isImportDeclaration(up) || ts.isExportDeclaration(up) || ts.isLiteralTypeNode(up) || ts.isCaseClause(up) || ts.isElementAccessExpression(up)) return true;
    if (ts.isPropertyAssignment(up) && up.name === at) return true;
    if (ts.isBinaryExpression(up) && /^[!=]==$/.test(up.operatorToken.getText())) return true;
    if (ts.isConditionalExpression(up) && up.condition === at) return true;
    if (ts.isNewExpression(up) && /^(Syntax)?Error$/.test(up.expression.getText())) return true;
    if (ts.isJsxAttribute(up)) return ['className', 'commands', 'code', 'id', 'placeholder', 'to'].includes(up.name.getText());
    if (ts.isArrayLiteralExpression(up) && ts.isPropertyAccessExpression(up.parent) && up.parent.name.text === 'join') return true;
    if (ts.isTaggedTemplateExpression(up) || (ts.isCallExpression(up) && /\.(get|has|replace|replaceAll|startsWith|includes|split|setItem|getItem)$/.test(up.expression.getText()))) return true;
    if (ts.isFunctionLike(up) || ts.isStatement(up)) return false;
  }
  return false;
}

const isSeen = ({ parent }: ts.Node) => (ts.isJsxAttribute(parent) || ts.isPropertyAssignment(parent)) && SEEN.has(parent.name.getText());

const lookedUp = new Map<string, string>();
const outside: Found[] = [];
for (const source of sources) {
  const where = (node: ts.Node) => `${relative(ROOT, source.fileName)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (isLookup(node)) for (const text of literals(node.arguments[0])) lookedUp.set(text, where(node));
    else if (ts.isJsxText(node) && hasWords(node.text) && !isCode(node.parent)) outside.push({ where: where(node), text: node.text.trim() });
    else if (ts.isStringLiteralLike(node) && !isUnseen(node) && (reads(node.text) || (isSeen(node) && hasWords(node.text) && /^[A-Z]|[ ]/.test(node.text)))) outside.push({ where: where(node), text: node.text });
    else if (ts.isTemplateExpression(node) && !isUnseen(node)) {
      const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}');
      if (/[\p{L}’]{2,} |[ ][\p{L}’]{2,}/u.test(text) && !NONE.test(text) && !text.includes('\n')) outside.push({ where: where(node), text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

// The sign-in page is a document of its own: what is marked there is looked up by its script.
const page = readFileSync(join(ROOT, '..', 'sign-in.html'), 'utf8');
for (const [, text = ''] of page.matchAll(/ data-t>([^<]+)</g)) lookedUp.set(text, 'sign-in.html');
for (const [, text = ''] of page.replace(/<head>[^]*<\/head>/, '').matchAll(/>([^<]*\p{L}{2}[^<]*)</gu)) {
  if (!lookedUp.has(text) && text.trim() !== 'Lightwave') outside.push({ where: 'sign-in.html', text: text.trim() });
}

it('what readers see stands in the catalogue', () => {
  expect(outside.map(({ where, text }) => `${where} ${text}`)).toEqual([]);
});

it('the catalogue has what is looked up, and nothing more', () => {
  expect([...lookedUp].filter(([text]) => !Object.hasOwn(de, text)).map(([text, where]) => `${where} ${text}`)).toEqual([]);
  expect(Object.keys(de).filter((text) => !lookedUp.has(text))).toEqual([]);
});

it('a translation has the places of its text', () => {
  const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).toSorted();
  expect(Object.entries(de).filter(([text, said]) => said.trim() === '' || `${places(text)}` !== `${places(said)}`)).toEqual([]);
});
