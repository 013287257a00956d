// 朗读: what a browser is asked to say. Only its voice is stubbed, since Chromium here has none.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { enter, writeCase } from '../../house/citizen.mjs';
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

/** A window that notes what it is asked to say. */
async function openListening(options) {
  const page = await openWindow(browser, city, options);
  await page.addInitScript(() => {
    globalThis.spoken = [];
    speechSynthesis.speak = (said) => globalThis.spoken.push({ text: said.text, lang: said.lang });
    speechSynthesis.cancel = () => globalThis.spoken.push('quiet');
  });
  return page;
}

test('read aloud are the promise, the state, the last step and what comes next', async () => {
  const submitted = await submit(city);
  const dispatcher = await city.staff('pizhuan');
  await dispatcher.act(submitted.no, 'accept');
  await dispatcher.act(submitted.no, 'dispatch', { lead: '市住建局' });
  const page = await openListening();
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

/** What this page says when asked; a page that was spoken is quiet again. */
async function said(page) {
  const button = page.getByRole('button', { name: '朗读', exact: true });
  await button.click();
  const { text, lang } = await page.evaluate(() => globalThis.spoken.findLast((one) => one.text));
  await page.getByRole('button', { name: '停止朗读' }).click();
  await button.waitFor();
  assert.equal(lang, 'zh-CN');
  return text;
}

test('every page is read aloud, from its heading on; what is folded, typed or only there to choose from is not', async () => {
  const page = await openListening({ size: PHONE });
  const expected = {
    '/': [/^ ?您遇到了什么事？/, /不想打字？拨 ?12345/, /投诉、举报 ?10 ?个工作日/],
    '/write': [/您遇到了什么事？.*经过.*下一步：在哪里/],
    '/follow': [/查一件诉求办到哪了.*受理编号.*查询码.*查看进度/],
    '/public': [/公开诉求.*查找/],
    '/figures': [/办得怎么样.*按区县/],
    '/about': [/隐私与无障碍.*谁看得到什么/],
    '/no-such-page': [/没有找到.*没有这一页/],
  };
  for (const [path, words] of Object.entries(expected)) {
    await page.goto(path);
    const text = await said(page);
    for (const one of words) assert.match(text, one, path);
  }
  await page.goto('/');
  const folded = page.getByRole('group').first();
  const inside = (await folded.evaluate((group) => group.querySelector('p').textContent)).trim();
  assert.ok(!(await said(page)).includes(inside), 'folded');
  await folded.evaluate((group) => group.querySelector('summary').click());
  assert.ok((await said(page)).includes(inside), 'unfolded');
  await page.goto('/public');
  assert.ok(!(await said(page)).includes('窨井盖'), 'no list of all items');

  const { no, code } = await writeCase(page);
  const text = await said(page);
  for (const words of ['收到了，请记下这两样', no, code, '什么时候有回音', '当天不计']) assert.ok(text.includes(words), words);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('nothing is offered to be read aloud where no script runs', async () => {
  const page = await openWindow(browser, city, { script: false });
  for (const path of ['/', '/write', '/public']) {
    await page.goto(path);
    assert.equal(await page.getByRole('button', { name: '朗读' }).count(), 0, path);
  }
  await page.context().close();
});
