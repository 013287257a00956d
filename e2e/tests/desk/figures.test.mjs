// 统计 and the wall: every number opens exactly its cases, by keys too; the pictures say what they show; the
// wall is live and shows nothing of any person.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, WIDE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { casesIn, openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 60 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const counted = async (link) => Number((await link.innerText()).match(/[\d,]+/)[0].replaceAll(',', ''));
/** The first row's number in the first column; of days and hours some have none. */
async function firstLink(table) {
  for (const row of (await table.getByRole('row').all()).slice(1)) {
    const link = row.getByRole('cell').first().getByRole('link');
    if (await link.count()) return link;
  }
  return assert.fail('a number in the first column');
}
/** Rows of the list behind a number; a list shows fifty at first. */
const listed = (page) => casesIn(page.getByRole('table', { name: '查件' }));

test('along every axis the first number opens its cases, and the filter stands there in words', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures' });
  for (const [by, name, words] of [
    ['unit', '按单位', /交办/],
    ['kind', '按类别', /咨询|投诉|建议|求助/],
    ['item', '按事项', /[A-Z]\d\d|没有事项/],
    ['area', '按区域', /[区县市]/],
    ['channel', '按渠道', /电话|网站|微信/],
    ['hour', '按登记时刻', /时登记/],
    ['day', '按天', /\d{4}-\d\d-\d\d/],
  ]) {
    await page.goto(`/desk/figures?by=${by}&from=2026-01-01`);
    const table = page.getByRole('region', { name }).getByRole('table');
    await table.waitFor();
    // Of acts and rounds a case may have several, of receiving one: the list is as long as the number.
    const link = await firstLink(table);
    const expected = await counted(link);
    await link.click();
    await page.waitForURL(/\/cases\?/);
    const cases = await listed(page);
    if (by === 'unit') assert.ok(cases > 0 && cases <= expected, `${cases} cases of ${expected} acts`);
    else assert.equal(cases, Math.min(expected, 50), by);
    assert.match(
      await page
        .getByRole('main')
        .getByText(/\d{4}-\d\d-\d\d/)
        .first()
        .innerText(),
      words,
      by,
    );
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('narrowed step by step, taken back, as a file, with the period before', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/figures?by=kind' });
  const total = page.getByRole('list', { name: '合计' });
  await total.waitFor();
  await page.getByRole('link', { name: '今年', exact: true }).click();
  await page.getByText(/比上期 2025-/).waitFor();
  const all = await counted(total.getByRole('link', { name: /^收件/ }));
  await page.getByRole('region', { name: '按类别' }).getByRole('link', { name: /^只看/ }).first().click();
  await page.getByRole('link', { name: /^去掉/ }).waitFor();
  await total.getByRole('link', { name: new RegExp(`^收件 *${all.toLocaleString('zh-CN')}\\D`) }).waitFor({ state: 'detached' });
  assert.ok((await counted(total.getByRole('link', { name: /^收件/ }))) < all, 'fewer');
  await page.getByRole('link', { name: /^去掉/ }).click();
  await page.getByText('没有筛选').waitFor();
  await page.keyboard.press('n');
  await page.keyboard.type('市住建局');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: /^去掉/ }).waitFor();
  await page.getByRole('heading', { name: '统计' }).click();
  const download = page.waitForEvent('download');
  await page.keyboard.press('o');
  const text = await readFile(await (await download).path(), 'utf8');
  assert.match(text, /筛选,.*住/);
  assert.match(text, /上期 交办/);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the trend is a picture with a sentence, the districts are links, both are tables on request', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures?from=2026-01-01' });
  const trend = page.getByRole('img', { name: /天里收件 \d+/ });
  const canvas = trend.locator('canvas');
  await canvas.waitFor();
  // Something is drawn on it.
  await page.waitForFunction(
    (one) => {
      const { data } = one.getContext('2d').getImageData(0, 0, one.width, one.height);
      return data.some((value, at) => at % 4 === 3 && value > 0);
    },
    await canvas.elementHandle(),
  );
  const map = page.getByRole('group', { name: /各区县收件：/ });
  await map.waitFor();
  const [received, sum] = [
    (await trend.getAttribute('aria-label')).match(/收件 ([\d,]+)/)[1],
    (await map.getAttribute('aria-label')).match(/全部 ([\d,]+)/)[1],
  ];
  assert.equal(received, sum, 'both tell the same cases');
  await page.getByText('看成表').first().click();
  await page.getByRole('table', { name: '按天' }).waitFor();
  // By keyboard a district narrows the figures as a click does.
  const district = map.getByRole('link', { name: /^只看仓山区，收件 \d/ });
  const there = (await district.getAttribute('aria-label')).match(/收件 ([\d,]+)/)[1];
  await district.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '去掉 仓山区' }).waitFor();
  await page
    .getByRole('list', { name: '合计' })
    .getByRole('link', { name: new RegExp(`^收件 *${there}(\\D|$)`) })
    .waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('numbers stand and open before the chart has come, and nothing moves when it comes', async () => {
  const page = await openDesk(browser, city, 'lingdao');
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(/assets\/TrendChart/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/desk/figures');
  const first = page.getByRole('list', { name: '合计' }).getByRole('link', { name: /^收件/ });
  await first.waitFor();
  await page.getByRole('group', { name: /各区县/ }).waitFor();
  const below = page.getByRole('region', { name: '按单位' });
  await below.waitFor();
  const before = await below.boundingBox();
  assert.equal(await page.locator('canvas').count(), 0);
  release();
  await page.locator('canvas').waitFor();
  assert.deepEqual(await below.boundingBox(), before);
  await first.click();
  await page.waitForURL(/\/desk\/cases\?figure=received/);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('rows stand under their own axis until others have come, and go when none come', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures?from=2026-01-01&by=kind' });
  const region = (name) => page.getByRole('region', { name });
  await region('按类别').getByRole('table').waitFor();
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(/\/api\/figures\?.*by=item/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByLabel('分行').selectOption('item');
  await page.waitForURL(/by=item/);
  await page.getByRole('status').getByText('正在取').waitFor();
  assert.equal(await region('按事项').count(), 0);
  const links = await region('按类别')
    .getByRole('link', { name: /^只看/ })
    .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  assert.ok(links.length && links.every((href) => /[?&]kind=/.test(href)), links.join(' '));
  release();
  await region('按事项').getByRole('table').waitFor();
  assert.equal(await page.getByRole('status').getByText('正在取').count(), 0);
  await page.unroute(/\/api\/figures\?.*by=item/);
  await page.route(/\/api\/figures\?.*by=channel/, (route) => route.fulfill({ status: 503, body: '' }));
  await page.getByLabel('分行').selectOption('channel');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByRole('table').count(), 0, 'no numbers of another question');
  assert.equal(await page.getByText('同一件事只会办一次').count(), 0, 'nothing was sent');
  await page.unroute(/\/api\/figures\?.*by=channel/);
  await page.getByRole('button', { name: '再试一次' }).click();
  await region('按渠道').getByRole('table').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('columns and a question under a name of its own follow the person; a known period moves on', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures?by=kind' });
  const table = page.getByRole('region', { name: '按类别' }).getByRole('table');
  await table.getByRole('columnheader', { name: '退件' }).waitFor();
  await page.getByText('列', { exact: true }).click();
  await page.getByRole('group', { name: '列' }).getByRole('checkbox', { name: '退件' }).uncheck();
  await table.getByRole('columnheader', { name: '退件' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: '上月', exact: true }).click();
  const address = page.url();
  await page.getByRole('button', { name: '存下这个筛选' }).click();
  await page.getByRole('textbox', { name: '筛选的名称' }).fill('月报');
  await page.keyboard.press('Enter');
  await page.getByLabel('存下的筛选').waitFor();
  const leader = await city.staff('lingdao');
  let kept;
  for (let n = 0; n < 50 && !kept; n += 1) {
    await page.waitForTimeout(100);
    kept = (await leader.get('/api/me/preferences'))['filters:figures'];
  }
  assert.deepEqual(kept, [{ name: '月报', query: { by: 'kind', period: 'lastMonth' } }], 'last month by its name, not by its days');
  const other = await openDesk(browser, city, 'lingdao', { path: '/figures' });
  await other.getByLabel('存下的筛选').selectOption('月报');
  await other.waitForURL(/by=kind/);
  assert.deepEqual([...new URL(other.url()).searchParams].sort(), [...new URL(address).searchParams].sort());
  // The demonstration has no month before this one.
  await other.getByRole('link', { name: '本月', exact: true }).click();
  const same = other.getByRole('region', { name: '按类别' }).getByRole('table');
  await same.getByRole('columnheader', { name: '评价' }).waitFor();
  assert.equal(await same.getByRole('columnheader', { name: '退件' }).count(), 0);
  await isSound(other, 'figures with saved filters');
  assert.deepEqual([page.troubles, other.troubles], [[], []]);
  await Promise.all([page, other].map((one) => one.context().close()));
});

test('the keys that are printed are the keys that act', async () => {
  const page = await openDesk(browser, city, 'lingdao');
  for (const path of ['/overview', '/figures']) {
    await page.goto(`/desk${path}`);
    await page.getByRole('list', { name: /^(没办完的件|合计)$/ }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: '编号或文字' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    assert.equal(await page.getByRole('combobox', { name: '只看一个单位' }).evaluate((one) => one === document.activeElement), true, path);
  }
  await page.context().close();
});

test('a unit counts its own, and opens no wall', async () => {
  const page = await openDesk(browser, city, 'zhujian', { path: '/wall' });
  await page.getByText('这个工作区不归您的岗位。').waitFor();
  // Who administers a unit sees its figures and no other's.
  await page.goto('/desk/figures?by=unit&from=2026-01-01');
  await page.getByRole('list', { name: '合计' }).waitFor();
  const names = await page.getByRole('region', { name: '按单位' }).getByRole('rowheader').allInnerTexts();
  assert.ok(
    names.every((name) => name.includes('住房和城乡建设局') || name.includes('住建')),
    names.join('、'),
  );
  await page.context().close();
  const handler = await openDesk(browser, city, 'duihu', { path: '/figures' });
  await handler.getByText('这个工作区不归您的岗位。').waitFor();
  await handler.context().close();
});

test('the wall is live, opens its cases, names nobody', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/wall' });
  await page.getByRole('heading', { name: '诉求件运行' }).waitFor();
  const leader = await city.staff('lingdao');
  const open = page.getByRole('link', { name: /^没办完 [\d,]+$/ });
  const before = await counted(open);
  const agent = await city.staff('huawuyuan');
  const said = {
    title: '王小明家的下水道堵了',
    text: '住在三单元的王小明说，下水道堵了。',
    place: '上三路 8 号王小明家',
    requester: { name: '王小明', phone: '13912345678' },
  };
  await agent.register({ channel: 'phone', kind: 'help', item: 'B15', area: '350104', accept: true, ...said });
  await page.getByRole('link', { name: `没办完 ${before.toLocaleString('zh-CN')}`, exact: true }).waitFor({ state: 'detached' });
  assert.ok((await counted(open)) > before);
  const district = page.getByRole('group', { name: '各区县没办完的件' }).getByRole('link', { name: /^仓山区 \d+ 件/ });
  const expected = Number((await district.getAttribute('aria-label')).match(/ (\d+) 件/)[1]);
  const shown = await page.locator('body').innerText();
  assert.doesNotMatch(shown, /王小明|1391|上三路/);
  const { cases } = await leader.get('/api/overview/cases?lamp=red&limit=50');
  for (const one of cases) if (one.title) assert.ok(!shown.includes(one.title), 'no title of a case');
  await district.focus();
  await page.keyboard.press('Enter');
  await page.getByText(new RegExp(`筛选：仓山区，${expected} 件`)).waitFor();
  assert.equal(await casesIn(page.getByRole('main').getByRole('table')), Math.min(expected, 100));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

for (const dark of [false, true]) {
  test(`the wall is sound${dark ? ' in the dark' : ''}, and large where the screen is`, async () => {
    const page = await openDesk(browser, city, 'lingdao', { path: '/wall', dark });
    await page.getByRole('group', { name: '各区县没办完的件' }).waitFor();
    await page.getByRole('heading', { name: /^今日收件/ }).waitFor();
    await isSound(page, 'the wall');
    const root = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    assert.equal(await root(), '16px');
    await page.setViewportSize({ width: 1920, height: 1080 });
    assert.equal(await root(), '20px');
    await page.setViewportSize(PHONE);
    await isSound(page, 'the wall on a phone');
    await page.setViewportSize(WIDE);
    await page.context().close();
  });
}

test('the lines of the trend are told apart without colours, in the picture and beside their names', async () => {
  const page = await openDesk(browser, city, 'lingdao');
  await page.addInitScript(() => {
    globalThis.dashes = [];
    const set = CanvasRenderingContext2D.prototype.setLineDash;
    CanvasRenderingContext2D.prototype.setLineDash = function setLineDash(dash) {
      if (dash.length) globalThis.dashes.push(dash.join(' '));
      return set.call(this, dash);
    };
  });
  await page.goto('/desk/figures');
  await page.locator('canvas').waitFor();
  await page.waitForFunction(() => globalThis.dashes.length > 0);
  const dashes = await page.evaluate(() => [...new Set(globalThis.dashes)]);
  assert.equal(dashes.length, 2, `one whole line, two that are broken in other ways: ${dashes}`);
  const keys = page.getByRole('heading', { name: /逾期答复/ }).locator('i');
  const styles = await keys.evaluateAll((marks) => marks.map((mark) => getComputedStyle(mark).borderTopStyle));
  assert.deepEqual(styles, ['solid', 'dashed', 'dotted']);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
