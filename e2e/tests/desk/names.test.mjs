// On every screen of the desk each control can be told from every other by what a screen reader says of it: no two
// buttons or links of one name, no two fields of one name in one group, and nothing without a name. In English too,
// where Chinese stands in a name only as data that is marked as Chinese.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { ambiguous, unmarkedChinese } from '../../house/names.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent, inHand, returned;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 60 })]);
  agent = await city.staff('huawuyuan');
  const [dispatcher, handler] = await Promise.all(['pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const given = async (title) => {
    const { no } = await agent.register({
      channel: 'phone',
      kind: 'help',
      item: 'B15',
      title,
      text: `${title}，请来看看。路灯不亮三天了。`,
      place: '学军路与横江渡路口',
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000001' },
    });
    await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
    await handler.act(no, 'sign');
    return no;
  };
  // Two of one title, as the day brings them.
  for (let n = 0; n < 2; n += 1) await given('路灯又不亮了');
  inHand = await given('在办的一件');
  returned = await given('退件的一件');
  await handler.act(returned, 'return', { reason: 'not_our_duty', basis: '不在职责清单里。' });
  await handler.act(inHand, 'request_extension', { days: 2, reason: '要等配件。' });
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** What may be called alike, with why. */
const MEANT = [
  // The work area, and the first of its parts in a navigation of its own.
  /^link "规则"$/,
];

/** Every work area, by somebody whose it is: `[login, path, what stands there once it is ready]`. */
const SCREENS = [
  ['huawuyuan', '/calls', '刚登记的', 'Just registered'],
  ['huawuyuan', '/accept', '待受理', 'To accept'],
  ['huawuyuan', '/cases', '查件', 'Find cases'],
  ['pizhuan', '/dispatch', '承办单位', 'Units'],
  ['pizhuan', '/rulings', '退件待裁定', 'Returns to rule on'],
  ['pizhuan', '/extensions', '延期待决定', 'Extensions to decide'],
  ['pizhuan', '/waiting', '等候待决定', 'Waiting to decide'],
  ['pizhuan', '/reworks', '重办待决定', 'Reworks to decide'],
  ...['to_sign', 'in_hand', 'due_today', 'overdue', 'return_asked', 'rework', 'assisting', 'to_review'].map((list) => [
    'zhujian',
    `/unit/${list}`,
    '办件',
    'Cases',
  ]),
  ['cangshan-chengguan', '/unit/to_sign', '待签收', 'To sign'],
  ['zhongshen', '/review', '待审核', 'To review'],
  ['huifang', '/call-back', '待回访', 'To call back'],
  ['lingdao', '/overview', '卡在哪里', 'What is stuck where'],
  ['ducha', '/overview?lamp=red', '筛选：', 'Filter'],
  ['lingdao', '/figures?from=2026-01-01', '走势', 'Trend'],
  ['lingdao', '/figures?from=2026-01-01&by=day', '走势', 'Trend'],
  ['lingdao', '/wall', '诉求件运行', 'Waiting for which step'],
  ['lingdao', '/cases', '查件', 'Find cases'],
  ['zhishiku', '/knowledge', '知识库', 'Knowledge'],
  ['zhishiku', '/knowledge/new', '写一条知识', 'Write an entry'],
  ['zhujian', '/templates', '答复模板', 'Reply templates'],
  ['zhujian', '/templates/new', '写模板', 'Write a template'],
  ...[
    ['people', '人员', 'People'],
    ['people/+', '加一位', 'Add'],
    ['people/ducha', '人员', 'People'],
    ['programs', '推送地址', 'Programs'],
    ['messages', '消息', 'Messages'],
    ['audit', '审计', 'Audit'],
    ['calendar', '日历', 'Calendar'],
    ['condition', '状况', 'Health'],
  ].map(([path, zh, en]) => ['xitong', `/${path}`, zh, en]),
  ...['books', 'items', 'units', 'duties', 'reasons', 'channels', 'lines'].map((part) => [
    'xitong',
    `/rules?part=${part}`,
    '规则',
    'Rules',
  ]),
];
const LOGINS = [...new Set(SCREENS.map(([login]) => login))];
async function settled(page, ready) {
  // On a phone the words by which one knows it may stand on a page of its own.
  await (ready ? page.getByText(ready).and(page.locator(':visible')).first() : page.getByRole('main')).waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(
    () =>
      new Promise((done) => {
        requestAnimationFrame(() => setTimeout(done));
      }),
  );
}
/** All screens are gone through before anything is said: one run tells every pair. */
const nothing = (found) => assert.equal(found.join('\n'), '');

for (const login of LOGINS) {
  test(`every control of ${login}'s screens has a name of its own, also on a phone`, { timeout: 300_000 }, async () => {
    const page = await openDesk(browser, city, login);
    const wide = page.viewportSize();
    const found = [];
    for (const [, path, ready] of SCREENS.filter(([who]) => who === login)) {
      await page.goto(`/desk${path}`);
      await settled(page, ready);
      found.push(...(await ambiguous(page, MEANT)).map((line) => `${path}: ${line}`));
      await page.setViewportSize(PHONE);
      await settled(page);
      found.push(...(await ambiguous(page, MEANT)).map((line) => `${path} on a phone: ${line}`));
      await page.setViewportSize(wide);
    }
    nothing(found);
    await page.context().close();
  });

  test(`in English the names of ${login}'s controls are English, data apart`, { timeout: 300_000 }, async () => {
    const page = await openDesk(browser, city, login);
    await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
    const found = [];
    for (const [, path, , ready] of SCREENS.filter(([who]) => who === login)) {
      await page.goto(`/desk${path}`);
      await settled(page, ready);
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
      found.push(...(await unmarkedChinese(page)).map((line) => `${path}: ${line}`));
    }
    nothing(found);
    await page.context().close();
  });
}

test('a call that is being written: the caller, what is alike, what is near, items', async () => {
  for (const english of [false, true]) {
    const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
    if (english) {
      await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
      await page.reload();
    }
    const name = (zh, en) => (english ? en : zh);
    await page.getByLabel(name('来电号码', 'Number'), { exact: true }).fill('13900000001');
    await page.getByLabel(name('诉求', 'Their words'), { exact: true }).fill('学军路口的路灯不亮三天了，晚上看不见。');
    await page.getByLabel(name('地点', 'Place'), { exact: true }).fill('学军路与横江渡路口');
    await page
      .getByRole('complementary', { name: name('来电人', 'Caller') })
      .getByRole('link')
      .first()
      .waitFor();
    await page.getByRole('region', { name: name('附近的件', 'Cases near here') }).waitFor();
    await settled(page, name('建议的事项', 'Items that may fit'));
    nothing(english ? await unmarkedChinese(page) : await ambiguous(page, MEANT));
    for (const key of ['Control+d', 'Escape', 'Control+u', 'Escape', 'Alt+0', 'Escape', 'Alt+p', 'Alt+j']) {
      await page.keyboard.press(key);
      await page.waitForLoadState('networkidle');
      nothing((english ? await unmarkedChinese(page) : await ambiguous(page, MEANT)).map((line) => `${key}: ${line}`));
    }
    await page.context().close();
  }
});

for (const [login, no] of [
  ['pizhuan', () => returned],
  ['banzhang', () => inHand],
  ['zhujian', () => inHand],
  ['huawuyuan', () => inHand],
]) {
  for (const english of [false, true]) {
    test(`the page of a case and every form of ${login} on it${english ? ', in English' : ''}`, { timeout: 300_000 }, async () => {
      const page = await openDesk(browser, city, login, { path: `/case/${no()}` });
      if (english) {
        await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
        await page.reload();
      }
      const name = (zh, en) => (english ? en : zh);
      const found = [];
      const look = async (where) =>
        found.push(...(english ? await unmarkedChinese(page) : await ambiguous(page, MEANT)).map((line) => `${where}: ${line}`));
      await settled(page, name('批转树', 'Assignments'));
      await look('the page');
      const all = page.getByRole('button', { name: name('全部操作', 'All actions') });
      await all.click();
      const dialog = page.getByRole('dialog', { name: name('全部操作', 'All actions') });
      await look('all actions');
      const buttons = await dialog.getByRole('listitem').getByRole('button').all();
      const commands = [];
      for (const one of buttons) if (!(await one.getAttribute('aria-disabled'))) commands.push(await one.innerText());
      assert.ok(commands.length > 3, commands.join());
      await page.keyboard.press('Escape');
      for (const command of commands) {
        await all.click();
        await dialog.getByRole('button', { name: command, exact: true }).click();
        const form = page.getByRole('form', { name: `${command} · ${no()}` });
        await form.waitFor();
        await page.waitForLoadState('networkidle');
        // Two of each piece and part, and what a choice or a commitment brings along.
        const more = form.getByRole('button', { name: name(/^再加一条|^再拆/, /^Another p/) });
        if (await more.count()) for (let n = 0; n < 2; n += 1) await more.click();
        const commitment = form.getByRole('textbox', { name: name('承诺什么', 'Commitment') });
        if (await commitment.count()) await commitment.fill('一周内修好');
        const choices = form.getByRole('radio');
        if (await choices.count()) await choices.first().check();
        const add = page.getByRole('button', { name: name('添照片或文件', 'Add a photo or file') });
        if (await add.count()) await add.click();
        await look(command);
        await form.getByRole('button', { name: name('不办了', 'Cancel') }).click();
        await form.waitFor({ state: 'detached' });
      }
      nothing(found);
      await page.context().close();
    });
  }
}

test('the sign-in page', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/desk/sign-in');
  await settled(page, '示例岗位');
  nothing(await ambiguous(page, MEANT));
  await page.getByRole('button', { name: 'English' }).click();
  nothing(await unmarkedChinese(page));
  await page.context().close();
});
