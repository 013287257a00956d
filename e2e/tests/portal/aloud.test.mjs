// 朗读: what a browser is asked to say. Only its voice is stubbed, since Chromium here has none.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow } from '../../house/browser.mjs';
import { enter } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { submit } from '../../house/desk.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('read aloud are the promise, the state, the last step and what comes next', async () => {
  const submitted = await submit(city);
  const dispatcher = await city.staff('pizhuan');
  await dispatcher.act(submitted.no, 'accept');
  await dispatcher.act(submitted.no, 'dispatch', { lead: '市住建局' });
  const page = await openWindow(browser, city);
  await page.addInitScript(() => {
    globalThis.spoken = [];
    speechSynthesis.speak = (said) => globalThis.spoken.push({ text: said.text, lang: said.lang });
    speechSynthesis.cancel = () => globalThis.spoken.push('quiet');
  });
  await enter(page, submitted);
  const promise = page.getByRole('region', { name: '承诺答复' });
  const steps = page.getByRole('region', { name: '办理经过' });
  await promise.waitFor();
  await page.getByRole('button', { name: '朗读' }).click();
  const [said] = await page.evaluate(() => globalThis.spoken);
  assert.equal(said.lang, 'zh-CN');
  const [next, last] = await Promise.all([0, 1].map((n) => steps.getByRole('heading', { level: 3 }).nth(n).innerText()));
  const due = (await promise.innerText()).match(/\d+ 月 \d+ 日（周.）[^\n]*/)[0];
  for (const [what, words] of Object.entries({ promise: due, next, last })) {
    assert.ok(said.text.includes(words.trim()), `${what}: ${words} in ${said.text}`);
  }
  assert.match(said.text, /还有|剩|办理|单位|等/, 'the state');
  assert.match(last, /住建局|批转|交/);
  await page.getByRole('button', { name: '停止朗读' }).click();
  assert.equal((await page.evaluate(() => globalThis.spoken)).at(-1), 'quiet');
  await page.getByRole('button', { name: '朗读', exact: true }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
