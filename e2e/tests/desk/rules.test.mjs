// 规则: an administrator writes a new version, tries it out, keeps it, takes it back; the others look.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 10 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A day in Shanghai, so many days from now. */
const day = (days) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** To where the bar lies in its own place: half under it a field is no smaller, but axe measures what it sees. */
const atItsEnd = (page, last) => page.getByRole('textbox', { name: last }).evaluate((field) => field.scrollIntoView({ block: 'center' }));

test('an administrator lands on people', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/' });
  await page.waitForURL(/\/desk\/people$/);
  await page.context().close();
});

test('a new version of the rulebook: mistakes, preview, kept, taken back', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules' });
  await page.getByRole('table', { name: /规则 2017-11-01/ }).waitFor();
  await page.keyboard.press('e');
  const form = page.getByRole('form', { name: '规则：写新的一版' });
  await page.keyboard.press('Control+Enter');
  await form.getByRole('alert').getByText('请填施行日、依据、为什么改。至少改一项。').waitFor();
  assert.equal(
    await form.getByLabel('施行日', { exact: true }).evaluate((one) => one === document.activeElement && one.ariaInvalid),
    'true',
    'the first of them is marked and has the focus',
  );
  await form.getByLabel('施行日', { exact: true }).fill(day(0));
  await form.getByRole('textbox', { name: '依据' }).fill('榕政办〔2026〕12号');
  await form.getByRole('spinbutton', { name: '投诉的期限（以后）' }).fill('0');
  await form.getByRole('textbox', { name: '为什么改' }).fill('常务会议纪要');
  await page.keyboard.press('Control+Enter');
  await form
    .getByText(`最早 ${day(1)}`, { exact: false })
    .last()
    .waitFor();
  await form.getByLabel('施行日', { exact: true }).fill(day(30));
  await page.keyboard.press('Control+Enter');
  await form.getByText('投诉的期限 应在 1 到 366 之间，不能是 0').waitFor();
  await form.getByRole('spinbutton', { name: '投诉的期限（以后）' }).fill('7');
  await page.keyboard.press('Control+Enter');
  const preview = page.getByRole('region', { name: '试算' });
  const row = preview.getByRole('table', { name: '改了什么' }).getByRole('row', { name: /投诉的期限 10 7/ });
  await row.waitFor();
  assert.equal(
    await preview.getByRole('table', { name: '那天受理的件' }).getByRole('strong').count(),
    1,
    'only complaints are promised something else',
  );
  await preview.getByText(/在办 \d+ 件，仍按受理时的规则/).waitFor();
  await isSound(page, 'the preview');
  const admin = await city.staff('xitong');
  assert.deepEqual((await admin.get('/api/rules')).versions, [], 'looking changes nothing');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`定下了，${day(30)} 起施行。`).waitFor();
  const versions = page.getByRole('region', { name: '改过的版本' });
  await versions.getByText('常务会议纪要').waitFor();
  await page
    .getByRole('region', { name: `${day(30)} 起的版本` })
    .getByText('未到')
    .waitFor();
  await versions.getByRole('button', { name: '看改了什么 第 1 号' }).click();
  await versions
    .getByRole('table', { name: '看改了什么 第 1 号' })
    .getByRole('row', { name: /投诉的期限 10 7/ })
    .waitFor();
  await isSound(page, 'the versions');
  // They go out as a file, those of every part.
  const menu = versions.getByLabel('导出 规则的版本', { exact: true });
  await menu.click();
  const coming = page.waitForEvent('download');
  await versions.getByRole('button', { name: '导出 CSV 规则的版本' }).click();
  const lines = (await readFile(await (await coming).path())).toString().trim().split('\r\n');
  await menu.click();
  assert.equal(lines.length, 4);
  assert.match(lines[2], new RegExp(`^"1","[^"]+","${day(30)}","未施行"`));
  await versions.getByRole('button', { name: '撤下第 1 号' }).click();
  const back = versions.getByRole('form', { name: '撤下第 1 号' });
  await back.getByRole('button', { name: '确定撤下' }).click();
  await page.getByRole('alert').waitFor();
  await back.getByRole('textbox', { name: '理由' }).fill('日子写错了');
  await back.getByRole('button', { name: '确定撤下' }).click();
  await versions.getByText('第 1 号撤下了。').waitFor();
  await versions.getByText('已撤下').waitFor();
  assert.equal(await page.getByRole('region', { name: `${day(30)} 起的版本` }).count(), 0);
  await page.goto('/desk/audit?group=admin');
  const trail = page.getByRole('table', { name: '审计记录' });
  for (const act of ['定下规则', '撤下规则']) await trail.getByText(act, { exact: true }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what is missing is named, marked and focused; Esc loses nothing, a draft comes back', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules' });
  await page.getByRole('table', { name: /规则 2017-11-01/ }).waitFor();
  await page.keyboard.press('e');
  const form = page.getByRole('form', { name: '规则：写新的一版' });
  await form.getByLabel('施行日', { exact: true }).fill(day(30));
  await form.getByRole('spinbutton', { name: '投诉的期限（以后）' }).fill('8');
  await form.getByRole('textbox', { name: '为什么改' }).fill('再议');
  await form.getByText('改了 1 项').first().waitFor();
  await page.keyboard.press('Control+Enter');
  assert.equal(await form.getByRole('alert').innerText(), '请填依据。', 'nothing else is asked for');
  const source = form.getByRole('textbox', { name: '依据' });
  assert.equal(await source.evaluate((one) => one === document.activeElement && one.ariaInvalid), 'true');
  assert.equal(await source.evaluate((one) => document.getElementById(one.getAttribute('aria-describedby'))?.textContent), '请填依据。');
  await isSound(page, 'a field that is missing');
  const find = form.getByRole('searchbox', { name: '找一项' });
  await find.fill('重办');
  await find.press('Escape');
  assert.equal(await find.inputValue(), '', 'Esc gives up the search first');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('button', { name: '写新的一版' }).click();
  await form.getByText('上次没发出的草稿，已放回来。').waitFor();
  const complaint = form.getByRole('spinbutton', { name: '投诉的期限（以后）' });
  assert.deepEqual(
    [
      await form.getByLabel('施行日', { exact: true }).inputValue(),
      await complaint.inputValue(),
      await form.getByRole('textbox', { name: '为什么改' }).inputValue(),
    ],
    [day(30), '8', '再议'],
  );
  await source.fill('榕政办〔2026〕14号');
  await page.keyboard.press('Control+Enter');
  await page
    .getByRole('region', { name: '试算' })
    .getByRole('row', { name: /投诉的期限 10 8/ })
    .waitFor();
  await form.getByRole('button', { name: '不要这份草稿' }).click();
  await form.getByText('还没有改').waitFor();
  assert.deepEqual([await form.getByLabel('施行日', { exact: true }).inputValue(), await complaint.inputValue()], ['', '10']);
  await page.reload();
  await page.getByRole('button', { name: '写新的一版' }).click();
  await form.waitFor();
  assert.equal(await form.getByText('上次没发出的草稿').count(), 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('who only looks has no buttons; on a phone, in English, in the dark', async () => {
  const auditor = await openDesk(browser, city, 'shenji', { path: '/rules', size: PHONE });
  await auditor.getByRole('region', { name: '改过的版本' }).getByText('日子写错了').waitFor();
  assert.equal(await auditor.getByRole('button', { name: '写新的一版' }).count(), 0);
  await auditor.keyboard.press('e');
  assert.equal(await auditor.getByRole('form').count(), 0);
  await isSound(auditor, 'phone');
  await auditor.goto('/desk/rules?part=lines');
  await auditor.getByRole('table', { name: '热线' }).getByText('部门电话').first().waitFor();
  await isSound(auditor, 'lines');
  await auditor.context().close();
  const page = await openDesk(browser, city, 'xitong', { path: '/rules', dark: true });
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.reload();
  const book = page.getByRole('region', { name: /2017-11-01/ });
  await book.waitFor();
  assert.match(await book.getByRole('paragraph').first().innerText(), /2017-11-01[^，]*, /, 'an English comma on the English screen');
  await page.getByRole('button', { name: 'Write a new version' }).click();
  await page.getByRole('form', { name: 'Rules: a new version' }).waitFor();
  await atItsEnd(page, 'Why');
  await isSound(page, 'English, dark');
  await page.context().close();
});

test('the form of the rulebook on a phone: sections fold, a field narrows them, the bar counts', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules', size: PHONE });
  await page.getByRole('button', { name: '写新的一版' }).click();
  const form = page.getByRole('form', { name: '规则：写新的一版' });
  const bar = form.getByRole('status').filter({ hasText: '改' });
  await form.getByText('还没有改').waitFor();
  const [complaint, rework] = ['投诉的期限（以后）', '重办期限（以后）'].map((name) => form.getByRole('spinbutton', { name }));
  await complaint.waitFor();
  assert.equal(await rework.isVisible(), false, 'folded where there is little room');
  assert.ok((await form.getByRole('group').count()) > 3);
  await form.getByText('评价、重办、回访').click();
  await rework.fill('4');
  await complaint.fill('8');
  await bar.getByText('改了 2 项').waitFor();
  const inside = async (one) => {
    const [box, view] = [await one.boundingBox(), page.viewportSize()];
    return box.y >= 0 && box.y + box.height <= view.height;
  };
  assert.ok(await inside(form.getByRole('button', { name: '试算' })), 'the bar stays on the screen');
  await form.getByText('评价、重办、回访').click();
  assert.equal(await rework.isVisible(), false);
  await form.getByRole('searchbox', { name: '找一项' }).fill('重办');
  await rework.waitFor();
  assert.equal(await complaint.isVisible(), false);
  await form.getByText(/\d+ 项里有 3 项/).waitFor();
  await form.getByRole('searchbox', { name: '找一项' }).fill('');
  await complaint.waitFor();
  assert.equal(await rework.isVisible(), false, 'folded again as it was');
  await form.getByText('评价、重办、回访').click();
  assert.deepEqual([await complaint.inputValue(), await rework.inputValue()], ['8', '4'], 'what was written stays');
  await atItsEnd(page, '为什么改');
  await isSound(page, 'the form on a phone');
  await form.getByLabel('施行日', { exact: true }).fill(day(40));
  await form.getByRole('textbox', { name: '依据' }).fill('榕政办〔2026〕13号');
  await form.getByRole('textbox', { name: '为什么改' }).fill('再议');
  await form.getByRole('button', { name: '试算' }).click();
  const changed = page.getByRole('region', { name: '试算' }).getByRole('table', { name: '改了什么' });
  await changed.getByRole('row', { name: /重办期限 .* 4/ }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
