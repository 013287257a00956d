// 管理: an administrator's day. People, keys, webhooks, messages, the audit trail, the calendar's preview, the
// rules, how the system stands; who only looks changes nothing; whoever works on cases finds the doors shut.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity, PASSWORD } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, no;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 20 })]);
  const agent = await city.staff('huawuyuan');
  ({ no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    item: 'B15',
    title: '音像店放音乐',
    text: '音像店门口放音乐。',
    area: '350104',
    accept: true,
    requester: { name: '林女士', phone: '13900000001' },
  }));
  await (await city.staff('pizhuan')).act(no, 'reveal_identity', { reason: '核对门牌' });
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('somebody is added by keys, given other posts, blocked with a reason; the trail tells it', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/people' });
  await page.getByRole('heading', { level: 1, name: '人员' }).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: '账号' }).fill('lin-gong');
  await page.keyboard.press('Control+Enter');
  await page.getByText('请填账号、姓名，至少一个岗位。').waitFor();
  await page.getByRole('textbox', { name: '姓名', exact: true }).fill('林同志');
  await page.getByRole('combobox', { name: '角色' }).selectOption({ label: '经办人' });
  const form = page.getByRole('form', { name: '加一位' });
  await form.getByRole('combobox', { name: '单位' }).fill('仓山区城管局');
  await page.keyboard.press('Enter');
  await form.getByText('经办人@', { exact: false }).first().waitFor();
  await page.keyboard.press('Control+Enter');
  const told = page.getByText('lin-gong 的密码，只显示这一次');
  await told.waitFor();
  const password = await told.getByRole('code').innerText();
  await city.staff('lin-gong', password);
  await page.getByRole('button', { name: '改岗位' }).waitFor();
  await isSound(page, 'a person');

  await page.keyboard.press('e');
  const posts = page.getByRole('form', { name: '改岗位' });
  await posts.getByText('还没有改动。').waitFor();
  await posts.getByRole('combobox', { name: '角色' }).selectOption({ label: '审核人' });
  await posts.getByRole('combobox', { name: '单位' }).fill('仓山区城管局');
  await page.keyboard.press('Enter');
  await posts.getByRole('button', { name: /去掉 经办人@/ }).click();
  // What is saved is said before.
  assert.match(
    (await posts.getByRole('status').filter({ hasText: '马上生效' }).innerText()).replace(/\s+/g, ' '),
    /马上生效.*加上 审核人@.*去掉 经办人@/,
  );
  await page.keyboard.press('Control+Enter');
  await posts.waitFor({ state: 'hidden' });
  const side = page.getByRole('region', { name: '操作' });
  await side.getByText('审核人@').waitFor();
  assert.equal(await side.getByText('经办人@').count(), 0);

  await page.keyboard.press('b');
  await page.getByRole('textbox', { name: '理由' }).fill('离岗');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '启用' }).waitFor();
  await assert.rejects(city.staff('lin-gong', password), 'a blocked person does not come in');

  await page.goto('/desk/audit?group=admin');
  const trail = page.getByRole('table', { name: '审计记录' });
  for (const act of ['停用人员', '改岗位', '加人员']) await trail.getByText(act, { exact: true }).waitFor();
  await trail.getByText('lin-gong：离岗').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('whoever changes posts that somebody else has just changed is told, and undoes nothing', async () => {
  const admin = await city.staff('xitong');
  const post = (role) => ({ role, unit: '福州市智慧中心' });
  await admin.post('/api/people', { login: 'lin-er', name: '林二', posts: [post('dispatcher'), post('call_back')] });
  const [one, other] = [
    await openDesk(browser, city, 'xitong', { path: '/people/lin-er?q=lin-er' }),
    await openDesk(browser, city, 'xitong', { path: '/people/lin-er?q=lin-er' }),
  ];
  const form = (page) => page.getByRole('form', { name: '改岗位' });
  for (const page of [one, other]) {
    await page.getByRole('button', { name: '改岗位' }).click();
    await form(page).waitFor();
  }
  await form(one)
    .getByRole('button', { name: /去掉 批转员@/ })
    .click();
  await one.keyboard.press('Control+Enter');
  await form(one).waitFor({ state: 'hidden' });

  await form(other).getByRole('combobox', { name: '角色' }).selectOption({ label: '话务员' });
  await form(other).getByRole('combobox', { name: '单位' }).fill('福州市智慧中心');
  await other.keyboard.press('Enter');
  await form(other).getByText('加上 话务员@', { exact: false }).waitFor();
  await other.keyboard.press('Control+Enter');
  await form(other)
    .getByRole('alert')
    .getByText(/^去掉 批转员@/)
    .waitFor();
  // Both windows are one person's here.
  assert.match(
    await form(other).getByRole('alert').innerText(),
    /^您打开之后，您（在另一个窗口） .*\d\d:\d\d 改了他的岗位，他现在的岗位是 回访员@福州市智慧中心。您的还没有保存：/,
  );
  const preview = form(other).getByRole('status').filter({ hasText: '马上生效' }).getByRole('listitem');
  assert.deepEqual(
    (await preview.allInnerTexts()).map((one) => one.split('@')[0]),
    ['加上 话务员'],
  );
  await other.keyboard.press('Control+Enter');
  await form(other).waitFor({ state: 'hidden' });
  const now = (await admin.get('/api/people?q=lin-er')).people[0].posts.map((one) => one.role).sort();
  assert.deepEqual(now, ['agent', 'call_back'], 'what the one took away stays away');
  for (const page of [one, other]) await page.context().close();
});

test('whoever resets a password that another administrator has just reset reads who did, and when', async () => {
  const admin = await city.staff('xitong');
  const centre = '福州市智慧中心';
  await admin.post('/api/people', { login: 'lin-si', name: '林四', posts: [{ role: 'dispatcher', unit: centre }] });
  const second = { login: 'xitong-er', name: '第二个管理员', posts: [{ role: 'system_admin', unit: centre }] };
  const { password } = await admin.post('/api/people', second);
  const [{ person }] = (await admin.get('/api/people?q=lin-si')).people;
  const page = await openDesk(browser, city, 'xitong', { path: '/people/lin-si?q=lin-si' });
  await page.getByRole('button', { name: /^重置密码/ }).click();
  await (await city.staff('xitong-er', password)).post(`/api/people/${person}/password`, {});
  await page.keyboard.press('Control+Enter');
  await page
    .getByRole('alert')
    .getByText(/第二个管理员 在 \d\d:\d\d 刚重置过，密码请问他/)
    .waitFor();
  await page.context().close();
});

test('whoever blocks somebody, or lets him again, after somebody else reads who was faster, when and why', async () => {
  const admin = await city.staff('xitong');
  await admin.post('/api/people', { login: 'lin-san', name: '林三', posts: [{ role: 'dispatcher', unit: '福州市智慧中心' }] });
  const { name } = await admin.get('/api/me');
  const path = '/people/lin-san?q=lin-san';
  const [one, other] = [await openDesk(browser, city, 'xitong', { path }), await openDesk(browser, city, 'anquan', { path })];
  for (const [page, why] of [
    [one, '离岗'],
    [other, '别的理由'],
  ]) {
    await page.getByRole('button', { name: /^停用/ }).click();
    await page.getByRole('textbox', { name: '理由' }).fill(why);
  }
  await one.keyboard.press('Control+Enter');
  await one.getByRole('button', { name: '启用', exact: true }).waitFor();
  await other.keyboard.press('Control+Enter');
  const told = (page) => page.getByRole('region', { name: '操作' }).getByRole('alert');
  await told(other).waitFor();
  const said = await told(other).innerText();
  assert.ok(said.startsWith(`${name} `), said);
  assert.match(said, /\d\d:\d\d 已经停用了他（离岗）。您的没有办。$/);
  await isSound(other, 'somebody who was blocked meanwhile');
  // He is let again in one of two windows.
  const second = await openDesk(browser, city, 'xitong', { path });
  await second.getByRole('button', { name: '启用', exact: true }).waitFor();
  await one.getByRole('button', { name: '启用', exact: true }).click();
  await one.getByRole('button', { name: /^停用/ }).waitFor();
  await second.getByRole('button', { name: '启用', exact: true }).click();
  await told(second).waitFor();
  assert.match(await told(second).innerText(), /^您（在另一个窗口） .*\d\d:\d\d 已经重新启用了他。您的没有办。$/);
  await second.getByRole('button', { name: /^停用/ }).waitFor();
  // In English a third window that comes too late.
  await one.getByRole('button', { name: /^停用/ }).click();
  await one.getByRole('textbox', { name: '理由' }).fill('又离岗');
  const third = await openDesk(browser, city, 'anquan', { path });
  await third.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await third.reload();
  await third.getByRole('button', { name: /^Block/ }).click();
  await third.getByRole('textbox', { name: 'Reason' }).fill('left');
  await one.keyboard.press('Control+Enter');
  await one.getByRole('button', { name: '启用', exact: true }).waitFor();
  await third.keyboard.press('Control+Enter');
  const english = third.getByRole('region', { name: 'Actions' }).getByRole('alert');
  await english.waitFor();
  assert.match(await english.innerText(), /, today \d\d:\d\d, already blocked him \(又离岗\)\. Yours was not carried out\.$/);
  for (const page of [one, other, second, third]) {
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  }
});

test('nobody changes his own posts; who only looks has no buttons', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/people/xitong?q=xitong' });
  await page.getByText('不能改自己的岗位，也不能停用自己。').waitFor();
  assert.equal(await page.getByRole('button', { name: '改岗位' }).count(), 0);
  await page.context().close();
  const auditor = await openDesk(browser, city, 'shenji', { path: '/people/huawuyuan?q=huawuyuan' });
  await auditor.getByRole('heading', { level: 2, name: /话务员/ }).waitFor();
  for (const name of ['改岗位', '重置密码', '停用']) assert.equal(await auditor.getByRole('button', { name }).count(), 0, name);
  await auditor.context().close();
});

test('a key is made, told once, and taken back', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/programs' });
  await page.getByText('还没有密钥').waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: '名称' }).fill('数字城管');
  const form = page.getByRole('form', { name: '新建密钥' });
  await form.getByRole('combobox', { name: '角色' }).selectOption({ label: '领导' });
  await form.getByRole('combobox', { name: '单位' }).fill('市智慧中心');
  await page.keyboard.press('Enter');
  await form.getByRole('checkbox', { name: '推送' }).check();
  await page.keyboard.press('Control+Enter');
  const token = await page.getByText('数字城管 的密钥，只显示这一次').getByRole('code').innerText();
  const ask = (path, body) =>
    fetch(`${city.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  assert.equal((await ask('/api/cases')).status, 200);
  await isSound(page, 'programs');
  await page.getByRole('button', { name: '收回 数字城管' }).click();
  await page.getByRole('button', { name: '确定收回' }).click();
  await page.getByText(/\d 收回$/).waitFor();
  assert.equal((await ask('/api/cases')).status, 401);
  await page.context().close();
});

test('a message is sent again, and leaves again', async () => {
  await city.message((one) => one.to === 'requester' && one.body.includes(no));
  const before = (await city.messages()).filter((one) => one.body.includes(no)).length;
  const page = await openDesk(browser, city, 'xitong', { path: '/messages' });
  await page.getByRole('textbox', { name: '编号', exact: true }).last().fill(no);
  await page.getByRole('button', { name: '找', exact: true }).click();
  await page.getByRole('button', { name: `再发一次 ${no} 已受理` }).click();
  await page.getByText('已排上，马上送。').waitFor();
  assert.ok(before >= 1);
  await page.goto(`/desk/audit?no=${no}`);
  await page.getByRole('table', { name: '审计记录' }).getByText('重发消息').waitFor();
  await page.getByRole('table', { name: '审计记录' }).getByText('查看身份').waitFor();
  await page.getByText('核对门牌').waitFor();
  // Taken out as it stands, under the same filter.
  const coming = page.waitForEvent('download');
  await page.getByText('导出', { exact: true }).last().click();
  await page.getByRole('button', { name: '导出 CSV' }).click();
  const file = await readFile(await (await coming).path(), 'utf8');
  assert.match(file, /审计记录（no=/);
  assert.match(file, /"重发消息","FZ\d+"/);
  assert.ok(!file.includes('停用人员'));
  await page.getByText(/^✓ 已导出/).waitFor();
  // What is looked through again and again has a name.
  await page.getByRole('button', { name: '存下这个筛选' }).click();
  await page.getByRole('textbox', { name: '筛选的名称' }).fill('这一件');
  await page.keyboard.press('Enter');
  // One act alone, beside the group that it is of.
  await page.goto('/desk/audit');
  await page.getByLabel('哪一类').selectOption('— 开始导出');
  await page.waitForURL(/group=export$/);
  await page.getByRole('table', { name: '审计记录' }).getByText('开始导出', { exact: true }).first().waitFor();
  await page.getByRole('table', { name: '审计记录' }).getByText('导出完成', { exact: true }).first().waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('哪一类').evaluate((one) => one.selectedOptions[0].textContent), '— 开始导出');
  await page.goto('/desk/audit');
  await page.getByLabel('存下的筛选').selectOption('这一件');
  await page.waitForURL(new RegExp(`/desk/audit\\?no=${no}`));
  assert.equal(await page.getByRole('textbox', { name: '编号', exact: true }).inputValue(), no);
  await page.context().close();
});

test('a holiday table is previewed with the cases that it moves, then loaded', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/calendar' });
  const desk = await city.staff('pizhuan');
  const seen = await desk.get(`/api/cases/${no}`);
  const off = seen.last_day;
  const year = Number(off.slice(0, 4));
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const toml = `year = ${year}\nissued = ${today}\ntitle = "台风放假的通知"\nsource = "试验"\n\n[[holiday]]\nname = "台风"\nfirst = ${off}\nlast = ${off}\n`;
  await page.getByRole('textbox', { name: '表' }).fill('不是表');
  await page.getByRole('button', { name: '试算' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('textbox', { name: '表' }).fill(toml);
  await page.getByRole('button', { name: '试算' }).click();
  const preview = page.getByRole('region', { name: '试算' });
  await preview
    .getByRole('row', { name: new RegExp(off) })
    .first()
    .getByText('放假')
    .waitFor();
  const row = preview.getByRole('table', { name: '哪些件会变' }).getByRole('row', { name: new RegExp(no) });
  await row.waitFor();
  const then = await row.getByRole('strong').innerText();
  assert.equal((await desk.get(`/api/cases/${no}`)).last_day, off, 'looking changes nothing');
  await isSound(page, 'the preview');
  await preview.getByRole('button', { name: /导入，重算 \d+ 件的期限/ }).click();
  await page.getByText(/的安排已导入，\d+ 件的期限重算了。/).waitFor();
  assert.equal((await desk.get(`/api/cases/${no}`)).last_day, then);
  await page.getByRole('table', { name: '已有的放假安排' }).getByText('台风放假的通知').waitFor();
  await page.context().close();
});

const PAGES = [
  ['/people', '人员清单'],
  ['/programs', '推送地址'],
  ['/messages', '消息清单'],
  ['/audit', '审计记录'],
  ['/calendar', '已有的放假安排'],
  ['/rules', '规则 2017-11-01'],
  ['/rules?part=items', '便民服务事项'],
  ['/rules?part=units', '单位'],
  ['/rules?part=duties', '职责'],
  ['/rules?part=reasons', '不予受理'],
  ['/rules?part=channels', '渠道'],
  ['/rules?part=lines', '热线'],
  ['/condition', '检查结果'],
];
for (const [path, table] of PAGES) {
  test(`${path} is sound, light and dark, and composed entries are marked`, async () => {
    for (const dark of [false, true]) {
      const page = await openDesk(browser, city, 'xitong', { path, dark });
      await page
        .getByRole('table', { name: table })
        .or(page.getByRole('region', { name: table }))
        .first()
        .waitFor();
      await page.waitForLoadState('networkidle');
      await isSound(page, path);
      if (path.startsWith('/rules?part=items'))
        assert.ok((await page.getByText('待核定', { exact: true }).count()) > 50, 'composed items say so');
      await page.context().close();
    }
  });
}

test('the condition counts what is composed, and opens the list', async () => {
  const page = await openDesk(browser, city, 'shenji', { path: '/condition' });
  const summary = page.getByText(/^待核定的条目 \d+ 处$/);
  await summary.click();
  const told = Number((await summary.innerText()).match(/\d+/)[0]);
  assert.ok(told > 100);
  await page.getByRole('table', { name: '检查结果' }).getByText(`${told} 处待主管部门核定`, { exact: false }).waitFor();
  // Channels have names in English as well.
  await page.getByText('渠道 sms：', { exact: false }).waitFor();
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.reload();
  await page.getByText(/entries to be confirmed$/).click();
  await page.getByText('Channel sms: SMS', { exact: true }).waitFor();
  await page.context().close();
});

test('on a phone and in English', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/people', size: PHONE });
  await page.getByRole('link', { name: 'pizhuan', exact: true }).click();
  await page.getByRole('button', { name: '改岗位' }).waitFor();
  await isSound(page, 'phone');
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.goto('/desk/condition');
  await page.getByRole('heading', { level: 1, name: 'Health' }).waitFor();
  await isSound(page, 'English');
  await page.context().close();
});

test('the doors of administration are shut to whoever works on cases', async () => {
  for (const login of ['huawuyuan', 'pizhuan', 'lingdao', 'zhujian']) {
    const page = await openWindow(browser, city);
    await page.request.post('/api/sign-in', { data: { login, password: PASSWORD }, headers: { 'sec-fetch-site': 'same-origin' } });
    for (const path of ['/people', '/programs', '/messages', '/audit', '/calendar', '/condition', '/rules']) {
      // A unit's administrator has 推送地址 of his own there.
      if (login === 'zhujian' && path === '/programs') continue;
      await page.goto(`/desk${path}`);
      await page.getByText('这个工作区不归您的岗位').waitFor();
    }
    for (const path of ['/api/people', '/api/messages', '/api/audit', '/api/condition'])
      assert.equal((await page.request.get(path)).status(), 403, `${login} ${path}`);
    await page.context().close();
  }
});
