// Every number opens exactly as many cases as it says: all of /overview, all of the wall, and on /figures every
// column of the first rows. Each link is followed to its list, and the list is counted. And since when the oldest of a
// row of /overview waits is when that case was registered.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { casesIn, openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  // Fewer than a list shows at first, so that all of a list can be counted.
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 45 })]);
  const agent = await city.staff('huawuyuan');
  for (const title of ['今天甲', '今天乙', '今天丙'])
    await agent.register({
      channel: 'phone',
      kind: 'help',
      item: 'B15',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
    });
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const numberOf = (text) => Number(text.replaceAll(',', ''));
/** Name, text and address of every link in a part of the page. */
const linksOf = (part) =>
  part.getByRole('link').evaluateAll((links) =>
    links
      .map((link) => ({
        name: link.getAttribute('aria-label') ?? '',
        text: (link.innerText ?? link.textContent).trim().replace(/\s+/g, ' '),
        href: link.getAttribute('href'),
      }))
      .filter((link) => link.href),
  );
const leadsTo = (start) => (link) => link.href.startsWith(`/desk${start}`);

/** How many rows the list of the page has, which is to have `n`. */
async function rows(page, n, where) {
  const list = page.getByRole('main').getByRole('table');
  if (n === 0) {
    await page.getByText('没有找到', { exact: true }).waitFor();
    return 0;
  }
  await list
    .getByRole('link')
    .nth(n - 1)
    .waitFor()
    .catch(async () => assert.fail(`${where}: ${n} said, ${await list.getByRole('link').count()} there`));
  return casesIn(list);
}
/** The cases of open work behind a number. */
async function opensOpen(page, { href }, n, where) {
  await page.goto(href);
  await page
    .getByText(new RegExp(`筛选：.+，${n} 件`))
    .waitFor()
    .catch(async () => assert.fail(`${where} says ${n}, its list ${await page.getByText(/筛选：/).innerText()}`));
  assert.equal(await rows(page, n, where), n, where);
}
/** The cases of a figure: as many as it says, or of acts so many times at fewer cases. */
async function opensFigure(page, { href }, n, where) {
  await page.goto(href);
  // Of acts it says how many cases they are once it has them.
  const told = page.getByRole('main').getByRole('status').filter({ hasText: /\d 件/ }).first();
  await told.waitFor();
  const [, count, unit, of] = (await told.innerText()).match(/([\d,]+) ([次件])(?:，([\d,]+) 件)?/);
  assert.equal(numberOf(count), n, `${where} says ${n}, its list ${await told.innerText()}`);
  const cases = unit === '次' ? numberOf(of) : n;
  assert.ok(cases <= n, where);
  assert.equal(await rows(page, cases, where), cases, where);
  return cases;
}

test('all numbers of /overview', { timeout: 600_000 }, async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/overview' });
  const main = page.getByRole('main');
  await main.getByRole('table', { name: /哪一步/ }).waitFor();
  const more = main.getByRole('button', { name: /^还有 \d+ 个单位/ });
  if (await more.count()) {
    await more.click();
    await more.waitFor({ state: 'detached' });
  }
  const links = (await linksOf(main)).filter(leadsTo('/overview?'));
  assert.ok(links.length > 40, `${links.length} numbers`);
  for (const link of links) {
    const where = `/overview ${link.text} → ${link.href}`;
    const n = link.text.match(/([\d,]+)(?= 件|$)/)?.[1];
    assert.ok(n !== undefined, `${where} has a number`);
    await opensOpen(page, link, numberOf(n), where);
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('最早登记 of every row of /overview is when the oldest of its cases was registered', async () => {
  const leader = await city.staff('lingdao');
  const page = await openDesk(browser, city, 'lingdao', { path: '/overview' });
  const main = page.getByRole('main');
  const told = { steps: 0, areas: 0, leads: 0 };
  for (const [name, by] of [
    [/哪一步/, 'steps'],
    [/按区域/, 'areas'],
    [/按主办单位/, 'leads'],
  ]) {
    const table = main.getByRole('table', { name });
    await table.waitFor();
    const since = (await table.getByRole('columnheader').allInnerTexts()).map((text) => text.trim()).indexOf('最早登记') - 1;
    assert.ok(since > 0, 'the column is there');
    for (const row of await table
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader') })
      .all()) {
      const cell = (await row.getByRole('cell').nth(since).innerText()).trim();
      // The number of all of its cases: the link that no lamp narrows.
      const link = (await linksOf(row)).find(({ href }) => leadsTo('/overview?')({ href }) && !/lamp=|over=/.test(href));
      const title = (await row.getByRole('rowheader').innerText()).trim();
      if (!link) {
        assert.equal(cell, '', `${title}: of nothing there is no oldest`);
        continue;
      }
      const { cases } = await leader.get(`/api/overview/cases?limit=200&${link.href.split('?')[1]}`);
      assert.equal(cases.length, numberOf(link.text), title);
      const oldest = new Date(Math.min(...cases.map((one) => Date.parse(one.submitted_at))) + 8 * 3600 * 1000).toISOString();
      // Today only the time stands there; of another year the year, too.
      const [day, time] = [oldest.slice(5, 10), oldest.slice(11, 16)];
      assert.match(cell, new RegExp(`^(今天|(${oldest.slice(0, 4)}-)?${day}) ${time}$`), title);
      told[by] += 1;
    }
  }
  for (const [by, n] of Object.entries(told)) assert.ok(n > 2, `${n} rows of ${by}`);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('all numbers of the wall', { timeout: 600_000 }, async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/wall' });
  const main = page.getByRole('main');
  await main.getByRole('group', { name: '各区县没办完的件' }).getByRole('link').first().waitFor();
  // The sums follow a little behind: what was registered today is counted by then.
  await main.getByRole('heading', { name: /今日收件/ }).waitFor();
  for (let tries = 0; tries < 40 && !(await main.getByRole('listitem').filter({ hasText: '电话' }).getByRole('link').count()); tries += 1) {
    await page.reload();
    await main.getByRole('heading', { name: /今日收件/ }).waitFor();
    await page.waitForLoadState('networkidle');
  }
  const all = await linksOf(main);
  const open = all.filter(leadsTo('/overview?'));
  assert.ok(open.length > 15, `${open.length} numbers of open work`);
  for (const link of open) {
    const text = link.name || link.text;
    const where = `the wall ${text} → ${link.href}`;
    const n = numberOf(text.match(/([\d,]+)(?= 件|$)/)[1]);
    await opensOpen(page, link, n, where);
  }
  const figures = all.filter(leadsTo('/cases?'));
  assert.ok(figures.length >= 6, `${figures.length} sums`);
  const heard = figures.find((link) => /figure=heard/.test(link.href));
  for (const link of figures) {
    const where = `the wall ${link.text} → ${link.href}`;
    if (/%$|^–$/.test(link.text)) {
      // A share: of those who rated, so many.
      await page.goto(link.href);
      const told = page.getByRole('main').getByRole('status').filter({ hasText: /\d 件/ }).first();
      await told.waitFor();
      const [part, whole] = [numberOf((await told.innerText()).match(/[\d,]+/)[0]), numberOf(heard.text.match(/([\d,]+) 人/)[1])];
      assert.equal(link.text, whole ? `${((part / whole) * 100).toFixed(1)}%` : '–', where);
    } else await opensFigure(page, link, numberOf(link.text.match(/([\d,]+)(?: 人|$)/)[1]), where);
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

for (const [by, name, count] of [
  ['kind', '按类别', 3],
  ['unit', '按单位', 3],
  ['channel', '按渠道', 2],
  ['day', '按天', 2],
]) {
  test(`${name}: every column of the first ${count} rows`, { timeout: 300_000 }, async () => {
    const page = await openDesk(browser, city, 'lingdao', { path: `/figures?by=${by}&from=2026-01-01` });
    const table = page.getByRole('region', { name }).getByRole('table');
    await table.waitFor();
    const heads = (await table.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
    assert.equal(heads.length, 10, `a name and nine figures: ${heads}`);
    const cells = [];
    for (let n = 1; n <= count; n += 1) {
      const row = table.getByRole('row').nth(n);
      const title = (await row.getByRole('rowheader').innerText()).trim();
      for (let column = 1; column < heads.length; column += 1) {
        const cell = row.getByRole('cell').nth(column - 1);
        const [link] = await linksOf(cell);
        const where = `${title} ${heads[column]}`;
        if (!link) assert.match((await cell.innerText()).trim(), /^0(\s|$)/, `${where}: only nothing opens nothing`);
        else cells.push({ link, n: numberOf(link.text), where });
      }
    }
    assert.ok(cells.length > count, `${cells.length} numbers`);
    for (const { link, n, where } of cells) {
      assert.ok(n > 0, where);
      const cases = await opensFigure(page, link, n, where);
      if (/收件$/.test(where)) assert.equal(cases, n, `${where}: a case is received once`);
    }
    // Also those in all, above the table.
    if (by === 'kind') {
      await page.goto(`/desk/figures?by=${by}&from=2026-01-01`);
      const total = page.getByRole('list', { name: '合计' });
      await total.waitFor();
      for (const link of await linksOf(total)) {
        const where = `合计 ${link.text}`;
        const n = numberOf(link.text.match(/^\D+([\d,]+)/)[1]);
        if (n > 50) continue; // more than a list shows at first
        if (n) await opensFigure(page, link, n, where);
      }
    }
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
}

test('a count that takes longer than the city’s lists is told all the same', async () => {
  const page = await openDesk(browser, city, 'lingdao');
  const listed = page.waitForResponse('**/api/reference/channels');
  await page.route('**/api/figures?*', async (route) => {
    await listed;
    await page.waitForTimeout(300); // until the page has them
    await route.continue();
  });
  await page.goto('/desk/cases?channel=phone&figure=received&from=2026-01-01&to=2026-12-31');
  const told = page.getByRole('main').getByRole('status').filter({ hasText: /\d 件/ });
  await told.waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
