// 公开诉求 by area or item: found by the list's own fields, fetched as a feed of the same, dated by publication.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser, ofArea, ofItem;
/** A county and an item that no published case of the demonstration has. */
let area, item;

before(async () => {
  [city, browser] = await Promise.all([openCity({ cases: 5 }), openBrowser()]);
  const page = await openWindow(browser, city, { script: false });
  const rows = (await (await page.request.get('/public.csv')).text()).split('\r\n').slice(1).filter(Boolean);
  // 仓山区 is where cases of this house stand by themselves.
  const taken = ['350104', ...rows.flatMap((row) => row.split('","').slice(2, 4))];
  await page.goto('/public');
  const choices = (name) =>
    page
      .getByRole('combobox', { name })
      .getByRole('option')
      .evaluateAll((options) => options.map(({ value, label }) => ({ value, label })));
  const free = async (name) => (await choices(name)).find(({ value }) => value && !taken.some((one) => one.startsWith(value)));
  [area, item] = [await free('区县'), await free('事项')];
  await page.context().close();
  // Written in one order and published in the other.
  [ofArea, ofItem] = [await submit(city, { area: area.value }), await submit(city, { item: item.value })];
  for (const one of [ofItem, ofArea]) {
    await answerIt(city, one.no);
    await (
      await city.staff('zhongshen')
    ).act(one.no, 'publish', { title: `公开的 ${one.no}`, text: '一处的路灯不亮。', answer: '已经亮了。' });
    one.published = (await (await city.staff('zhongshen')).get(`/api/cases/${one.no}/history`)).findLast(
      (step) => step.kind === 'published',
    ).at;
  }
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A feed as a reader of feeds takes it: when it was updated, and its entries' links and instants. */
async function feed(page, path) {
  const answer = await page.request.get(path);
  assert.match(answer.headers()['content-type'], /application\/atom\+xml/);
  return page.evaluate(
    (text) => {
      const document = new DOMParser().parseFromString(text, 'application/xml');
      if (document.querySelector('parsererror')) return text;
      const one = (part, name) => part.querySelector(`:scope > ${name}`).textContent;
      return {
        updated: one(document.documentElement, 'updated'),
        entries: [...document.querySelectorAll('entry')].map((entry) => ({
          no: one(entry, 'id').split('/').at(-1),
          updated: one(entry, 'updated'),
          title: one(entry, 'title'),
        })),
      };
    },
    await answer.text(),
  );
}
const entryOf = ({ no, published }) => ({ no, updated: published, title: `公开的 ${no}` });

for (const script of [true, false]) {
  test(`what is published is found by item and by area, and subscribed to, ${script ? 'with' : 'without'} a script`, async () => {
    const page = await openWindow(browser, city, { script });
    const reader = await openWindow(browser, city);
    for (const [name, chosen, found] of [
      ['事项', item, ofItem],
      ['区县', area, ofArea],
    ]) {
      await page.goto('/public');
      await page.getByRole('combobox', { name }).selectOption({ label: chosen.label });
      await page.getByRole('button', { name: '查找' }).click();
      await page.waitForURL(/\?/);
      const cases = page.getByRole('main').getByRole('link', { name: /^公开的 / });
      await cases.waitFor();
      assert.equal(await cases.getAttribute('href'), `/public/${found.no}`, `the one of ${chosen.label}`);
      assert.equal(await page.getByRole('combobox', { name }).inputValue(), chosen.value, 'still chosen');
      if (script) await isSound(page, `/public by ${name}`);
      const { updated, entries } = await feed(reader, await page.getByRole('link', { name: '订阅（Atom）' }).getAttribute('href'));
      assert.deepEqual(entries, [entryOf(found)]);
      assert.equal(updated, found.published);
    }
    await Promise.all([page, reader].map((one) => one.context().close()));
  });
}

test('a feed is as new as what was published last, wherever it stands', async () => {
  const page = await openWindow(browser, city);
  const { updated, entries } = await feed(page, '/public.atom');
  const [first, second] = [ofItem, ofArea].map(({ no }) => entries.findIndex((entry) => entry.no === no));
  assert.ok(second >= 0 && second < first, 'what was published last comes first');
  assert.ok(ofItem.published < ofArea.published);
  assert.equal(updated, ofArea.published);
  assert.equal(
    entries
      .map((entry) => entry.updated)
      .toSorted()
      .at(-1),
    updated,
  );
  await page.context().close();
});

test('an empty feed does not look new every time', async () => {
  const page = await openWindow(browser, city);
  const empty = () => feed(page, `/public.atom?area=${area.value}&item=${item.value}`);
  const { updated, entries } = await empty();
  assert.deepEqual(entries, []);
  assert.ok(Date.parse(updated) < Date.now() - 24 * 3600 * 1000, updated);
  assert.equal((await empty()).updated, updated);
  await page.context().close();
});
