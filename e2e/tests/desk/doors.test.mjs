// Each role's doors: every work area of the desk is either the role's own page or says that it is not, exactly as the
// table of doors in docs/screens.md has it. Each role by itself, in a city where nobody has a second post.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, violations } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity, PASSWORD } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

const PEOPLE = {
  话务员: 'agent',
  班长: 'shift_lead',
  批转员: 'dispatcher',
  '批转员 of a county': 'dispatcher@仓山区智慧中心',
  审核人: 'reviewer',
  '审核人 of a unit': 'reviewer@福州市住建局',
  回访员: 'call_back',
  知识库管理员: 'librarian',
  经办人: 'handler@福州市住建局',
  单位管理员: 'unit_admin@福州市住建局',
  效能督查员: 'inspector@福州市效能办',
  领导: 'leader',
  系统管理员: 'system_admin',
  安全管理员: 'security_admin',
  审计管理员: 'auditor',
};
const loginOf = (role) => PEOPLE[role].replace(/@.*/, role.includes(' ') ? '-below' : '').replaceAll('_', '-');
const SHUT = '这个工作区不归您的岗位。';

const book = await readFile(new URL('../../../docs/screens.md', import.meta.url), 'utf8');
/** `{ name, path, roles }` of the table below “Doors”. */
const doors = book
  .slice(book.indexOf('### Doors'))
  .split('\n')
  .flatMap((line) => {
    const cells = line.match(/^\| (.+?) \| `(\/[a-z-]+)` \| (.+) \|$/);
    return cells ? [{ name: cells[1], path: cells[2], roles: cells[3].split(', ') }] : [];
  });

/** Goes to an address within the open desk, as the browser's back does; loading the desk for each would take minutes. */
const go = (page, path) =>
  page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/desk${path}`);

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([
    openBrowser(),
    openCity({ people: Object.fromEntries(Object.keys(PEOPLE).map((role) => [loginOf(role), [PEOPLE[role]]])) }),
  ]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('the table names every work area and every role', async () => {
  const ways = await readFile(new URL('../../../web/src/ways.ts', import.meta.url), 'utf8');
  for (const [, path] of ways.matchAll(/path: '(\/[a-z-]+)'/g))
    assert.ok(
      doors.some((door) => door.path === path),
      `${path} has a row`,
    );
  const roles = new Set(doors.flatMap((door) => door.roles));
  assert.deepEqual([...roles].sort(), Object.keys(PEOPLE).sort());
  assert.equal(doors.length, 23);
});

for (const role of Object.keys(PEOPLE)) {
  test(`${role}: the own doors open, every other says that it is shut`, { timeout: 300_000 }, async () => {
    const page = await openWindow(browser, city);
    await page.request.post('/api/sign-in', {
      data: { login: loginOf(role), password: PASSWORD },
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    const own = doors.filter((door) => door.roles.includes(role));
    const nav = page.getByRole('navigation', { name: '工作区' });
    const main = page.getByRole('main');
    await page.goto('/desk/');
    await nav.getByRole('link').first().waitFor();
    const links = (await nav.getByRole('link').allInnerTexts()).map((text) => text.match(/^\p{L}+/u)[0]);
    assert.deepEqual(
      links.sort(),
      own
        .filter((door) => door.path !== '/wall')
        .map((door) => door.name)
        .sort(),
      'the ways that are offered',
    );
    for (const [n, { name, path, roles }] of doors.entries()) {
      const shut = !roles.includes(role);
      // The first doors are come to from outside, too.
      if (shut && n > 2) await go(page, path);
      else await page.goto(`/desk${path}`, { waitUntil: 'commit' });
      if (shut) {
        await page.waitForURL((url) => url.pathname === '/desk/forbidden');
        await main.getByRole('heading', { level: 1, name: SHUT }).waitFor();
        await main.getByRole('link', { name: '回到自己的工作区' }).waitFor();
        assert.equal(await nav.getByRole('link', { name: new RegExp(`^${name}`) }).count(), 0, `${path} is not offered`);
        continue;
      }
      if (path === '/wall') await main.getByRole('heading', { level: 1, name: '诉求件运行' }).waitFor();
      else {
        await main.getByRole('heading').first().waitFor();
        assert.equal(await nav.getByRole('link', { name: new RegExp(`^${name}`) }).getAttribute('aria-current'), 'page', path);
      }
      assert.equal(await page.getByText(SHUT).count(), 0, `${path} is open`);
      assert.match(page.url(), new RegExp(`/desk${path}`));
    }
    // What is below a shut door is shut too, and its way back leads home.
    const shut = doors.find((door) => !door.roles.includes(role) && door.path !== '/wall');
    await page.goto(`/desk${shut.path}/x`);
    await main.getByRole('heading', { level: 1, name: SHUT }).waitFor();
    await main.getByRole('link', { name: '回到自己的工作区' }).click();
    await page.waitForURL((url) => own.some((door) => url.pathname === `/desk${door.path}`));
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
}

test('a shut door and an address that leads nowhere are sound, in the dark and in forced colours too', async () => {
  for (const options of [{}, { dark: true }, { forcedColors: 'active' }]) {
    const page = await openDesk(browser, city, loginOf('经办人'), { path: '/overview', ...options });
    await page.getByRole('heading', { level: 1, name: SHUT }).waitFor();
    await isSound(page, 'a shut door');
    await page.goto('/desk/no-such-page');
    await page.getByRole('heading', { level: 1, name: '没有这个页面' }).waitFor();
    await isSound(page, 'no such page');
    assert.deepEqual(await violations(page), []);
    // A list that a unit has not is no page either, and not the first of its lists.
    await page.goto('/desk/unit/quatsch');
    await page.getByRole('heading', { level: 1, name: '没有这个页面' }).waitFor();
    await page.context().close();
  }
});
