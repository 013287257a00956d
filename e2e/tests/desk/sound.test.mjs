// On every screen of the desk: axe finds nothing in light and dark, nothing sticks out at 1440, 390 and
// 320 pixels, the console is quiet; long words, emoji and 4,000 characters break nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE, violations } from '../../house/browser.mjs';
import { fits, isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row } from '../../house/staff.mjs';

let browser, city, no;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 60 })]);
  const agent = await city.staff('huawuyuan');
  const long = `${'长'.repeat(120)}🚰${'w'.repeat(70)}`;
  ({ no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    item: 'B15',
    title: long,
    text: `${'很长的一段话🙂，没有停。'.repeat(300)}${'x'.repeat(400)}`,
    place: '路'.repeat(190),
    area: '350104',
    accept: true,
  }));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const PAGES = [
  ['huawuyuan', '/calls', /刚登记的/],
  ['huawuyuan', '/accept', /待受理/],
  ['pizhuan', '/dispatch', /将批转给|没有现成的建议/],
  ['pizhuan', '/rulings', /退件待裁定/],
  ['pizhuan', '/extensions', /延期待决定/],
  ['pizhuan', '/reworks', /重办待决定/],
  ['zhongshen', '/review', /待审核/],
  ['huifang', '/call-back', /待回访/],
  ['cangshan-chengguan', '/unit/to_sign', /待签收/],
  ['cangshan-pizhuan', '/unit/in_hand', /在办/],
  ['lingdao', '/overview', /卡在哪里/],
  ['ducha', '/overview?lamp=red', /筛选：/],
  ['lingdao', '/figures', /走势/],
  ['ducha', '/cases', /查件/],
];
for (const [login, path, ready] of PAGES) {
  for (const dark of [false, true]) {
    test(`${path} of ${login}${dark ? ' in the dark' : ''}`, async () => {
      const page = await openDesk(browser, city, login, { path, dark });
      await page.getByText(ready).first().waitFor();
      await page.waitForLoadState('networkidle');
      await isSound(page, path);
      await page.context().close();
    });
  }
}

test('the sign-in page', async () => {
  for (const dark of [false, true]) {
    const page = await openWindow(browser, city, { dark });
    await page.goto('/desk/sign-in');
    await page.getByRole('heading', { name: '示例岗位' }).waitFor();
    await isSound(page);
    await page.context().close();
  }
});

test('a case with 4,000 characters, long words and emoji', async () => {
  for (const dark of [false, true]) {
    const page = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}`, dark });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await isSound(page, 'case page');
    await page.getByRole('button', { name: '全部操作' }).click();
    await page.getByRole('dialog', { name: '全部操作' }).waitFor();
    assert.deepEqual(await violations(page), [], 'all actions');
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: '更正' })
      .or(page.getByRole('button', { name: '批注' }))
      .first()
      .click();
    await page.getByRole('form').waitFor();
    assert.deepEqual(await violations(page), [], 'a form');
    await fits(page, 'a form');
    await page.context().close();
  }
});

test('in English too', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await page.getByText('福州市智慧中心批转员（示例）', { exact: true }).first().click();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: /To dispatch/ }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await isSound(page, 'dispatch in English');
  // A dispatch that is refused says why in the language of the screen.
  await page.route(/\/api\/cases\/FZ\d+$/, async (route) => {
    const answer = await route.fetch();
    const one = await answer.json();
    const actions = one.actions.map((action) =>
      action.command === 'dispatch'
        ? { ...action, allowed: false, refused: { code: 'confidential', zh: '这件保密。', en: 'The case is confidential.' } }
        : action,
    );
    await route.fulfill({ response: answer, json: { ...one, actions } });
  });
  await page.reload();
  await page.getByText('The case is confidential.').first().waitFor();
  assert.equal(await page.getByText('这件保密。').count(), 0);
  await page.context().close();
});

test('the wall in English has the year in English', async () => {
  const page = await openDesk(browser, city, 'lingdao', { path: '/overview' });
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.goto('/desk/wall');
  const head = page.getByRole('banner').or(page.locator('header')).first();
  await head.getByText(/\d+\/\d+\/20\d\d/).waitFor();
  assert.doesNotMatch(await head.innerText(), /年/);
  await page.context().close();
});

test('a unit on a phone: sign, read, reply with the thumb', async () => {
  const dispatcher = await city.staff('pizhuan');
  await dispatcher.act(no, 'dispatch', { lead: '仓山区城管局' });
  const page = await openDesk(browser, city, 'cangshan-chengguan', { path: '/unit/to_sign', size: PHONE });
  await page.getByRole('checkbox', { name: /长长长/ }).check();
  await page.getByRole('button', { name: '签收所选' }).click();
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('✓ 已发出').waitFor();
  await page.getByRole('link', { name: /^在办/ }).click();
  await row(page, '长长长').click();
  await page.getByRole('button', { name: '答复' }).click();
  await page.getByRole('textbox', { name: '内容' }).fill('已到现场处理。');
  await fits(page, 'reply on a phone');
  await page.getByRole('form').getByRole('button', { name: /^答复/ }).click();
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('✓ 已发出').waitFor();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('main .btn')]
      .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44 && !one.classList.contains('quiet'))
      .map((one) => one.textContent),
  );
  assert.deepEqual(small, [], 'every button is at least 44 px high');
  await page.context().close();
});
