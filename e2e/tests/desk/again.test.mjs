// When the network or the server fails: nothing is lost, what is sent again is done once, and the screen says
// what is true.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A case that waits for its unit's signature. */
async function given(title) {
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    item: 'B15',
    area: '350104',
    title,
    text: `${title}，请处理。`,
    place: '学军路',
    accept: true,
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  return no;
}
const times = async (no, kind) => (await dispatcher.get(`/api/cases/${no}`)).history.filter((step) => step.kind === kind).length;

/** The server carries a command out, and its answer is lost: the first `lost` times. Gives the keys that came. */
async function losing(page, command, lost) {
  const keys = [];
  await page.route(`**/api/cases/*/${command}`, async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > lost) {
      await route.continue();
      return;
    }
    await route.fetch();
    await route.fulfill({ status: 503, contentType: 'text/plain', body: '' });
  });
  return keys;
}

test('a step without a form: 再试一次 sends it again with its key, and it is done once', async () => {
  const no = await given('桥洞积水');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const keys = await losing(page, 'sign', 1);
  await page.getByRole('button', { name: '签收' }).click();
  await page.getByRole('alert').getByText('同一件事只会办一次').waitFor();
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  assert.equal(keys.length, 2, 'it was sent again');
  assert.equal(keys[0], keys[1], 'as the same step');
  assert.equal(await times(no, 'signed'), 1);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('pressed twice it is sent once; after a collision it is sent all the same', async () => {
  const no = await given('护栏松动');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  let sent = 0;
  await page.route('**/api/cases/*/sign', async (route) => {
    sent += 1;
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  await page.getByRole('button', { name: '签收' }).dblclick();
  await page.getByText(/签收$/).or(page.getByText('已签收')).first().waitFor();
  await page.getByRole('button', { name: '答复' }).waitFor();
  assert.equal(sent, 1);
  assert.equal(await page.getByRole('alert').count(), 0, 'nobody collides with himself');

  const other = await given('井盖缺了一块');
  await page.goto(`/desk/case/${other}`);
  const sign = page.getByRole('button', { name: '签收' });
  await sign.waitFor();
  // What others did does not reach this page before the step.
  await page.route(`**/api/cases/${other}`, (route) => route.abort());
  await dispatcher.act(other, 'annotate', { text: '请先打电话。' });
  await sign.click();
  await page.getByRole('alert').getByText('它有了变化').waitFor();
  await page.unroute(`**/api/cases/${other}`);
  await page.getByRole('button', { name: '看过了，照样发' }).click();
  await page.getByRole('button', { name: '答复' }).waitFor();
  assert.equal(await times(other, 'signed'), 1);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a form whose answer was lost keeps its key', async () => {
  const no = await given('路沿石翘起');
  await handler.act(no, 'sign');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const keys = await losing(page, 'note_progress', 1);
  await page.getByRole('button', { name: '记进展' }).click();
  await page.getByRole('textbox', { name: '内容' }).fill('已约施工队明早到场。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.getByRole('form').waitFor({ state: 'detached' });
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.equal(await times(no, 'progress_noted'), 1, 'it is noted once');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the network goes while a unit replies: the words stay, the banner says what to do, and it is sent after', async () => {
  const no = await given('地下通道灯不亮');
  await handler.act(no, 'sign');
  await handler.act(no, 'contact', { how: 'phone', reached: true });
  const words = '已更换通道内 6 盏灯，今晚 20 时复查都亮了。';
  const page = await openDesk(browser, city, 'zhujian', { path: '/unit/in_hand' });
  await row(page, '地下通道灯不亮').focus();
  await page.getByRole('button', { name: '答复' }).waitFor();
  await page.keyboard.press('r');
  await page.context().setOffline(true);
  const banner = page.getByRole('alert').getByText('网络断了');
  await banner.waitFor();
  assert.match(await banner.innerText(), /没发出去的会留在那里，连上后请再按一次/);
  await page.getByRole('textbox', { name: '内容' }).fill(words);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText(/没成 1 件/).waitFor();
  assert.equal(await times(no, 'replied'), 0);
  await isSound(page, 'a reply that did not go out');
  await page.context().setOffline(false);
  await banner.waitFor({ state: 'detached' });
  // Nothing goes out by itself, and nothing is lost: over a reload, too, and another window writes its own.
  const window = await page.context().newPage();
  await window.goto(`/desk/case/${no}`);
  await window.getByRole('button', { name: '答复' }).click();
  assert.equal(await window.getByRole('textbox', { name: '内容' }).inputValue(), '');
  await window.close();
  await page.reload();
  await page.getByText(/没成 1 件/).waitFor();
  assert.equal(await times(no, 'replied'), 0);
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.getByText('✓ 已发出').first().waitFor();
  assert.equal(await times(no, 'replied'), 1);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('words for several cases at once are a draft until they have arrived', async () => {
  await Promise.all(['候车亭漏雨一', '候车亭漏雨二'].map(given));
  const page = await openDesk(browser, city, 'ducha', { path: '/cases?q=候车亭漏雨' });
  const table = page.getByRole('table', { name: '查件' });
  await table.getByRole('link').nth(1).waitFor();
  await table.getByRole('checkbox', { name: '全选这一页' }).check();
  const dialog = page.getByRole('dialog', { name: /^批注/ });
  const words = dialog.getByRole('textbox', { name: '内容' });
  await page.getByRole('button', { name: '批注 2 件' }).click();
  await words.fill('两处请一并看，周五前报进展。');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.reload();
  await table.getByRole('checkbox', { name: '全选这一页' }).check();
  await page.getByRole('button', { name: '批注 2 件' }).click();
  await dialog.getByText('上次没发出的草稿，已放回来。').waitFor();
  assert.equal(await words.inputValue(), '两处请一并看，周五前报进展。');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  await page.getByText('成 2 件').first().waitFor();
  await table.getByRole('checkbox', { name: '全选这一页' }).check();
  await page.getByRole('button', { name: '批注 2 件' }).click();
  assert.equal(await words.inputValue(), '', 'what has arrived is no draft any more');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
