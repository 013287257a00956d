// Lists everywhere: taking them out, columns, saved filters, several cases at once with a result a row.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 30 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

async function given(title, signed = false) {
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title,
    text: `${title}，请来看看。`,
    area: '350104',
    accept: true,
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  if (signed) await handler.act(no, 'sign');
  return no;
}

test('a list is taken out whole, as CSV and for Excel, and says how many rows', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/cases' });
  await page.getByRole('table', { name: '查件' }).waitFor();
  for (const [button, end] of [
    ['导出 CSV', 'csv'],
    ['导出 Excel', 'xlsx'],
  ]) {
    await page.getByText('导出', { exact: true }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    const file = await coming;
    assert.match(file.suggestedFilename(), new RegExp(`^查件 .*\\.${end}$`));
    const bytes = await readFile(await file.path());
    const told = Number((await page.getByText(/^✓ 已导出/).innerText()).match(/\d+/)[0]);
    assert.ok(told >= 30, `${told} rows`);
    if (end === 'xlsx') assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    else assert.equal(bytes.toString().match(/^"?FZ\d+/gm).length, told, 'every row is there');
    await page.getByText('导出', { exact: true }).click();
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a file that is not whole is thrown away and said to be', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/cases' });
  await page.getByRole('table', { name: '查件' }).waitFor();
  let lines = (text) => text;
  await page.route('**/api/cases/export*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: lines(await answer.text()) });
  });
  page.on('download', () => assert.fail('nothing is kept'));
  const rows = (text) => text.split('\r\n');
  for (const broken of [
    (text) => rows(text).slice(0, -3).join('\r\n'), // ends in a row that has a number in it
    (text) =>
      rows(text)
        .filter((_, n) => n !== 5)
        .join('\r\n'), // a row is missing, the last line is there
    (text) => text.slice(0, -1), // the last line has no end
  ]) {
    lines = broken;
    await page.getByRole('heading', { name: '查件' }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('x');
    await page.getByRole('alert').getByText('没导完，文件不全，没有存下。').waitFor();
    await page.reload();
    await page.getByRole('table', { name: '查件' }).waitFor();
  }
  // Of a workbook the server told how many bytes come.
  await page.unroute('**/api/cases/export*');
  await page.route('**/api/cases/export*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.body()).subarray(0, -1) });
  });
  await page.getByText('导出', { exact: true }).click();
  await page.getByRole('button', { name: '导出 Excel' }).click();
  await page.getByRole('alert').getByText('没导完，文件不全，没有存下。').waitFor();
  await page.context().close();
});

test('a workbook that does not hold all rows says how many there are and what to do', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/cases' });
  await page.getByRole('table', { name: '查件' }).waitFor();
  // As the server tells it of a list that is longer than a sheet.
  await page.route('**/api/cases/export*', async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    const size = body.indexOf('bytes ');
    await route.fulfill({
      response: answer,
      body: Buffer.concat([body.subarray(0, size), Buffer.from('of 2345678\n'), body.subarray(size)]),
    });
  });
  const coming = page.waitForEvent('download');
  await page.getByText('导出', { exact: true }).click();
  await page.getByRole('button', { name: '导出 Excel' }).click();
  const bytes = await readFile(await (await coming).path());
  assert.equal(bytes.subarray(0, 2).toString(), 'PK', 'what there is is kept');
  const told = page
    .getByRole('alert')
    .getByText(/^没有导全：一共 2345678 行，Excel 表只放得下前 \d+ 行。要全部的，请导出 CSV，或者把清单收窄再导。$/);
  await told.waitFor();
  assert.equal(await page.getByText(/^✓ 已导出/).count(), 0);
  await isSound(page, 'a workbook that was cut');
  // The next one is whole again, and says so.
  await page.unroute('**/api/cases/export*');
  await page.getByRole('button', { name: '导出 CSV' }).click();
  await page.getByText(/^✓ 已导出/).waitFor();
  assert.equal(await told.count(), 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('an export keeps the filter of the list', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/cases?status=in_progress' });
  await page.getByRole('table', { name: '查件' }).waitFor();
  const asked = page.waitForRequest((request) => request.url().includes('/api/cases/export'));
  await page.getByRole('heading', { name: '查件' }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('x');
  assert.match((await asked).url(), /status=in_progress&format=csv/);
  await page.context().close();
});

test('columns and filters are remembered', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/cases' });
  const table = page.getByRole('table', { name: '查件' });
  await table.waitFor();
  assert.equal(await table.getByRole('columnheader', { name: '编号' }).count(), 0);
  await page.getByText('列', { exact: true }).click();
  await page.getByRole('checkbox', { name: '编号' }).check();
  await page.getByRole('checkbox', { name: '地点' }).uncheck();
  await table.getByRole('columnheader', { name: '编号' }).waitFor();
  await page.getByLabel('状态').selectOption('in_progress');
  await page.getByRole('button', { name: '存下这个筛选' }).click();
  await page.getByRole('textbox', { name: '筛选的名称' }).fill('正在办');
  await page.keyboard.press('Enter');
  await page.goto('/desk/cases');
  await table.getByRole('columnheader', { name: '编号' }).waitFor();
  assert.equal(await table.getByRole('columnheader', { name: '地点' }).count(), 0);
  await page.getByLabel('存下的筛选').selectOption('正在办');
  await page.waitForURL(/status=in_progress/);
  await page.getByText('列', { exact: true }).click();
  await isSound(page, 'list with a menu');
  await page.context().close();
});

test('rows are asked for first, what stands beside them after', async () => {
  const page = await openDesk(browser, city, 'ducha');
  const asked = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith('/api/') && !['/api/me', '/api/welcome'].includes(path)) asked.push(path);
  });
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(/\/api\/cases\?/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/desk/cases');
  await page.getByRole('heading', { name: '查件' }).waitFor();
  assert.deepEqual(asked, ['/api/cases'], 'nothing beside the list');
  release();
  await page.getByRole('table', { name: '查件' }).getByRole('link').first().waitFor();
  await page.waitForRequest((request) => request.url().includes('/api/reference/items')).catch(() => {});
  await page.getByRole('combobox', { name: '事项' }).fill('B15');
  await page.getByRole('option', { name: /^B15/ }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('several cases at once: one request, one result a row, what was overtaken stays selected', async () => {
  const [one, two] = [await given('一号楼电梯停运'), await given('二号楼电梯停运')];
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign' });
  for (const title of ['一号楼电梯停运', '二号楼电梯停运']) await page.getByRole('checkbox', { name: `选 ${title}` }).check();
  await handler.act(two, 'sign');
  const asked = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(new URL(request.url()).pathname);
  });
  await page.getByRole('button', { name: '签收所选' }).click();
  await page.getByRole('button', { name: '现在就发' }).click();
  const result = page.getByRole('region', { name: '签收 2 件' });
  await result.getByText('签收 2 件：成 1 件，没成 1 件').waitFor();
  assert.ok((await result.getByRole('listitem').filter({ hasText: two }).innerText()).length > two.length, 'the row says why');
  assert.deepEqual(
    asked.filter((path) => path.startsWith('/api/cases') && !path.endsWith('/here')),
    ['/api/cases/bulk'],
  );
  assert.equal((await handler.get(`/api/cases/${one}`)).assignments[0].state, 'in_hand');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a note on several cases by keys', async () => {
  const all = [await given('三号楼漏水', true), await given('四号楼漏水', true)];
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/in_hand' });
  for (const title of ['三号楼漏水', '四号楼漏水']) await page.getByRole('checkbox', { name: `选 ${title}` }).check();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: '记进展 · 2 件' });
  await dialog.getByRole('textbox', { name: '内容' }).fill('防水班组明早一起来。');
  await isSound(page, 'bulk form');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('记进展 2 件：成 2 件').waitFor();
  for (const no of all)
    assert.ok(
      (await handler.get(`/api/cases/${no}`)).history.some((step) => step.kind === 'progress_noted'),
      no,
    );
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a centre accepts several at once', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/accept' });
  const list = page.getByRole('region', { name: '待受理' });
  await list.getByRole('link').first().waitFor();
  const boxes = list.getByRole('checkbox', { name: /^选 / });
  const n = Math.min(2, await boxes.count());
  for (let at = 0; at < n; at += 1) await boxes.nth(at).check();
  await list.getByRole('button', { name: `受理 ${n} 件` }).click();
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText(n > 1 ? `受理 ${n} 件：成 ${n} 件` : '✓ 已发出').waitFor();
  await page.context().close();
});

/** What a screen says of a list in which there is nothing, or that is still on its way. */
const NOTHING = /没有找到|没有记录|没有这样|没有没办完|没有待|没有在办|没有这位|没有合|还没有|筛出 0|\b0 \/ 0|正在取/;
for (const [login, screens] of [
  ['ducha', [['/cases', /\/api\/cases(\?|$)/]]],
  [
    'zhujian',
    [
      ['/unit/to_sign?kind=complaint', /\/inbox\//],
      ['/templates', /\/api\/templates$/],
    ],
  ],
  ['pizhuan', [['/dispatch?kind=complaint', /\/inbox\//]]],
  [
    'lingdao',
    [
      ['/overview', /\/api\/overview$/],
      ['/overview?open=true', /\/api\/overview\/cases/],
      ['/figures', /\/api\/figures/],
    ],
  ],
  ['huawuyuan', [['/knowledge', /\/api\/knowledge(\?|$)/]]],
  [
    'xitong',
    [
      ['/people/pizhuan', /\/api\/people/],
      ['/messages', /\/api\/messages/],
      ['/audit', /\/api\/audit/],
      ['/calendar', /\/api\/calendar$/],
      ['/rules', /\/api\/rules/],
      ['/rules?part=items', /\/api\/rules/],
      ['/rules?part=duties', /\/api\/(rules|reference\/duties)/],
      ['/programs', /\/api\/(keys|webhooks)$/],
      ['/condition', /\/api\/condition/],
    ],
  ],
])
  test(`${login}: a list that cannot be had says so, and not that there is nothing`, async () => {
    const page = await openDesk(browser, city, login);
    for (const [path, asked] of screens)
      for (const fail of [(route) => route.fulfill({ status: 500, body: '' }), (route) => route.abort()]) {
        await page.route(asked, fail);
        await page.goto(`/desk${path}`);
        const main = page.getByRole('main');
        await main.getByRole('alert').first().waitFor();
        await page.waitForLoadState('networkidle');
        assert.doesNotMatch(await main.innerText(), NOTHING, path);
        if (!path.endsWith('open=true')) assert.equal(await main.getByRole('table').count(), 0, path);
        await page.unroute(asked, fail);
        await main.getByRole('button', { name: '再试一次' }).first().click();
        if (path !== '/programs') await main.getByRole('alert').first().waitFor({ state: 'detached' });
      }
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

test('at 1440 px what is left of a case stands in one line of its row', async () => {
  for (const title of ['长期限一', '长期限二', '长期限三'])
    await agent.register({ channel: 'phone', kind: 'help', title, text: `${title}。`, area: '350104', accept: true });
  const page = await openDesk(browser, city, 'pizhuan');
  // Two digits of days and hours, as a long promise has them.
  await page.route(/\/inbox\/to_dispatch/, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.cases = json.cases.map((line, n) => ({
      ...line,
      by: null,
      due: new Date(Date.now() + (20 + n) * 86_400_000 - 3_600_000).toISOString(),
    }));
    await route.fulfill({ response, json });
  });
  await page.goto('/desk/dispatch');
  const times = page
    .getByRole('region', { name: '待批转' })
    .getByRole('table')
    .getByText(/^剩 \d\d 个工作日 \d+\s时$/);
  await times.first().waitFor();
  const lines = await times.evaluateAll((all) =>
    all.map((time) => {
      const words = document.createRange();
      words.selectNodeContents(time);
      const [own, title] = [words.getBoundingClientRect(), time.closest('tr').querySelector('.ti').getBoundingClientRect()];
      return {
        said: time.textContent,
        lines: new Set([...words.getClientRects()].map((one) => Math.round(one.top))).size,
        clear: title.left - own.right,
      };
    }),
  );
  for (const one of lines) assert.ok(one.lines === 1 && one.clear >= 0, JSON.stringify(one));
  await isSound(page, 'a queue with long promises');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
