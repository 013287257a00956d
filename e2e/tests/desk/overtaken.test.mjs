// Two at the same thing in the office: rules, a template, an entry of the knowledge base, a holiday table. Whoever
// comes later is told what came before, sees it, and goes on with what he wrote.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const ends = (page) => {
  assert.deepEqual(page.troubles, []);
  return page.context().close();
};
/** A day in Shanghai, so many days from now. */
const day = (days) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

test('rules that changed since the preview: who kept what is told, and the next preview is on top of it', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules' });
  await page.getByRole('button', { name: '写新的一版' }).click();
  const form = page.getByRole('form', { name: '规则：写新的一版' });
  await form.getByLabel('施行日', { exact: true }).fill(day(40));
  await form.getByRole('textbox', { name: '依据' }).fill('榕政办〔2026〕13号');
  await form.getByRole('spinbutton', { name: '投诉的期限（以后）' }).fill('7');
  await form.getByRole('textbox', { name: '为什么改' }).fill('常务会议纪要');
  await page.keyboard.press('Control+Enter');
  const preview = page.getByRole('region', { name: '试算' });
  await preview.waitFor();

  const admin = await city.staff('xitong');
  const change = { rulebook: { title: null, source: '来文', composed: false, keys: [{ key: 'rework_days', value: 2, composed: false }] } };
  const { seen } = await admin.post('/api/rules/preview', { effective: day(35), change });
  await admin.post('/api/rules', { effective: day(35), change, why: '另一份来文', seen });

  await page.keyboard.press('Control+Enter');
  const alert = form.getByRole('alert');
  await alert.getByText(new RegExp(`定下了第 1 号（规则，${day(35)} 起）`)).waitFor();
  assert.doesNotMatch(await alert.innerText(), /这件/);
  assert.equal(await preview.count(), 0, 'what would not come true is not offered');
  await isSound(page, 'overtaken');
  await alert.getByRole('button', { name: '看最新情况' }).click();
  const versions = page.getByRole('region', { name: '改过的版本' });
  await versions.and(page.locator(':focus')).waitFor();
  await versions.getByText('另一份来文').waitFor();
  await page.keyboard.press('Control+Enter');
  await preview
    .getByRole('table', { name: '改了什么' })
    .getByRole('row', { name: /投诉的期限 10 7/ })
    .waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText(`定下了，${day(40)} 起施行。`).waitFor();
  await ends(page);
});

test('a template that somebody else changed: his words are shown before one saves over them, also from a draft', async () => {
  const unit = await city.staff('zhujian');
  const { template } = await unit.post('/api/templates', { unit: '市住建局', name: '两个人改', text: '第一版的话。' });
  const revise = (seen, text) => unit.post(`/api/templates/${template}/revise`, { seen, name: '两个人改', text });
  const page = await openDesk(browser, city, 'zhujian', { path: `/templates/${template}` });
  await page.getByRole('button', { name: '写新的一版' }).click();
  const text = page.getByRole('form').getByRole('textbox', { name: '内容' });
  await text.fill('我写的话。');
  await revise(1, '别人写的话。');
  await page.keyboard.press('Control+Enter');
  const alert = page.getByRole('form', { name: '写第 3 版' }).getByRole('alert');
  await alert.getByText('别人写的话。').waitFor();
  assert.equal(await text.inputValue(), '我写的话。');
  await isSound(page, 'a template overtaken');

  // Put aside and taken up again the draft is of an older version: that is told as well.
  await revise(2, '别人又写的话。');
  await page.reload();
  await page.getByRole('button', { name: '写新的一版' }).click();
  await page.getByRole('form', { name: '写第 4 版' }).getByRole('alert').getByText('别人又写的话。').waitFor();
  assert.equal(await text.inputValue(), '我写的话。');
  await page.keyboard.press('Control+Enter');
  await page.locator('summary', { hasText: '第 4 版' }).getByText('现行').waitFor();
  await ends(page);
});

test('an entry of the knowledge base that somebody else revised: his version is shown, one hands in the next', async () => {
  const agent = await city.staff('huawuyuan');
  const proposal = {
    question: '两个人改的知识？',
    answer: '第一版。',
    source: '来文',
    valid_until: day(300),
    owner: '市住建局',
    item: null,
  };
  const { entry } = await agent.post('/api/knowledge', proposal);
  const page = await openDesk(browser, city, 'huawuyuan', { path: `/knowledge/${entry}` });
  await page.getByRole('button', { name: '写新的一版' }).click();
  const answer = page.getByRole('form').getByRole('textbox', { name: '答案' });
  await answer.fill('我的第二版。');
  await agent.post(`/api/knowledge/${entry}/revise`, { seen: 1, proposal: { ...proposal, answer: '别人的第二版。' } });
  await page.keyboard.press('Control+Enter');
  await page.getByRole('form', { name: '写第 3 版' }).getByRole('alert').getByText('别人的第二版。').waitFor();
  assert.equal(await answer.inputValue(), '我的第二版。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('form').waitFor({ state: 'detached' });
  const { versions } = await agent.get(`/api/knowledge/${entry}`);
  assert.deepEqual(
    versions.map((one) => one.answer),
    ['第一版。', '别人的第二版。', '我的第二版。'],
  );
  await ends(page);
});

test('a holiday table is loaded only as it was previewed', async () => {
  const notice = (title, issued, what) =>
    `year = 2028\nissued = ${issued}\ntitle = "${title}"\nsource = "试验"\n[[holiday]]\nname = "试验"\n${what}\n`;
  const page = await openDesk(browser, city, 'xitong', { path: '/calendar' });
  await page.getByRole('textbox', { name: '表', exact: true }).fill(notice('放一天', day(-3), 'first = 2028-05-29'));
  await page.getByRole('button', { name: '试算' }).click();
  const preview = page.getByRole('region', { name: '试算' });
  await preview.getByRole('row', { name: /2028-05-29 工作日 放假/ }).waitFor();

  const admin = await city.staff('xitong');
  const other = { format: 'toml', text: notice('不放', day(-2), 'work = [2028-05-29]') };
  const { seen } = await admin.post('/api/calendar/preview', other);
  await admin.post('/api/calendar', { ...other, seen });

  await preview.getByRole('button', { name: /^导入/ }).click();
  await page.getByRole('alert').getByText('试算之后又导入了别的放假安排').waitFor();
  assert.equal(await preview.count(), 0);
  await page.getByRole('button', { name: '看最新情况' }).click();
  await page.getByRole('region', { name: '已有的放假安排' }).getByText('不放', { exact: false }).waitFor();
  await page.getByRole('button', { name: '试算' }).click();
  const kept = preview.getByRole('list', { name: '这些天仍按以后发布的通知' });
  assert.match(await kept.innerText(), /2028-05-29\s+不放/);
  await isSound(page, 'days that a newer notice keeps');
  await ends(page);
});
