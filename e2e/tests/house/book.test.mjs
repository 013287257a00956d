// docs/screens.md names every command of a case and the fields of its form, as the desk's own table has them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const read = (path) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** The words of one group of the Chinese desk: `act`, `callBack`, `command`. */
function wordsOf(text, group) {
  const [, inside] = text.split(`\n  ${group}: {\n`);
  assert.ok(inside, group);
  const plain = inside.split('\n  }')[0].matchAll(/^ {4}(\w+): '([^']*)',$/gm);
  return Object.fromEntries([...plain].map(([, key, word]) => [key, word]));
}

/** Each command with the labels of its fields, in the order of the form. */
async function commands() {
  const [table, words] = await Promise.all([read('web/src/acts/table.ts'), read('web/src/locales/acts/zh-CN.ts')]);
  const said = Object.fromEntries(['act', 'callBack', 'command'].map((group) => [group, wordsOf(words, group)]));
  const [, all] = table.split('export const ACTS: Act[] = [\n');
  const acts = all
    .split('\n]\n')[0]
    .split(/^ {2}\{/m)
    .slice(1);
  return acts.map((act) => {
    const [, name] = /name: '(\w+)'/.exec(act);
    const field = /label: \(\) => w\.(\w+)\.(\w+)|(?:words|line)\(\s*'\w+',\s*\(\) => w\.(\w+)\.(\w+)|\b(reason|decision)\((?=[\s)'{])/g;
    const labels = [...act.matchAll(field)].map(([, group = undefined, key, group2, key2, own]) =>
      own ? said.act[own] : said[group ?? group2][key ?? key2],
    );
    assert.ok(
      labels.every((label) => label),
      `${name}: ${labels}`,
    );
    return { name: said.command[name], labels };
  });
}

test('the book names every command with the fields of its form', async () => {
  const [all, book] = await Promise.all([commands(), read('docs/screens.md')]);
  assert.ok(all.length > 30, 'the table was read');
  const section = book.split('### Commands\n')[1]?.split('\n### ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| command'));
  const told = rows.map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return `${cells[1]}: ${cells[3]}`;
  });
  assert.deepEqual(
    told,
    all.map(({ name, labels }) => `${name}: ${labels.join(', ') || '–'}`),
  );
});
