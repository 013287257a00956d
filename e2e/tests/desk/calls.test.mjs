// While somebody talks: who calls, what fits, what may be the same matter, and adding to it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE, WIDE } from '../../house/browser.mjs';
import { fits, isSound } from '../../house/check.mjs';
import { openCity, PASSWORD } from '../../house/city.mjs';
import { enter } from '../../house/citizen.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent, dispatcher;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher] = await Promise.all(['huawuyuan', 'pizhuan'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const register = (fields) => agent.register({ channel: 'phone', kind: 'help', area: '350104', accept: true, ...fields });
const kinds = async (no) => (await dispatcher.get(`/api/cases/${no}`)).history.map((step) => step.kind);

test('a number tells the caller’s cases; what he adds goes into his own', async () => {
  const { no } = await register({
    title: '水压太低',
    text: '三楼水压太低，洗不了澡。',
    requester: { name: '周女士', phone: '13900000131' },
  });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const caller = page.getByRole('complementary', { name: '来电人' });
  await caller.getByText('填了号码就会去找。').waitFor();
  await page.getByLabel('来电号码').fill('13900000131');
  await caller.getByRole('link', { name: '水压太低' }).waitFor();
  await caller.getByText('1 件没办完').waitFor();
  await page.getByLabel('诉求', { exact: true }).fill('现在连二楼也没水了。');
  await caller.getByRole('button', { name: '补进 水压太低' }).click();
  await page.getByText(/作为来电人的补充/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: '刚登记的' }).getByRole('link', { name: no }).waitFor();
  assert.ok((await kinds(no)).includes('heard'));
  assert.equal(await page.getByLabel('来电号码').inputValue(), '', 'the next call');
  // Urging asks for no words.
  await page.getByLabel('来电号码').fill('13900000131');
  await caller.getByRole('button', { name: '催办 水压太低' }).click();
  await page.keyboard.press('Enter');
  await page.getByText('催办', { exact: true }).first().waitFor();
  await page.getByLabel('来电号码').and(page.locator(':focus')).waitFor();
  assert.ok((await kinds(no)).includes('urged'));
  // A number that nobody called from.
  await page.getByLabel('来电号码').fill('13900000998');
  await caller.getByText('这个号码没有以前的件。').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the same matter of somebody else shows while typing; Alt J and Enter add to it, and nothing new is made', async () => {
  const { no } = await register({
    title: '横江渡路菜场清晨鸣笛',
    text: '横江渡路菜场每天清晨四点货车鸣笛卸货，吵得睡不着。',
    place: '横江渡路菜场',
  });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('诉求', { exact: true }).fill('横江渡路菜场清晨四点货车鸣笛卸货，太吵。');
  await page.getByLabel('地点').fill('横江渡路菜场');
  const alike = page.getByRole('region', { name: '可能是同一件事' });
  await alike.getByRole('link', { name: '横江渡路菜场清晨鸣笛' }).waitFor();
  const made = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/cases')) made.push(request.url());
  });
  await page.keyboard.press('Alt+j');
  await page.getByText(/作为批注记进/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: '刚登记的' }).getByRole('link', { name: no }).waitFor();
  assert.deepEqual(made, [], 'no new case');
  assert.ok((await kinds(no)).includes('annotated'));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('of items that fit the letters, the suggested one comes first, and nothing moves under the hand', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const item = page.getByRole('combobox', { name: '事项' });
  await item.fill('lb');
  const offered = page.getByRole('listbox', { name: '事项' }).getByRole('option');
  await offered.filter({ hasText: 'B15 商业喇叭噪声' }).waitFor();
  assert.match(await offered.first().innerText(), /B02 道路保洁/);
  // By what people say, though the list says 噪声 and 信号灯.
  await item.fill('噪音');
  await offered.filter({ hasText: 'B15 商业喇叭噪声' }).waitFor();
  await item.fill('红绿灯');
  await offered.filter({ hasText: 'A17 交通信号灯故障' }).waitFor();
  await item.fill('');
  await page.getByLabel('诉求', { exact: true }).fill('店门口商业喇叭从早放到晚，噪声很大。');
  await page.getByRole('region', { name: '建议的事项' }).getByText('B15 商业喇叭噪声').first().waitFor();
  await item.fill('lb');
  await page.keyboard.press('Enter');
  assert.match(await item.inputValue(), /^B15/);
  await page.context().close();
});

test('items are suggested with reasons, Alt 1 takes the first, Ctrl Enter saves it', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('来电号码').fill('13900000132');
  await page.getByLabel('诉求', { exact: true }).fill('店门口商业喇叭从早放到晚，噪声很大。');
  const items = page.getByRole('region', { name: '建议的事项' });
  await items.getByRole('button').first().waitFor();
  const offered = (await items.getByRole('button').first().innerText()).match(/[A-Z]\d+/)[0];
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('Alt+9');
  assert.match(await page.getByRole('combobox', { name: '事项' }).inputValue(), new RegExp(`^${offered}`));
  await page.keyboard.press('Control+Enter');
  const no = await page.getByRole('region', { name: '刚登记的' }).getByRole('link').first().innerText();
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).item, offered);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('areas are found by initials, below 1280 px the caller is a drawer', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls', size: { width: 1100, height: 800 } });
  const area = page.getByRole('combobox', { name: '区域' });
  await area.fill('csq');
  await page.getByRole('option', { name: '仓山区', exact: true }).waitFor();
  await area.press('Enter');
  assert.equal(await area.inputValue(), '仓山区');
  const caller = page.getByRole('complementary', { name: '来电人' });
  assert.equal(await caller.isVisible(), false);
  await page.keyboard.press('Alt+l');
  await caller.waitFor();
  await isSound(page, 'the drawer');
  await page.keyboard.press('Escape');
  await caller.waitFor({ state: 'hidden' });
  await fits(page, 'agent');
  await page.context().close();
});

test('/ finds by words and by number', async () => {
  const { no } = await register({ title: '凤凰池公园秋千坏了', text: '凤凰池公园儿童秋千的链子断了一边。' });
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await page.getByRole('heading', { name: /待批转/ }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('秋千');
  await page.keyboard.press('Enter');
  await page
    .getByRole('table', { name: '查件' })
    .getByRole('link', { name: /凤凰池公园秋千/ })
    .waitFor();
  await page.getByText('含“秋千”').waitFor();
  assert.equal(await page.getByRole('table', { name: '查件' }).getByRole('link').count(), 1);
  await page.getByRole('heading', { name: '查件' }).click();
  await page.keyboard.press('/');
  await page.getByRole('textbox', { name: '编号或文字' }).fill(no);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/case/${no}$`));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a dispatcher reads why a unit is suggested and chooses it by its digit', async () => {
  const { no } = await register({ title: '服装店喇叭不停', text: '学军路服装店门口喇叭从早放到晚。', place: '学军路', item: 'B15' });
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  await page.getByRole('link', { name: /服装店喇叭不停/ }).focus();
  const units = page.getByRole('region', { name: '承办单位' });
  const first = units.getByRole('button', { name: /^1 .* 主办$/ });
  await first.waitFor();
  assert.ok((await units.innerText()).includes('B15'), 'it says the duty behind it');
  const unit = (await first.getAttribute('aria-label')).replace(/^1 | 主办$/g, '');
  await page.keyboard.press('0');
  await page.getByText('先按数字选主办单位。').waitFor();
  await page.keyboard.press('1');
  await page.getByText(`将批转给 ${unit} 主办`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('✓ 已发出').waitFor();
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).lead, unit);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a point is marked without leaving the keys; what is near shows by metres, and the case has it', async () => {
  const point = { lng: 119.2966, lat: 26.0855 };
  const near = await register({ title: '南后街井盖松动', text: '井盖松动，车过就响。', place: '三坊七巷北口', area: '350102', point });
  const secret = await register({
    title: '保密的一件',
    text: '不想让人知道。',
    place: '南后街',
    area: '350102',
    point,
    confidential: true,
  });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await page.getByLabel('诉求', { exact: true }).fill('走过井盖时差点摔倒，松动好几天了。');
  await page.getByRole('group', { name: '类别' }).getByText('求助').click();
  await page.keyboard.press('Alt+p');
  await page.getByLabel('坐标（可不填）').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('119.2970，26.0855');
  const nearby = page.getByRole('region', { name: '附近的件' });
  await nearby.getByRole('link', { name: '南后街井盖松动' }).waitFor();
  await nearby.getByText('40 米').waitFor();
  assert.equal(await page.getByText('保密的一件').count(), 0, secret.no);
  // The same matter though its place has another name: metres say so.
  await page.getByRole('region', { name: '可能是同一件事' }).getByText('相距 40 米').waitFor();
  await isSound(page, 'a call with a point');
  // A word is no point, and is said beside the field.
  await page.getByLabel('坐标（可不填）').fill('北门');
  await page.keyboard.press('Control+Enter');
  await page.getByText('坐标写成“经度,纬度”').waitFor();
  // Tapped on the districts, then typed again, then taken away and marked by key.
  await page.getByRole('img', { name: '区县图，点一下标位置' }).click();
  assert.match(await page.getByLabel('坐标（可不填）').inputValue(), /^119\.\d{5},2[56]\.\d{5}$/);
  await page.getByRole('button', { name: '去掉位置' }).click();
  await page.getByRole('button', { name: '标位置' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Alt+p');
  await page.keyboard.type('119.29700,26.08550');
  await page.keyboard.press('Control+Enter');
  const done = page.getByRole('region', { name: '刚登记的' }).getByRole('link').first();
  const no = await done.innerText();
  assert.deepEqual((await dispatcher.get(`/api/cases/${no}`)).point, { lng: 119.297, lat: 26.0855 });
  // On the case's page what is near it, without itself.
  await done.click();
  await page.getByRole('region', { name: '附近的件' }).getByRole('link', { name: '南后街井盖松动' }).waitFor();
  assert.equal(await page.getByRole('region', { name: '附近的件' }).getByRole('listitem').filter({ hasText: '差点摔倒' }).count(), 0);
  await isSound(page, 'a case with others near');
  assert.ok(near.no);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a refused answer never registers a second case; number and code stand at once, only the answer is tried again', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const posts = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(new URL(request.url()).pathname);
  });
  await page.getByLabel('来电号码').fill('13900000141');
  await page.getByLabel('诉求', { exact: true }).fill('问一下医保卡丢了去哪里补办。');
  await page.keyboard.press('Alt+6');
  await page.keyboard.press('Control+d');
  const answer = page.getByLabel('当场答复的内容');
  await answer.fill('响铃\u0007，只有服务端不收。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').waitFor();
  const saved = page.getByRole('region', { name: '刚登记的' });
  const no = await saved.getByRole('link').innerText();
  await saved.getByText('只登记了').waitFor();
  await saved.getByText(/查询码 \d{3} \d{3}/).waitFor();
  await page.getByRole('status').getByText(`${no} 已经登记`).waitFor();
  await isSound(page, 'a call whose second step was refused');
  // Also after a look at the case: the call is the same one, and its code was not lost.
  await saved.getByRole('link').click();
  await page.waitForURL(new RegExp(`/case/${no}$`));
  await page.goBack();
  await page.getByRole('status').getByText(`${no} 已经登记`).waitFor();
  await saved.getByText(/查询码 \d{3} \d{3}/).waitFor();
  await answer.fill('带身份证到任一社保窗口补办。');
  await page.keyboard.press('Control+Enter');
  await saved.getByText('当场答复', { exact: true }).waitFor();
  await page.getByLabel('来电号码').and(page.locator(':focus')).waitFor();
  assert.equal(await saved.getByRole('link').count(), 1);
  assert.equal(posts.filter((path) => path === '/api/cases').length, 1, 'registered once');
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).answer, '带身份证到任一社保窗口补办。');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what was registered to be declined and was not is accepted after all, as the same case', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  // The reasons come late, as on a slow morning: the digit still chooses one and is written nowhere else.
  await page.route('**/api/reference/reasons', async (route) => {
    await new Promise((go) => {
      setTimeout(go, 700);
    });
    await route.continue();
  });
  await page.reload();
  await page.getByLabel('来电号码').and(page.locator(':focus')).waitFor();
  await page.getByLabel('诉求', { exact: true }).fill('小区门口的路灯坏了两盏。');
  await page.keyboard.press('Alt+9');
  await page.keyboard.press('Control+u');
  await page
    .getByRole('radio', { name: /诉讼|法院/ })
    .first()
    .waitFor();
  await page.keyboard.press('3');
  await page.getByLabel('去处').fill('响铃\u0007，只有服务端不收。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').waitFor();
  const saved = page.getByRole('region', { name: '刚登记的' });
  const no = await saved.getByRole('link').innerText();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '受理，接下一通' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByLabel('来电号码').and(page.locator(':focus')).waitFor();
  assert.equal(await saved.getByRole('link').count(), 1);
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).status, 'accepted');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what is typed while the answer is awaited stays; codes outlive the screen, not the session', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  let go;
  const held = new Promise((resolve) => {
    go = resolve;
  });
  await page.route('**/api/cases', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByLabel('来电号码').fill('13900000142');
  const text = page.getByLabel('诉求', { exact: true });
  await text.fill('天桥的护栏松了。');
  await page.keyboard.press('Alt+9');
  await page.getByText(/您的诉求我们受理后/).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '正在登记……' }).waitFor();
  await text.fill('下一通：公交站牌倒了。');
  go();
  const saved = page.getByRole('region', { name: '刚登记的' });
  await saved.getByRole('link').waitFor();
  assert.equal(await text.and(page.locator(':focus')).inputValue(), '下一通：公交站牌倒了。');
  assert.equal(await page.getByLabel('来电号码').inputValue(), '', 'what was sent has gone');
  const code = await saved.getByText(/查询码 \d{3} \d{3}/).innerText();
  // What is read out is the whole number in groups, as the portal takes it.
  const no = await saved.getByRole('link').innerText();
  const grouped = no.replace(/^(..)(\d{6})/, '$1 $2 ');
  await saved.getByText(`编号 ${grouped}，查询码 ${code.replace(/\D/g, '')}`).waitFor();
  const portal = await openWindow(browser, city);
  await enter(portal, { no: grouped, code: code.replace(/\D/g, '') });
  await portal.getByText(no).first().waitFor();
  await portal.context().close();
  await saved.getByRole('link').click();
  await page.waitForURL(/\/case\//);
  await page.goBack();
  await saved.getByText(code).waitFor();
  // A reload loses nothing; what is said is told in the language of the screen.
  await page.reload();
  await saved.getByText(code).waitFor();
  const holds = (where) =>
    page.evaluate(([where, code]) => JSON.stringify({ ...globalThis[where] }).includes(code), [where, code.replace(/\D/g, '')]);
  assert.equal(await holds('localStorage'), false, 'no code is kept beyond this window');
  assert.equal(await holds('sessionStorage'), true);
  await page.getByText('福州市智慧中心话务员（示例）', { exact: true }).first().click();
  await page.getByRole('button', { name: '退出' }).click();
  await page.waitForURL(/sign-in/);
  assert.equal(await holds('sessionStorage'), false, 'signed out, no code is left');
  await page.getByRole('textbox', { name: '账号' }).fill('huawuyuan');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('受理后，编号和查询码显示在这里').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('districts and streets complete the place by keys, fill the area, and are never in the way', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const place = page.getByRole('combobox', { name: '地点' });
  const area = page.getByRole('combobox', { name: '区域' });
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true); // from the list in memory
  await place.pressSequentially('仓山区');
  assert.equal(await area.inputValue(), '仓山区', 'a district that is named');
  await place.pressSequentially('对湖');
  await page.getByRole('option', { name: /对湖街道/ }).waitFor();
  await isSound(page, 'places');
  await place.press('ArrowDown');
  await place.press('Enter');
  assert.equal(await place.inputValue(), '仓山区对湖街道');
  assert.equal(await area.inputValue(), '仓山区 对湖街道');
  await place.pressSequentially('施埔路 48 号');
  assert.equal(await place.inputValue(), '仓山区对湖街道施埔路 48 号');
  assert.equal(await area.inputValue(), '仓山区 对湖街道');
  // By initials, and a street alone brings its district along.
  await place.fill('');
  assert.equal(await area.inputValue(), '');
  await place.pressSequentially('dhjd');
  await page.getByRole('option', { name: /对湖街道/ }).click();
  assert.equal(await place.inputValue(), '仓山区对湖街道');
  // Enter and Tab take nothing that the arrows did not go to.
  await place.fill('');
  await place.pressSequentially('对湖');
  await page.getByRole('option', { name: /对湖街道/ }).waitFor();
  await place.press('Enter');
  await place.press('Tab');
  assert.equal(await place.inputValue(), '对湖');
  // What somebody chose is left alone.
  await area.fill('鼓楼区');
  await area.press('Enter');
  await place.fill('仓山区边上');
  assert.equal(await area.inputValue(), '鼓楼区');
  await page.context().setOffline(false);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('reasons belong to their fields, the next call starts without the last one’s ground, all that is near shows when asked', async () => {
  const point = { lng: 119.4001, lat: 26.0301 };
  for (let n = 1; n <= 10; n += 1) await register({ title: `同一路口第 ${n} 件`, text: '路口有件事。', point, area: '350105' });
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const why = (field) => field.evaluate((one) => document.getElementById(one.getAttribute('aria-describedby'))?.textContent ?? '');
  const text = page.getByLabel('诉求', { exact: true });
  await page.keyboard.press('Alt+p');
  await page.getByLabel('坐标（可不填）').fill('北门');
  await page.keyboard.press('Control+Enter');
  await page.getByText('请写诉求内容。').waitFor();
  assert.equal(await why(text), '请写诉求内容。');
  assert.equal(await why(page.getByRole('group', { name: '类别' })), '请选类别。');
  assert.match(await why(page.getByLabel('坐标（可不填）')), /经度,纬度/);
  await text.fill('又是这个路口。');
  await page.keyboard.press('Alt+9');
  await page.getByLabel('坐标（可不填）').fill('119.4001,26.0301');
  const nearby = page.getByRole('region', { name: '附近的件' });
  await nearby.getByRole('button', { name: '还有 2 件' }).click();
  assert.equal(await nearby.getByRole('link').count(), 10);
  await nearby.getByRole('link').nth(8).and(page.locator(':focus')).waitFor();
  await nearby.getByRole('button', { name: /^还有/ }).waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '标位置' }).waitFor();
  assert.equal(await page.getByRole('img', { name: '区县图，点一下标位置' }).count(), 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a title that is too long stays whole, says how long it is, and is not sent; shortened it is', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const title = page.getByRole('textbox', { name: '标题' });
  const place = page.getByRole('combobox', { name: '地点', exact: true });
  await page.getByRole('textbox', { name: '诉求', exact: true }).fill('井盖响了三天。');
  await page.keyboard.press('Control+Enter');
  await page.getByText('请选类别。').waitFor();
  // The ring of the first choice lies clear of what is said above it.
  const kind = page.getByRole('radio', { name: /^咨询/ });
  await kind.and(page.locator(':focus')).waitFor();
  const above = await page.locator('#kind-why').boundingBox();
  const ring = await page.locator('.kinds span').first().boundingBox();
  assert.ok(ring.y - 5 >= above.y + above.height, `${ring.y} ${above.y + above.height}`);
  await page.keyboard.press('Alt+9');
  await title.fill('长'.repeat(179));
  assert.equal(await page.getByText(/\/ 200 字/).count(), 0);
  await title.fill('长'.repeat(180));
  await page.getByText('180 / 200 字').waitFor();
  const asked = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/cases')) asked.push(request.postDataJSON());
  });
  for (const [field, name] of [
    [title, '标题'],
    [place, '地点'],
  ]) {
    await field.evaluate((box) => box.select());
    await page.keyboard.insertText('长'.repeat(213));
    await page.getByText(`${name}最多 200 字，现在 213 字。`).waitFor();
    await isSound(page, `${name} too long`);
    await page.getByRole('textbox', { name: '诉求', exact: true }).focus();
    await page.keyboard.press('Control+Enter');
    await field.and(page.locator(':focus')).waitFor();
    assert.equal((await field.inputValue()).length, 213, 'nothing is cut');
    // On a phone it is not under the bar of buttons.
    await page.setViewportSize(PHONE);
    await page.getByRole('textbox', { name: '诉求', exact: true }).focus();
    await page.keyboard.press('Control+Enter');
    await field.and(page.locator(':focus')).waitFor();
    const [own, bar] = await Promise.all([field.boundingBox(), page.locator('.agent > .bar').boundingBox()]);
    assert.ok(own.y + own.height <= bar.y, `${own.y + own.height} ${bar.y}`);
    await page.setViewportSize(WIDE);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await field.fill(`${name}够短`);
    await page.getByText(/最多 200 字/).waitFor({ state: 'detached' });
  }
  assert.deepEqual(asked, []);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('region', { name: '刚登记的' }).getByRole('link').first().waitFor();
  assert.deepEqual([asked[0].title, asked[0].place], ['标题够短', '地点够短']);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
