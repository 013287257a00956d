// What leaders, inspectors and administrators meet in a day beside their lists: a phone that can urge, refusals
// that name fields as their labels do, units that are given work, districts that are out of reach.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, sendNow } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 60 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const done = async (page) => {
  assert.deepEqual(
    page.troubles.filter((one) => !/40[0-9]|422/.test(one)),
    [],
  );
  await page.context().close();
};
const shown = async (link) => Number((await link.innerText()).match(/[\d,]+/)[0].replaceAll(',', ''));

test('on a phone the cases behind a number are chosen and urged; the history says who did', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/overview?open=true', size: PHONE });
  const list = page.getByRole('table', { name: '没办完' });
  const box = list.getByRole('checkbox', { name: /^选 / }).first();
  await box.waitFor();
  const no = await list.getByRole('link').first().getAttribute('data-row');
  await box.check();
  await page.getByRole('button', { name: /^催办/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^催办 1 件/ })
    .click();
  await sendNow(page);
  await page.goto(`/desk/case/${no}`);
  assert.match(await page.getByRole('listitem').filter({ hasText: /催办/ }).first().innerText(), /\S+ 催办/);
  await done(page);
});

test('on a phone one reads since when a step waits, and one’s own name and post', async () => {
  const page = await openDesk(browser, city, 'ducha', { path: '/overview', size: PHONE });
  const since = page.getByRole('table', { name: /卡在哪一步/ }).getByText(/最早登记/);
  await since.filter({ visible: true }).first().waitFor();
  assert.match(await since.filter({ visible: true }).first().innerText(), /最早登记：?.*\d+:\d\d/);
  await page
    .getByRole('table', { name: /按区域/ })
    .getByText(/最早登记/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.locator('summary', { hasText: '效能' }).click();
  const name = (await (await city.staff('ducha')).get('/api/me')).name;
  await page.getByText(`您是 ${name}`).waitFor();
  assert.match(await page.getByRole('list', { name: '您的岗位' }).innerText(), /效能督查员\s+福州市/);
  const { width } = page.viewportSize();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
  await isSound(page, 'one’s own name on a phone');
  await done(page);
});

test('refusals name a field as its label does, and no sentence speaks of cases where there is none', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/people/+' });
  await page.getByRole('textbox', { name: '账号' }).fill('duan-mima');
  await page.getByRole('textbox', { name: '姓名', exact: true }).fill('短同志');
  const form = page.getByRole('form', { name: '加一位' });
  await form.getByRole('combobox', { name: '角色' }).selectOption({ label: '经办人' });
  // One name, one control: the list below a type-ahead is called otherwise.
  assert.equal(await form.getByLabel('单位', { exact: true }).count(), 1);
  await form.getByLabel('单位', { exact: true }).fill('仓山区城管局');
  await page.keyboard.press('Enter');
  await page.getByLabel(/^密码/).fill('kurz');
  await page.keyboard.press('Control+Enter');
  const alert = form.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /密码：\d+ 到 \d+ 个字符/);
  assert.doesNotMatch(await alert.innerText(), /[a-z]{3}/);
  // The way to what one stands on can be read.
  const add = page.getByRole('link', { name: /^加一位/ });
  const [ink, ground] = await add.evaluate((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]);
  assert.notEqual(ink, ground);

  await page.goto('/desk/people/ducha?q=ducha');
  await page.getByRole('button', { name: /^停用/ }).waitFor();
  await page.keyboard.press('b');
  await page.getByRole('textbox', { name: '理由' }).waitFor();
  await page.keyboard.press('Control+Enter');
  const why = page.getByRole('alert').filter({ hasText: '请写明理由' });
  await why.waitFor();
  assert.doesNotMatch(await why.innerText(), /不予受理|这件/);

  await page.goto('/desk/calendar');
  await page.getByRole('textbox', { name: '表', exact: true }).fill('days = [');
  await page.getByRole('button', { name: '试算' }).click();
  const table = page.getByRole('alert');
  await table.waitFor();
  assert.match(await table.innerText(), /表：/);
  assert.doesNotMatch(await table.innerText(), /text：|unclosed/);
  await done(page);
});

test('a period that ends before it begins is refused in words of the screen', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures?from=2026-11-20&to=2026-11-01' });
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /到：不能早于开始的那天/);
  assert.doesNotMatch(await alert.innerText(), /from|to：/);
  await done(page);
});

test('units are told by what they were given, each number with its cases, a count and a way back', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures?by=unit&from=2026-01-01' });
  const table = page.getByRole('region', { name: '按单位' }).getByRole('table');
  await table.waitFor();
  await table.getByRole('columnheader', { name: '交办' }).waitFor();
  assert.equal(await table.getByRole('columnheader', { name: '收件' }).count(), 0);
  await page.getByText('加起来会多于合计').waitFor();
  const download = page.waitForEvent('download');
  await page.keyboard.press('o');
  const text = await readFile(await (await download).path(), 'utf8');
  assert.match(text, /按单位,交办,上期 交办/);
  const counted = await Promise.all(
    (await table.getByRole('row').all()).slice(1).map(async (row) => ({
      link: row.getByRole('cell').first().getByRole('link'),
      is: await row.getByRole('cell').first().getByRole('link').count(),
    })),
  );
  const { link } = counted.filter((one) => one.is)[1];
  const given = await shown(link);
  await link.click();
  await page.waitForURL(/figure=given/);
  const list = page.getByRole('table', { name: '查件' });
  await list.getByRole('link').first().waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: new RegExp(`(^|\\D)${given} (次|件)`) })
    .waitFor();
  await page.getByRole('link', { name: /← 统计/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/figures\?by=unit&from=2026-01-01/);
  await done(page);
});

test('days are written as everywhere, and an English page has no Chinese where it is no name', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures?by=day&from=2026-01-01' });
  const days = page.getByRole('region', { name: '按天' }).getByRole('table');
  await days.waitFor();
  const names = await days.getByRole('rowheader').allInnerTexts();
  assert.ok(names.length > 0 && names.every((name) => /^\d{4}-\d\d-\d\d$/.test(name.trim())), names.join());
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.goto('/desk/figures?by=channel&from=2026-01-01');
  const channels = page.getByRole('region', { name: 'by channel' }).getByRole('table');
  await channels.waitFor();
  for (const name of await channels.getByRole('rowheader').allInnerTexts()) assert.doesNotMatch(name, /[\u4e00-\u9fff]/);
  await page.goto('/desk/wall');
  await page.getByRole('list').first().waitFor();
  assert.doesNotMatch(await page.locator('body').innerText(), /，/);
  await done(page);
});

test('a district that one may not see has no number, and the legend says why', async () => {
  const page = await openDesk(browser, city, 'cangshan-ducha', { path: '/figures?from=2026-01-01' });
  const map = page.locator('.areamap');
  await map.waitFor();
  await map.getByText('— 不在您能看的范围').waitFor();
  assert.match(await map.locator('.names').textContent(), /晋安\s*—/);
  assert.equal(await map.getByRole('link', { name: /晋安/ }).count(), 0);
  assert.equal(await map.getByRole('link', { name: /仓山/ }).count(), 1);
  await page.context().close();
  const leader = await openDesk(browser, city, 'lingdao', { path: '/figures?from=2026-01-01' });
  await leader.locator('.areamap').waitFor();
  assert.equal(await leader.getByText('不在您能看的范围').count(), 0);
  await done(leader);
});

test('administrators read words of the screens, and find no door that is shut', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/rules' });
  const ladder = page.getByRole('row', { name: /逾期提级/ }).first();
  await ladder.waitFor();
  assert.match(await ladder.getByRole('cell').first().innerText(), /系统催办（主办单位）/);
  assert.doesNotMatch(await ladder.getByRole('cell').first().innerText(), /→|[a-z]/);
  // Who looks for no cases has no search for them.
  assert.equal(await page.getByRole('search').count(), 0);
  await page.goto('/desk/condition');
  await page.getByRole('table', { name: '检查结果' }).waitFor();
  await page.getByText(/待核定的条目/).click();
  const said = await page.getByRole('main').innerText();
  assert.match(said, /规则 \d{4}-\d\d-\d\d：受理时限 \d+/);
  assert.doesNotMatch(said, /composed|profile|rulebook|calendar import|accept_minutes|item [A-Z]/);
  await done(page);
});

test('who writes no templates is not given the form for one', async () => {
  const page = await openDesk(browser, city, 'anquan', { path: '/templates/new' });
  await page.getByText('从左边选一个').waitFor();
  assert.equal(await page.getByRole('textbox', { name: '名称' }).count(), 0);
  await done(page);
});

test('cases without a lamp are told beside the lamps, and open', async () => {
  const agent = await city.staff('huawuyuan');
  await agent.register({ channel: 'phone', kind: 'help', title: '等受理', text: '等受理的一件。', area: '350104' });
  for (const path of ['/overview', '/wall']) {
    const page = await openDesk(browser, city, 'lingdao', { path });
    const link = page.getByRole('link', { name: /^另有 \d+ 件待受理，不亮灯$/ });
    const rest = await shown(link);
    const numbers = await (await city.staff('lingdao')).get('/api/overview');
    const { open, red, yellow, green } = numbers.total;
    assert.equal(rest, open - red - yellow - green);
    await link.click();
    await page.waitForURL(/status=submitted/);
    await page
      .getByText(new RegExp(`${rest} 件`))
      .first()
      .waitFor();
    await done(page);
  }
});

test('names and numbers on the maps are read on every shade, in light and dark', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/figures?from=2026-01-01' });
  for (const path of ['/figures?from=2026-01-01', '/wall']) {
    await page.goto(`/desk${path}`);
    await page.locator('.areamap .names text').first().waitFor();
    for (const theme of ['light', 'dark']) {
      const found = await page.locator('.areamap').evaluate((map, as) => {
        document.documentElement.dataset.theme = as;
        const ink = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const light = (colour) => {
          ink.fillStyle = colour;
          ink.fillRect(0, 0, 1, 1);
          const [r, g, b] = [...ink.getImageData(0, 0, 1, 1).data].map((one) => {
            const part = one / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        return ['k0', 'k1', 'k2', 'k3', 'kx'].flatMap((shade) => {
          const path = map.querySelector(`path.${shade}`);
          return [...map.querySelectorAll(`.names > text.${shade}`)].map((text) => {
            const [a, b] = [text, path].map((one) => light(getComputedStyle(one).fill));
            return { shade, said: text.textContent.trim(), contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
          });
        });
      }, theme);
      // The wall counts open work, of which there may be too little for the fullest shade.
      assert.ok(found.length > 5 && (path === '/wall' || found.some((one) => one.shade === 'k3')), `${path}: shades`);
      assert.deepEqual(
        found.filter((one) => one.contrast < 4.5),
        [],
        `${path} in ${theme}`,
      );
    }
  }
  await done(page);
});
