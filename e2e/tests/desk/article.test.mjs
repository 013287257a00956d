// 文中那一件: the article's case through every role's screen, from the call to the rating.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const TITLE = '施埔路一家餐馆的喇叭对着居民楼放';
let no, code;

test('the agent writes it down while somebody talks', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('来电号码').fill('139 0000 0000');
  await page.getByLabel('称呼').fill('陈女士');
  await page
    .getByRole('textbox', { name: '诉求' })
    .fill('施埔路一家餐馆门口的喇叭正对居民楼，每天 17 点到 23 点循环播放，家里老人小孩没法休息。');
  await page.getByRole('radio', { name: '求助' }).check({ force: true });
  await page.getByLabel('地点').fill('施埔路 48 号附近');
  await page.getByRole('combobox', { name: '区域' }).fill('仓山区');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: '事项' }).fill('sylbzs');
  await page.getByRole('option', { name: /B15/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: '标题' }).fill(TITLE);
  const say = page.getByRole('status', { name: '挂断前念给来电人' });
  await say.getByText(/3 个工作日内，也就是 \d+ 月 \d+ 日周.晚上 12 点前/).waitFor();
  await page.keyboard.press('Control+Enter');
  const saved = page.getByRole('region', { name: '刚登记的' });
  no = await saved.getByRole('link').innerText();
  code = (await saved.getByText(/查询码 \d{3} \d{3}/).innerText()).replace(/\D/g, '');
  assert.match(no, /^FZ\d{11}$/);
  assert.equal(code.length, 6);
  assert.equal(await page.getByLabel('来电号码').inputValue(), '', 'the form is ready for the next call');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the dispatcher takes the first suggestion with one key', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await row(page, TITLE).focus();
  await page
    .getByRole('region', { name: '承办单位' })
    .getByText(/将批转给/)
    .waitFor();
  // The duty list may name several: the branch is chosen by its digit, whatever its place.
  const branch = page.getByRole('button', { name: '仓山公安分局 主办' });
  await branch.waitFor();
  const digit = await branch.innerText();
  await row(page, TITLE).focus();
  await page.keyboard.press(digit.trim());
  await page.getByText('将批转给 仓山公安分局 主办').waitFor();
  await page.keyboard.press('Enter');
  await page
    .getByText(/批转 仓山公安分局/)
    .first()
    .waitFor();
  await sendNow(page);
  assert.equal(await row(page, TITLE).count(), 0, 'its row has left the list');
  const seen = await (await city.staff('pizhuan')).get(`/api/cases/${no}`);
  assert.deepEqual(seen.holders, ['仓山公安分局']);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the branch signs and passes it down to the station', async () => {
  const page = await openDesk(browser, city, 'cangshan-gongan', { path: '/unit/to_sign' });
  await row(page, TITLE).focus();
  await page.keyboard.press('s');
  await sendNow(page);
  await page.getByRole('link', { name: /^在办/ }).click();
  await row(page, TITLE).focus();
  await page.getByRole('button', { name: '下派' }).waitFor();
  await page.keyboard.press('d');
  await page.getByRole('combobox', { name: '单位' }).fill('对湖');
  await page.getByRole('option', { name: /对湖派出所/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the station signs, goes there, and replies with what the citizen will see beside it', async () => {
  const page = await openDesk(browser, city, 'duihu', { path: '/unit/to_sign' });
  await row(page, TITLE).focus();
  await page.keyboard.press('s');
  await sendNow(page);
  await page.getByRole('link', { name: /^在办/ }).click();
  await row(page, TITLE).focus();
  await page.getByRole('button', { name: '联系' }).click();
  await page.getByRole('radio', { name: '上门' }).check({ force: true });
  await page.getByRole('radio', { name: '是' }).check({ force: true });
  await page.keyboard.press('Control+Enter');
  await page.getByText(/对湖派出所 联系诉求人/).waitFor();
  await row(page, TITLE).focus();
  await page.keyboard.press('r');
  await page.getByRole('textbox', { name: '内容' }).fill('陈女士：民警到店核查，店家已把喇叭撤下门头、转向店内，21 时后不再播放。');
  await page.getByRole('region', { name: '诉求人会看到的样子' }).getByText('店家已把喇叭撤下门头').waitFor();
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('branch and centre pass it, and the requester is answered', async () => {
  for (const [login, button] of [
    ['cangshan-gongan-shenhe', '通过，看下一件'],
    ['zhongshen', '通过，答复诉求人'],
  ]) {
    const page = await openDesk(browser, city, login, { path: '/review' });
    await row(page, TITLE).focus();
    await page.getByRole('button', { name: button }).waitFor();
    await page.getByRole('region', { name: '最近一份答复' }).getByText('店家已把喇叭撤下门头').waitFor();
    await page.keyboard.press('Control+Enter');
    await sendNow(page);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  }
  const answer = await fetch(`${city.url}/api/public/cases/${no}/rate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'query-code': code },
    body: JSON.stringify({ grade: 5, solved: true, comment: '很快，谢谢' }),
  });
  assert.equal(answer.status, 200, 'the code that the agent read out opens the case');
});

test('its page tells who did what, and that nothing moved the promise', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}` });
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  const ledger = page.getByRole('table', { name: '计时账' });
  assert.equal(await ledger.getByRole('cell', { name: /^定为/ }).count(), 1);
  assert.ok((await ledger.getByRole('cell', { name: '不变' }).count()) >= 4);
  await page.getByText('对湖派出所', { exact: false }).first().waitFor();
  await page.getByText('评价：非常满意').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
