// Published cases: found, read, joined, fetched; and what is not published stays unseen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser, open, shut;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
  open = await submit(city, { text: '学军路与横江渡路口的两盏路灯不亮，我家住 3 号楼' });
  await answerIt(city, open.no);
  await (
    await city.staff('zhongshen')
  ).act(open.no, 'publish', {
    title: '路口两盏路灯不亮',
    text: '居民反映一处路口的两盏路灯不亮，晚上过马路看不见。',
    answer: '=已更换灯泡，复查时两盏灯都亮了。',
  });
  shut = await submit(city, { text: '不该有人看见的一件事' });
  // On the first of a month nobody else has rated yet.
  const rated = await submit(city);
  await answerIt(city, rated.no);
  const said = await fetch(`${city.url}/api/public/cases/${rated.no}/rate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'query-code': rated.code, 'idempotency-key': `rate-${rated.no}` },
    body: JSON.stringify({ grade: 5, solved: true }),
  });
  assert.equal(said.status, 200);
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

const SHOWN = { received: '收到', given: '交办', answered: '答复', in_time: '按时', solved: '解决', satisfied: '满意' };
const KINDS = { consult: '咨询', complaint: '投诉、举报', suggestion: '建议', help: '求助' };
const share = (part, whole) =>
  whole > 0 ? `${(Math.round((part * 1000) / whole) / 10).toFixed(1)}%（${whole.toLocaleString('en')}）` : '—';
/** A row of the page from the counts that staff read. */
const cellsOf = (counts, came) => [
  counts[came].toLocaleString('en'),
  counts.answered.toLocaleString('en'),
  share(counts.in_time, counts.answered),
  share(counts.solved, counts.heard),
  share(counts.satisfied, counts.heard),
];
const COUNTS = ['received', 'given', 'answered', 'in_time', 'late', 'heard', 'solved', 'satisfied'];
const sum = (rows) => Object.fromEntries(COUNTS.map((name) => [name, rows.reduce((all, row) => all + row[name], 0)]));

/** The tables of the page by name: the heads of their columns, and their rows. */
async function tablesOf(page) {
  const tables = {};
  for (const name of ['按类别', '近十二个月']) {
    const table = page.getByRole('region', { name }).getByRole('table');
    const rows = await Promise.all(
      (
        await table
          .getByRole('row')
          .filter({ has: page.getByRole('rowheader') })
          .all()
      ).map(async (row) => [
        (await row.getByRole('rowheader').innerText()).trim(),
        ...(await row.getByRole('cell').allInnerTexts()).map((text) => text.trim()),
      ]),
    );
    assert.deepEqual(
      (await table.getByRole('columnheader').allInnerTexts()).slice(1),
      ['received', 'answered', 'in_time', 'solved', 'satisfied'].map((one) => SHOWN[one]),
      name,
    );
    tables[name] = rows;
  }
  return tables;
}

for (const script of [true, false]) {
  test(`the figures of everybody are those of the staff, by kind and by month, ${script ? 'with' : 'without'} a script`, async () => {
    const leader = await city.staff('lingdao');
    const page = await openWindow(browser, city, { script });
    await page.goto('/figures');
    const month = await page.getByLabel('月份').inputValue();
    // The last day of the month counts only until today.
    const read = async (from, to, by) => leader.get(`/api/figures?from=${from}&to=${to}&by=${by}`);
    const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
    const first = `${month}-01`;
    // Twelve months, the newest first: one in which nothing happened is one of them.
    const months = Array.from({ length: 12 }, (_, back) => {
      const [year, number] = month.split('-').map(Number);
      return new Date(Date.UTC(year, number - 1 - back, 1)).toISOString().slice(0, 7).replace('-', '');
    });
    const yearBack = `${months.at(-1).slice(0, 4)}-${months.at(-1).slice(4)}-01`;
    const staff = async () => {
      const [kinds, days] = [await read(first, today, 'kind'), await read(yearBack, today, 'day')];
      const monthOf = (row) => row.key.replaceAll('-', '').slice(0, 6);
      return {
        total: cellsOf(kinds.total.now, 'received'),
        按类别: kinds.rows
          .filter((row) => Object.values(row.now).some((count) => count > 0))
          .map((row) => [KINDS[row.key], ...cellsOf(row.now, 'received')]),
        近十二个月: months.map((one) => [
          `${one.slice(0, 4)} 年 ${Number(one.slice(4))} 月`,
          ...cellsOf(sum(days.rows.filter((row) => monthOf(row) === one).map((row) => row.now)), 'received'),
        ]),
      };
    };
    // A follower counts a moment behind: what both say while it is still is compared.
    let [expected, shown] = [];
    for (let tries = 0; tries < 20; tries += 1) {
      expected = await staff();
      await page.goto('/figures');
      shown = await tablesOf(page);
      if (JSON.stringify(await staff()) === JSON.stringify(expected)) break;
    }
    assert.ok(expected['按类别'].length > 1 && expected['近十二个月'].length > 0);
    for (const name of ['按类别', '近十二个月']) assert.deepEqual(shown[name].toSorted(), expected[name].toSorted(), name);
    assert.deepEqual(
      shown['近十二个月'].map(([name]) => name),
      expected['近十二个月'].map(([name]) => name),
      'the newest month first',
    );
    const head = page.getByRole('main').getByRole('definition');
    assert.deepEqual(
      (await head.allInnerTexts()).map((text) => text.replace(/\s*件$/, '').trim()),
      [expected.total[0], ...expected.total.slice(2)],
      'received, in time, solved, satisfied',
    );
    assert.match(expected.total.at(-1), /%（\d+）/, 'somebody has rated');

    // Another month by its form, which needs no script.
    const before = (
      await page
        .getByLabel('月份')
        .getByRole('option')
        .evaluateAll((options) => options.map((one) => one.value))
    )[1];
    await page.getByLabel('月份').selectOption(before);
    await page.getByRole('button', { name: '查看' }).click();
    await page.waitForURL(new RegExp(`month=${before}`));
    assert.equal(await page.getByLabel('月份').inputValue(), before);
    const last = new Date(Date.parse(`${first}T00:00:00Z`) - 24 * 3600 * 1000).toISOString().slice(0, 10);
    const { total } = await read(`${before}-01`, last, 'kind');
    assert.equal(
      (await head.first().innerText()).replace(/\s*件$/, '').trim(),
      total.now.received.toLocaleString('en'),
      `received in ${before}`,
    );
    if (script) await isSound(page, `/figures of ${before}`);
    await page.context().close();
  });
}

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
