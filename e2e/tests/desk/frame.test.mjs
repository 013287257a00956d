// The frame around every screen: colours that somebody chose stay, the numbers of the work areas rise while one looks,
// and the screens are sound in the colours of a system that forces its own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 30 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const register = async (title) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000061' },
    })
  ).no;
const scheme = (page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
/** How bright the ground of the page is, from 0 to 255. */
const ground = (page) =>
  page.evaluate(() => {
    const [r, g, b] = getComputedStyle(document.body)
      .backgroundColor.match(/[\d.]+/g)
      .map(Number);
    return (r + g + b) / 3;
  });
const ME = '福州市智慧中心批转员（示例）';

test('dark that was chosen stays dark over a reload, another screen and signing out; 随系统 follows the system', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await page.getByRole('heading', { name: /^待批转/ }).waitFor();
  assert.equal(await scheme(page), 'light');
  assert.ok((await ground(page)) > 150);
  const colours = page.getByRole('combobox', { name: '配色' });
  await page.getByText(ME, { exact: true }).first().click();
  assert.deepEqual(
    (await colours.getByRole('option').allInnerTexts()).map((text) => text.trim()),
    ['随系统', '浅色', '深色'],
  );
  await colours.selectOption('深色');
  assert.equal(await scheme(page), 'dark');
  assert.ok((await ground(page)) < 80, 'at once');
  await page.reload();
  await page.getByRole('heading', { name: /^待批转/ }).waitFor();
  assert.equal(await scheme(page), 'dark', 'kept');
  await page.goto('/desk/cases');
  await page.getByRole('table', { name: '查件' }).waitFor();
  assert.ok((await ground(page)) < 80, 'on every screen');
  await isSound(page, 'dark on a light system');
  await page.getByText(ME, { exact: true }).first().click();
  assert.equal(await colours.inputValue(), 'dark');
  await page.getByRole('button', { name: '退出' }).click();
  await page.waitForURL(/\/sign-in/);
  assert.equal(await scheme(page), 'dark', 'a machine keeps its colours');
  // 浅色 on a dark system stays light; 随系统 goes with it.
  await colours.selectOption('浅色');
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await scheme(page), 'light');
  await colours.selectOption('随系统');
  assert.equal(await scheme(page), 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(() => getComputedStyle(document.documentElement).colorScheme === 'light');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the number beside 批转 rises by one while somebody looks at another screen, and falls again', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/cases' });
  const nav = page.getByRole('navigation', { name: '工作区' });
  const { centre } = await dispatcher.get('/api/welcome');
  const { to_dispatch: n } = await dispatcher.get(`/api/units/${centre}/badges`);
  const badge = (count) => nav.getByRole('link', { name: new RegExp(`^批转 *${count}$`) });
  await badge(n).waitFor();
  const no = await register('刚来的一件');
  await badge(n + 1).waitFor({ timeout: 30_000 });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await badge(n).waitFor({ timeout: 30_000 });
  assert.match(page.url(), /\/cases$/, 'nobody was led away');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a case that waits for its requester: sound, light and dark, and decided under the hand', async () => {
  const no = await register('等门牌号');
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  await handler.act(no, 'ask_requester', { question: '请问门牌号是多少？' });
  for (const dark of [false, true]) {
    const page = await openDesk(browser, city, 'pizhuan', { path: '/waiting', dark });
    await row(page, '等门牌号').focus();
    const look = page.getByRole('complementary', { name: no });
    await look
      .getByText(/请问门牌号是多少？/)
      .first()
      .waitFor();
    await isSound(page, '/waiting');
    await row(page, '等门牌号').focus();
    await look
      .getByRole('toolbar', { name: '能办的事' })
      .getByRole('button', { name: /^决定等候/ })
      .waitFor();
    await page.keyboard.press('w');
    await page.getByRole('form', { name: `决定等候 · ${no}` }).waitFor();
    await isSound(page, 'deciding on waiting');
    await page.context().close();
  }
});

test('in forced colours the open list is the one that is underlined, and days that are used are seen', async () => {
  const dispatcher = await city.staff('pizhuan');
  const no = await register('高对比的期格');
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign', forcedColors: 'active' });
  const tabs = page.getByRole('navigation', { name: '办件' }).getByRole('link');
  await tabs.first().waitFor();
  const lines = await tabs.evaluateAll((links) =>
    links.map((link) => [link.getAttribute('aria-current'), getComputedStyle(link).borderBottomColor]),
  );
  const canvas = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.cssText = 'forced-color-adjust:none;background:Canvas';
    const colour = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return colour;
  });
  for (const [current, colour] of lines) assert.equal(colour !== canvas, current === 'page', `${current} ${colour}`);
  // Cells of days: drawn, not left to the system, which leaves none of a background.
  const drawn = (part) =>
    part.evaluate((element) => [getComputedStyle(element).forcedColorAdjust, getComputedStyle(element).backgroundImage]);
  const [adjust, image] = await drawn(page.locator('.mini').first());
  assert.equal(adjust, 'none');
  assert.match(image, /gradient/);
  await page.goto(`/desk/case/${no}`);
  await page.locator('.rail i').first().waitFor();
  assert.equal((await drawn(page.locator('.rail i').first()))[0], 'none');
  await isSound(page, 'a case in forced colours');
  await page.context().close();
});

test('in forced colours what is chosen, where one is, what comes first and what happened stand out', async () => {
  const no = await register('高对比的一行');
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign', forcedColors: 'active' });
  /** A colour of the system. */
  const system = (name) =>
    page.evaluate((colour) => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.cssText = `forced-color-adjust:none;background:${colour}`;
      const found = getComputedStyle(probe).backgroundColor;
      probe.remove();
      return found;
    }, name);
  const [highlight, canvas] = [await system('Highlight'), await system('Canvas')];
  assert.notEqual(highlight, canvas);
  const ring = (part) =>
    part.evaluate((element) => {
      const { outlineStyle, outlineColor, outlineWidth } = getComputedStyle(element);
      return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 ? outlineColor : '';
    });
  await row(page, '高对比的一行').focus();
  assert.equal(await ring(page.getByRole('row').filter({ has: page.locator(':focus') })), highlight, 'the row under the hand');
  const way = page.getByRole('navigation', { name: '工作区' }).locator('[aria-current]');
  assert.equal(await ring(way), highlight, 'the work area');
  await page.getByRole('checkbox', { name: '选 高对比的一行' }).check();
  const first = page.getByRole('button', { name: /^签收所选/ });
  assert.equal(await first.evaluate((element) => getComputedStyle(element).backgroundColor), highlight, 'what comes first');
  await isSound(page, 'a list with a choice in forced colours');
  await page.goto(`/desk/case/${no}`);
  const steps = page.locator('.tl > li:not(.next, .fold)');
  await steps.first().waitFor();
  for (const dot of await steps.evaluateAll((all) => all.map((one) => getComputedStyle(one, '::before').backgroundColor)))
    assert.notEqual(dot, canvas, 'a step that happened');
  await page.context().close();
  const people = await openDesk(browser, city, 'xitong', { path: '/people/pizhuan?q=pizhuan', forcedColors: 'active' });
  await people.getByRole('heading', { level: 2, name: /批转员/ }).waitFor();
  assert.equal(await ring(people.getByRole('row').and(people.locator('[aria-current]')).first()), highlight, 'the person');
  await people.context().close();
});

test('in colours that the system forces the screens are sound', async () => {
  const no = await register('高对比的件');
  for (const [login, path, ready] of [
    ['pizhuan', '/dispatch', /将批转给|没有现成的建议/],
    ['huawuyuan', '/calls', /刚登记的/],
    ['zhujian', '/unit/to_sign', /待签收/],
    ['lingdao', '/wall', /今日收件/],
    ['lingdao', '/figures', /走势/],
    ['pizhuan', `/case/${no}`, /诉求内容/],
    ['xitong', '/people', /人员/],
  ]) {
    const page = await openDesk(browser, city, login, { path, forcedColors: 'active' });
    await page.getByText(ready).first().waitFor();
    assert.equal(await page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
    await page.waitForLoadState('networkidle');
    await isSound(page, `${path} in forced colours`);
    await page.context().close();
  }
});
