import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

const renderer = join(import.meta.dirname, '../../../renderer');

/** Attributes whose text somebody sees or hears. */
const spoken =
  /^(?:aria-(?:label|description|roledescription|valuetext)|alt|description|hint|label|legend|message|placeholder|subtitle|text|title|unit)$/;
const hasWords = (text: string): boolean => /\p{L}/u.test(text);

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Texts an expression may come to, seen without running it: literals, templates, and both sides of a choice. */
function literalsOf(node: Node): readonly string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return (node.quasis as readonly { readonly value: { readonly raw: string } }[]).map(({ value }) => value.raw);
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap((side) => literalsOf(side as Node));
    case 'LogicalExpression':
    case 'BinaryExpression':
      return [node.left, node.right].flatMap((side) => literalsOf(side as Node));
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
      return literalsOf(node.expression as Node);
    default:
      return [];
  }
}

/** The texts of a TSX file that reach a person without having gone through i18next. */
function visibleTexts(source: string): readonly string[] {
  const found: string[] = [];
  const walk = (node: Node): void => {
    if (node.type === 'JSXText') found.push(String(node.value));
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
      for (const child of node.children as readonly Node[]) {
        if (child.type === 'JSXExpressionContainer') found.push(...literalsOf(child));
      }
    }
    if (node.type === 'JSXAttribute' && isNode(node.value)) {
      const { name } = node.name as { readonly name: unknown };
      if (typeof name === 'string' && spoken.test(name)) found.push(...literalsOf(node.value));
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child);
    }
  };
  const { program, errors } = parseSync('file.tsx', source);
  if (errors.length > 0) throw new Error(errors[0]?.message);
  walk(program as unknown as Node);
  return found.map((text) => text.trim()).filter(hasWords);
}

describe('a text that goes around i18next', () => {
  test.each([
    ['between tags', '<p>Hello {name}</p>'],
    ['in an attribute', '<input placeholder="Search" />'],
    ['in a choice', "<p>{busy ? 'Wait' : t('done')}</p>"],
    ['in a template', `<b title={\`File \${name}\`} />`],
    ['in a fragment', "<>{ok && 'Fine'}</>"],
  ])('is found %s', (_where, jsx) => {
    expect(visibleTexts(`const x = ${jsx};`)).toHaveLength(1);
  });

  test('is not what nobody reads: translated texts, class names, keys and signs', () => {
    const jsx = `<p className="a" key={\`b \${c}\`} title={t('x')} data-tone="good">{t('y')} · {n} %</p>`;
    expect(visibleTexts(`const x = ${jsx};`)).toEqual([]);
  });

  test('does not exist in the window', () => {
    const files = globSync('**/*.tsx', { cwd: renderer });
    expect(files.length).toBeGreaterThan(50);
    const found = files.flatMap((file) =>
      visibleTexts(readFileSync(join(renderer, file), 'utf8')).map((text) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});
