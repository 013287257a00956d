// Published cases: found, read, joined, fetched; and what is not published stays unseen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser, open, shut;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
  open = await submit(city, { text: '学军路与横江渡路口的两盏路灯不亮，我家住 3 号楼' });
  await answerIt(city, open.no);
  await (await city.staff('zhongshen')).act(open.no, 'publish', {
    title: '路口两盏路灯不亮',
    text: '居民反映一处路口的两盏路灯不亮，晚上过马路看不见。',
    answer: '=已更换灯泡，复查时两盏灯都亮了。',
  });
  shut = await submit(city, { text: '不该有人看见的一件事' });
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('a published case is found and joined, without script', async () => {
  const page = await openWindow(browser, city, { script: false });
  await page.goto('/public');
  await page.getByLabel('找什么').fill('路灯 复查');
  await page.getByLabel('区县').selectOption({ label: '仓山区' });
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByRole('link', { name: /路口两盏路灯不亮/ }).click();
  await page.getByText('晚上过马路看不见').waitFor();
  assert.ok(!(await page.content()).includes('3 号楼'), 'the original words stay inside');
  await page.getByRole('button', { name: '我也遇到' }).click();
  await page.getByRole('status').getByText('记下了').waitFor();
  await page.getByRole('row', { name: /同遇/ }).getByText('1 人').waitFor();
  await page.context().close();
});

test('words that cannot be looked for are answered with what can be', async () => {
  const page = await openWindow(browser, city, { script: false });
  for (const typed of ['？！', '13900000000']) {
    await page.goto(`/public?q=${encodeURIComponent(typed)}`);
    await page.getByRole('status').getByText('请输入要查的字词').waitFor();
  }
  await page.goto(`/public?q=${open.no}`);
  await page.getByRole('link', { name: /路口两盏路灯不亮/ }).waitFor();
  await page.context().close();
});

test('whoever writes the same is shown it', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/write');
  await page.getByLabel('经过').fill('路口的路灯不亮，晚上过马路看不见');
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByRole('link', { name: /看看，我也遇到 ?路口两盏路灯不亮/ }).click();
  await page.getByRole('button', { name: '我也遇到' }).waitFor();
  await page.context().close();
});

test('programs read CSV, narrowed like the list', async () => {
  const page = await openWindow(browser, city);
  const csv = await (await page.request.get('/public.csv?area=350104')).text();
  assert.ok(csv.includes(open.no) && csv.includes('"\'=已更换灯泡'), 'formulas are text');
  assert.ok(!csv.includes(shut.no) && !csv.includes('不该有人看见'));
  await page.context().close();
});

test('figures name what they rest on', async () => {
  const page = await openWindow(browser, city);
  // A unit is named from three answers on.
  for (let n = 0; n < 2; n += 1) await answerIt(city, (await submit(city)).no);
  // A follower counts a moment behind.
  const counted = async () => /\d+\.\d%（3）/.test(await (await page.request.get('/figures')).text());
  for (let n = 0; n < 50 && !(await counted()); n += 1) await new Promise((done) => setTimeout(done, 300));
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: '数据' }).click();
  await page.getByRole('heading', { name: '按区县' }).waitFor();
  // A unit receives nothing from citizens: what it was given is counted.
  const units = page.getByRole('region', { name: '按单位' });
  await units.getByRole('columnheader', { name: '交办' }).waitFor();
  const given = await units.getByRole('row').nth(1).getByRole('cell').first().innerText();
  assert.ok(Number(given) > 0, given);
  await page.getByRole('img', { name: /各区县收到的件：.+最多，\d+ 件/ }).waitFor();
  const csv = await (await page.request.get('/figures.csv')).text();
  const [head, total] = csv.split('\r\n');
  assert.equal(head, '\ufeff分组,代码,收件,按时答复,逾期答复,有效评价,解决,满意,交办,名称', 'the numbers stand where they stood');
  const [, , received, inTime] = total.split(',').map(Number);
  assert.match(csv, /\r\n区县,350104,(\d+,){7}仓山区\r\n/);
  assert.ok(received > 0 && inTime > 0, total);
  await page.context().close();
});

test('what is not published is not found', async () => {
  const page = await openWindow(browser, city);
  for (const path of [`/public/${shut.no}`, '/public?q=不该有人看见的']) {
    await page.goto(path);
    assert.ok(!(await page.locator('main').innerText()).includes('不该有人看见的一件事'), path);
  }
  const joined = await page.request.post(`/public/${shut.no}/me-too`, { form: { contact: '' } });
  assert.equal(joined.status(), 404);
  await page.context().close();
});
