// Two windows of one person: each keeps its own draft, sends its own words, and tells of the other.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, sendNow } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('desk.draft:')));
const said = (page) => page.getByRole('textbox', { name: '诉求', exact: true });
/** Writes what a caller says, until it is kept. */
async function write(page, text) {
  await said(page).fill(text);
  await page.waitForFunction((words) => Object.values(localStorage).some((kept) => kept.includes(words)), text);
}
async function register(page) {
  await page.keyboard.press('Alt+9');
  await page.getByRole('button', { name: /受理，接下一通/ }).click();
  await page
    .getByRole('region', { name: '刚登记的' })
    .getByRole('link', { name: /^FZ\d+$/ })
    .waitFor();
}

async function inHand(title) {
  const [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title,
    text: '学军路口两盏路灯不亮。',
    area: '350104',
    accept: true,
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return no;
}

test('two windows with a call each keep their own words over a reload', async () => {
  const one = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const other = await one.context().newPage();
  await other.goto('/desk/calls');
  await write(one, '第一通，路灯坏了。');
  await write(other, '第二通，井盖松了。');
  await one.reload();
  await one.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await said(one).inputValue(), '第一通，路灯坏了。');
  // What is sent here is no draft of the other window, and the other one's stays.
  await register(one);
  assert.equal(await said(one).inputValue(), '');
  await one.reload();
  await said(one).waitFor();
  assert.equal(await said(one).inputValue(), '');
  await other.reload();
  await other.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await said(other).inputValue(), '第二通，井盖松了。');
  // A duplicated window brings the name of the first along; the words are not its own.
  const [twin] = await Promise.all([other.waitForEvent('popup'), other.evaluate(() => void window.open('/desk/calls'))]);
  await said(twin).waitFor();
  assert.equal(await said(twin).inputValue(), '');
  await write(twin, '第三通，垃圾没人收。');
  await other.reload();
  await other.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await said(other).inputValue(), '第二通，井盖松了。');
  // A window that was closed leaves its words to the next one that opens the place.
  await twin.close();
  await other.close();
  await one.reload();
  await one.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.match(await said(one).inputValue(), /第[二三]通/);
  await one.context().close();
});

test('a draft of before, kept without a window, comes back once', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await write(page, '老草稿，树枝挡灯。');
  await page.addInitScript(() => {
    if (sessionStorage.getItem('moved')) return;
    sessionStorage.setItem('moved', '1');
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith('desk.draft:'))) {
      localStorage.setItem(key.split('@')[0], localStorage.getItem(key));
      localStorage.removeItem(key);
    }
  });
  await page.reload();
  await page.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await said(page).inputValue(), '老草稿，树枝挡灯。');
  const other = await page.context().newPage();
  await other.goto('/desk/calls');
  await said(other).waitFor();
  assert.equal(await said(other).inputValue(), '');
  await page.context().close();
});

test('of two windows that answer one case, who comes later keeps his words, and both are told', async () => {
  const no = await inHand('两个窗口的路灯');
  const one = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const other = await one.context().newPage();
  await other.goto(`/desk/case/${no}`);
  const text = (page) => page.getByRole('form', { name: new RegExp(no) }).getByRole('textbox', { name: '内容', exact: true });
  for (const page of [one, other]) await page.getByText('您在另一个窗口也开着这件。').waitFor();
  await one.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await one.keyboard.press('r');
  await text(one).fill('第一个窗口写的答复。');
  await other.getByText('您在另一个窗口正在写这件。').waitFor();
  await other.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await other.keyboard.press('r');
  await text(other).fill('第二个窗口写的答复。');
  await one.getByText('您在另一个窗口正在写这件。').waitFor();
  await text(other).press('Control+Enter');
  await sendNow(other);
  await text(one).press('Control+Enter');
  await sendNow(one).catch(() => {});
  await one.getByText(/没成 1 件/).waitFor();
  const kept = await one.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith('desk.draft:')));
  assert.equal(kept.length, 1, JSON.stringify(kept));
  assert.match(kept[0][1], /第一个窗口写的答复/);
  await other.close();
  await one.getByText(/您在另一个窗口/).waitFor({ state: 'detached' });
  await one.context().close();
});

test('a reply that a lost window held leaves no draft when the next one has sent it', async () => {
  const no = await inHand('窗口没了的路灯');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const other = await page.context().newPage();
  await other.goto('/desk/unit');
  await other.getByRole('navigation', { name: '办件' }).waitFor();
  await page.evaluate(() => globalThis.addEventListener('pagehide', (event) => event.stopImmediatePropagation(), { capture: true }));
  await page.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('r');
  const text = page.getByRole('form', { name: new RegExp(no) }).getByRole('textbox', { name: '内容', exact: true });
  await text.fill('已派人更换灯泡，今晚都亮了。');
  await text.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).waitFor();
  await page.close();
  await other.getByText('✓ 已发出').waitFor();
  await other.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('desk.draft:')));
  assert.deepEqual(await drafts(other), []);
  await other.context().close();
});

test('a step that found no network stands there after a reload, with what was written, and goes by 再试一次', async () => {
  const no = await inHand('断网时答复的路灯');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('r');
  const text = page.getByRole('form', { name: new RegExp(no) }).getByRole('textbox', { name: '内容', exact: true });
  await text.fill('已派人更换灯泡。');
  await page.context().setOffline(true);
  await text.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText(/没成 1 件/).waitFor();
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText(/没成 1 件/).waitFor();
  const history = async () =>
    (await (await city.staff('zhujian')).get(`/api/cases/${no}`)).history.filter((step) => step.kind === 'replied');
  assert.equal((await history()).length, 0, 'nothing is sent by itself');
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.getByText('✓ 已发出').waitFor();
  assert.equal((await history()).length, 1);
  assert.deepEqual(await drafts(page), []);
  await page.reload();
  await page.getByRole('main').waitFor();
  assert.equal(await page.getByText(/没成/).count(), 0);
  await page.context().close();
});

test('a window that is loaded again while it sends sends what was broken off, once', async () => {
  const no = await inHand('重新打开时答复的路灯');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  // The page goes before the request has left it.
  await page.evaluate(() => {
    globalThis.addEventListener(
      'pagehide',
      () => {
        globalThis.fetch = () => Promise.reject(new TypeError('gone'));
      },
      { capture: true },
    );
  });
  await page.getByRole('toolbar', { name: '能办的事' }).waitFor();
  await page.keyboard.press('r');
  const text = page.getByRole('form', { name: new RegExp(no) }).getByRole('textbox', { name: '内容', exact: true });
  await text.fill('已派人更换灯泡，今晚复查。');
  await text.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).waitFor();
  await page.reload();
  await page.getByText('✓ 已发出').waitFor();
  const { history } = await (await city.staff('zhujian')).get(`/api/cases/${no}`);
  assert.equal(history.filter((step) => step.kind === 'replied').length, 1);
  await page.context().close();
});

test('several that found no network are tried again together, and the strip says how many', async () => {
  const nos = [await inHand('断网的一批甲'), await inHand('断网的一批乙')];
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/in_hand' });
  for (const title of ['断网的一批甲', '断网的一批乙']) await page.getByRole('checkbox', { name: new RegExp(`^选 ${title}`) }).check();
  await page.getByRole('button', { name: '记进展 2 件' }).click();
  const dialog = page.getByRole('dialog', { name: /记进展/ });
  await dialog.getByRole('textbox', { name: '内容' }).fill('已安排抢修。');
  await page.context().setOffline(true);
  await dialog.getByRole('button', { name: '记进展 2 件' }).click();
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText(/没成 2 件/).waitFor();
  await page.getByRole('button', { name: '2 件都再试一次' }).waitFor();
  // Of the strip: the list, which found no network either, has one of its own.
  const again = page.getByRole('region', { name: /^记进展/ }).getByRole('button', { name: '再试一次', exact: true });
  await page.context().setOffline(false);
  await again.first().click();
  await page
    .getByRole('region', { name: /^记进展 FZ\d+$/ })
    .getByText('✓ 已发出')
    .waitFor();
  await page.getByText(/没成 1 件/).waitFor();
  await page.context().setOffline(true);
  await page.reload().catch(() => {});
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText(/没成 1 件/).waitFor();
  await again.click();
  await page.getByText('✓ 已发出').waitFor();
  const desk = await city.staff('zhujian');
  for (const no of nos) {
    const { history } = await desk.get(`/api/cases/${no}`);
    assert.equal(history.filter((step) => step.kind === 'progress_noted').length, 1);
  }
  await page.context().close();
});
