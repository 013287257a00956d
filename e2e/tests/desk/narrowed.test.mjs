// 筛选 on a unit's lists and on queues: what fits and nothing else, in the address, kept under a name, and always with
// how many it hides.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, violations } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { casesIn, openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler, unit;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 20 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  unit = (await handler.get('/api/me')).posts[0];
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const register = async (title, fields = {}) =>
  (
    await agent.register({
      channel: 'phone',
      kind: 'help',
      title,
      text: `${title}，请来看看。`,
      area: '350104',
      accept: true,
      requester: { name: '林女士', phone: '13900000061' },
      ...fields,
    })
  ).no;
async function given(title, fields, signed = false) {
  const no = await register(title, fields);
  await dispatcher.act(no, 'dispatch', { lead: unit.unit_name });
  if (signed) await handler.act(no, 'sign');
  return no;
}
const badge = async (list) => (await handler.get(`/api/units/${unit.unit}/badges`))[list];
const filter = (page) => page.getByRole('group', { name: '筛选', exact: true });
/** Opens the fields by key; the first of them has the focus. */
async function fields(page) {
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await filter(page).getByRole('combobox', { name: '类别' }).and(page.locator(':focus')).waitFor();
}
async function by(page, second) {
  await page.keyboard.press('g');
  await page.keyboard.press(second);
}

test('only mine: by keys, over a reload, from tab to tab, and back', async () => {
  await given('我来办的一件', {}, true);
  await given('别人办的一件', {}, true);
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/in_hand' });
  const list = page.getByRole('table', { name: '在办清单' });
  await row(page, '我来办的一件').focus();
  // Whoever takes a case himself finds his name there.
  await page.getByRole('complementary').getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('y');
  const person = page.getByRole('form', { name: /^定经办人/ }).getByRole('combobox', { name: '经办人' });
  await person.and(page.locator(':focus')).waitFor();
  assert.equal(await person.inputValue(), (await handler.get('/api/me')).name);
  await page.keyboard.press('Control+Enter');
  await person.waitFor({ state: 'detached' });
  const whole = await badge('in_hand');
  await by(page, 'z');
  await page.waitForURL(/\/unit\/in_hand\?mine=true$/);
  await row(page, '别人办的一件').waitFor({ state: 'detached' });
  assert.equal(await casesIn(list), 1);
  await filter(page)
    .getByRole('status')
    .getByText(`筛出 1 件，另有 ${whole - 1} 件没显示`)
    .waitFor();
  assert.equal(await filter(page).getByRole('button', { name: '只看我的' }).getAttribute('aria-pressed'), 'true');
  // The tab counts all that there is.
  const tabs = page.getByRole('navigation', { name: '办件' });
  await tabs.getByRole('link', { name: new RegExp(`^在办 *${whole}$`) }).waitFor();
  await isSound(page, 'only mine');
  await page.reload();
  await row(page, '我来办的一件').waitFor();
  assert.equal(await casesIn(list), 1);
  // Nobody has what is still to be signed in hand: the empty list says what hides it.
  await given('还没签收的一件');
  const waiting = await badge('to_sign');
  await tabs.getByRole('link', { name: /^待签收/ }).click();
  await page.waitForURL(/\/unit\/to_sign\?mine=true$/);
  await page.getByText('没有合这个筛选的件').waitFor();
  await page.getByText(`这个清单里有 ${waiting} 件，都被筛选挡住了。`).waitFor();
  await isSound(page, 'a list of which the filter hides all');
  await by(page, '0');
  await page.waitForURL(/\/unit\/to_sign$/);
  await row(page, '还没签收的一件').waitFor();
  assert.equal(await filter(page).getByRole('button', { name: '去掉筛选' }).count(), 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('fields, a name for them, and what is done together is done to what is shown', async () => {
  const [one, two, other, urgent] = [
    await given('投诉甲', { kind: 'complaint' }),
    await given('投诉乙', { kind: 'complaint', area: '350104003' }),
    await given('求助丙'),
    await given('投诉丁', { kind: 'complaint', area: '350102' }),
  ];
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign' });
  await row(page, '求助丙').waitFor();
  await page.getByRole('checkbox', { name: '选 求助丙' }).check();
  await fields(page);
  await filter(page).getByRole('combobox', { name: '类别' }).selectOption('complaint');
  await row(page, '求助丙').waitFor({ state: 'detached' });
  const area = filter(page).getByRole('combobox', { name: '区域' });
  await area.fill('仓山区');
  await filter(page)
    .getByRole('option', { name: /^仓山区$/ })
    .click();
  await page.waitForURL((url) => url.searchParams.get('kind') === 'complaint' && url.searchParams.get('area') === '350104');
  await row(page, '投诉丁').waitFor({ state: 'detached' });
  await isSound(page, 'a list with the fields of its filter');
  await page.keyboard.press('Escape');
  await filter(page).getByRole('combobox', { name: '类别' }).waitFor({ state: 'detached' });
  assert.equal(await page.getByText('已选 1 件').count(), 0, 'what the filter hides is not selected');
  await filter(page).getByRole('button', { name: '存下这个筛选' }).click();
  await filter(page).getByRole('textbox', { name: '筛选的名称' }).fill('仓山的投诉');
  await page.keyboard.press('Enter');
  await filter(page).getByRole('button', { name: '删掉 仓山的投诉' }).waitFor();
  // It goes out as it stands there.
  const asked = page.waitForRequest((request) => request.url().includes('/inbox/to_sign/export'));
  await row(page, '投诉甲').focus();
  await by(page, 'x');
  assert.match((await asked).url(), /\?kind=complaint&area=350104&format=csv$/);
  await page.keyboard.press('a');
  await page.keyboard.press('s');
  await sendNow(page);
  for (const [no, state] of [
    [one, 'in_hand'],
    [two, 'in_hand'],
    [other, 'to_sign'],
    [urgent, 'to_sign'],
  ])
    assert.equal((await handler.get(`/api/cases/${no}`)).assignments[0].state, state, no);
  await filter(page).getByRole('button', { name: '去掉筛选' }).click();
  await row(page, '求助丙').waitFor();
  await page.goto('/desk/unit/in_hand');
  await filter(page).getByRole('combobox', { name: '存下的筛选' }).selectOption('仓山的投诉');
  await page.waitForURL(/\/unit\/in_hand\?.*kind=complaint/);
  await row(page, '投诉甲').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what was delegated to a station, out of all that is in hand', async () => {
  const branch = await city.staff('cangshan-gongan');
  for (const title of ['交给对湖的一件', '自己办的一件']) {
    const no = await register(title);
    await dispatcher.act(no, 'dispatch', { lead: '仓山公安分局' });
    await branch.act(no, 'sign');
    if (title.startsWith('交给')) await branch.act(no, 'delegate', { to: '对湖派出所' });
  }
  const page = await openDesk(browser, city, 'cangshan-gongan', { path: '/unit/in_hand' });
  await row(page, '自己办的一件').focus();
  await fields(page);
  const below = filter(page).getByRole('combobox', { name: '下派到' });
  await below.fill('dhpcs');
  await filter(page)
    .getByRole('option', { name: /^对湖派出所/ })
    .click();
  await page.waitForURL(/\/unit\/in_hand\?below=/);
  await row(page, '自己办的一件').waitFor({ state: 'detached' });
  await row(page, '交给对湖的一件').waitFor();
  await isSound(page, 'what a station has in hand for the branch');
  await page.keyboard.press('Escape');
  await filter(page).getByText('对湖派出所', { exact: true }).waitFor();
  // A station has nobody below it to ask about.
  const station = await openDesk(browser, city, 'duihu', { path: '/unit/to_sign' });
  await row(station, '交给对湖的一件').focus();
  await fields(station);
  assert.equal(await filter(station).getByRole('combobox', { name: '下派到' }).count(), 0);
  for (const one of [page, station]) {
    assert.deepEqual(one.troubles, []);
    await one.context().close();
  }
});

test('news is of what fits', async () => {
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/to_sign?kind=suggestion' });
  await given('建议加一盏灯', { kind: 'suggestion' });
  await row(page, '建议加一盏灯')
    .or(page.getByRole('button', { name: /新到 1 件/ }))
    .first()
    .waitFor({ timeout: 30_000 });
  if (await page.getByRole('button', { name: /新到 1 件/ }).isVisible()) await page.keyboard.press('v');
  await row(page, '建议加一盏灯').focus();
  await given('来求助的一件');
  const count = await badge('to_sign');
  // The number of the whole list moves, and nothing is to be brought in.
  await page
    .getByRole('navigation', { name: '办件' })
    .getByRole('link', { name: new RegExp(`^待签收 *${count}$`) })
    .waitFor({ timeout: 30_000 });
  await given('建议再加一盏灯', { kind: 'suggestion' });
  await page.getByRole('button', { name: /新到 1 件/ }).waitFor({ timeout: 30_000 });
  await page.keyboard.press('v');
  await row(page, '建议再加一盏灯').waitFor();
  assert.equal(await row(page, '来求助的一件').count(), 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test("a queue of the centre: narrowed, with columns of one's own", async () => {
  const [no] = [await register('要批转的建议', { kind: 'suggestion', urgent: false }), await register('要批转的求助')];
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  const list = page.getByRole('region', { name: '待批转' });
  await row(list, '要批转的求助').waitFor();
  assert.equal(await filter(page).getByRole('button', { name: '只看我的' }).count(), 0, 'nobody has a step of the centre in hand');
  const heading = list.getByRole('heading', { name: /^待批转/ });
  const whole = await heading.innerText();
  await row(list, '要批转的求助').focus();
  await fields(page);
  await filter(page).getByRole('combobox', { name: '类别' }).selectOption('suggestion');
  await row(list, '要批转的求助').waitFor({ state: 'detached' });
  await row(list, '要批转的建议').waitFor();
  assert.equal(await heading.innerText(), whole, 'the number is that of the whole queue');
  await isSound(page, 'a narrowed queue with its fields');
  await page.keyboard.press('Escape');
  assert.equal(await list.getByText(no).count(), 0);
  await page.getByText('列', { exact: true }).click();
  await page.getByRole('checkbox', { name: '编号' }).check();
  await list.getByText(no).waitFor();
  await page.keyboard.press('Escape');
  await page.reload();
  await list.getByText(no).waitFor();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: '按键' });
  for (const does of ['筛选这个清单', '去掉筛选']) await sheet.getByText(does, { exact: true }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('on a phone the filter is where the thumb is', async () => {
  await given('手机上看的投诉', { kind: 'complaint' }, true);
  await given('手机上看的求助', {}, true);
  for (const [login, path, title, hidden] of [
    ['zhujian', '/unit/in_hand', '手机上看的投诉', '手机上看的求助'],
    ['pizhuan', '/dispatch', undefined, undefined],
  ]) {
    const page = await openDesk(browser, city, login, { path, size: PHONE });
    await filter(page).waitFor();
    const button = filter(page).getByText(/^筛选/).first();
    const low = await button.boundingBox();
    assert.ok(low.y > PHONE.height * 0.66 && low.height >= 44, `筛选 at ${low.y}, ${low.height} px high`);
    await button.click();
    const kind = filter(page).getByRole('combobox', { name: '类别' });
    await kind.waitFor();
    for (const one of [kind, filter(page).getByRole('combobox', { name: '区域' })]) {
      const box = await one.boundingBox();
      assert.ok(
        box.y > PHONE.height * 0.3 && box.y + box.height <= PHONE.height && box.height >= 44,
        `a field at ${box.y}, ${box.height} px high`,
      );
    }
    await kind.selectOption('complaint');
    await page.waitForURL(/kind=complaint/);
    // Not at other widths: where there is room the fields lie in another menu, which is closed.
    assert.deepEqual(await violations(page), [], `axe on the filter on a phone at ${path}`);
    await filter(page).getByRole('button', { name: '看清单' }).click();
    await kind.waitFor({ state: 'detached' });
    if (title) {
      await row(page, title).waitFor();
      assert.equal(await row(page, hidden).count(), 0);
      await page.getByRole('button', { name: '全选' }).click();
    }
    await isSound(page, `a narrowed list on a phone at ${path}`);
    await filter(page).getByRole('button', { name: '去掉筛选' }).click();
    await page.waitForURL((url) => url.search === '');
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  }
});

for (const [login, path, name] of [
  ['ducha', '/cases?status=quatsch&kind=help', '状态'],
  ['ducha', '/cases?item=quatsch&kind=help', '事项'],
  ['ducha', '/cases?figure=quatsch&from=2026-01-01&kind=help', '看哪个数、从'],
  ['zhujian', '/unit/to_sign?kind=quatsch', '类别'],
  ['zhujian', '/unit/to_sign?below=quatsch', '下派到'],
  ['pizhuan', '/dispatch?area=quatsch', '区域'],
  ['ducha', '/overview?lamp=quatsch', '灯'],
  ['ducha', '/overview?step=quatsch&over=true&lamp=red', '哪一步、过时限'],
  ['lingdao', '/figures?kind=quatsch&unit=quatsch', '单位、类别'],
  ['lingdao', '/figures?by=quatsch', '分行'],
  ['zhujian', '/unit/in_hand?mine=quatsch', '只看我的'],
  ['huawuyuan', '/knowledge?standing=quatsch', '状态'],
  ['xitong', '/people?blocked=quatsch', '状态'],
  ['xitong', '/messages?state=quatsch', '状态'],
  ['xitong', '/audit?group=quatsch', '哪一类'],
  ['xitong', '/audit?from=quatsch&to=2026-02-30', '从、到'],
  ['lingdao', '/figures?from=quatsch', '从'],
  ['lingdao', '/figures?channel=quatsch&to=quatsch', '到、渠道'],
  ['ducha', '/cases?channel=quatsch&kind=help', '渠道'],
  ['ducha', '/cases?submitted_from=quatsch&kind=help', '登记日从'],
  ['ducha', '/cases?figure=received&to=quatsch&kind=help', '到'],
  ['ducha', '/cases?from=2026-01-01&kind=help', '从'],
])
  test(`${path}: what nobody knows is left out, told of, and taken from the address`, async () => {
    const page = await openDesk(browser, city, login, { path });
    const main = page.getByRole('main');
    const told = main.getByRole('status').filter({ hasText: '不认识的筛选' });
    await told.getByText(`不认识的筛选：${name}，没有用上。`).waitFor();
    await main.getByRole('alert').waitFor({ state: 'detached' });
    assert.doesNotMatch(await main.innerText(), /quatsch/);
    if (/status=|lamp=quatsch|dispatch|standing/.test(path)) await isSound(page, path);
    await told.getByRole('link', { name: '去掉不认识的' }).click();
    await told.waitFor({ state: 'detached' });
    const left = new URL(page.url()).searchParams;
    assert.doesNotMatch(left.toString(), /quatsch|over=|from=/);
    if (path.startsWith('/cases')) assert.equal(left.get('kind'), 'help', 'what is known stays');
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

test('in English too', async () => {
  const page = await openDesk(browser, city, 'ducha');
  await page.evaluate(() => localStorage.setItem('desk.language', 'en'));
  await page.goto('/desk/cases?status=quatsch&unit=quatsch');
  await page.getByRole('status').getByText('Unknown filter, left out: State, Unit.').waitFor();
  await page.getByRole('link', { name: 'Remove what is unknown' }).click();
  await page.waitForURL(/\/desk\/cases$/);
  await page.getByRole('table').getByRole('link').first().waitFor();
  await page.context().close();
});
