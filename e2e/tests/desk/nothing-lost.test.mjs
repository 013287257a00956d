// What somebody chose or wrote is not lost on the way: a photo that has not arrived when the reply goes out, the last
// words before a session turns out to be over, and the sentence that is read out to a caller.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity, PASSWORD } from '../../house/city.mjs';
import { openDesk, sendNow } from '../../house/staff.mjs';

let browser, city, agent, dispatcher, handler;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
  [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const ends = (page) => {
  assert.deepEqual(page.troubles, []);
  return page.context().close();
};
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const photo = (name) => ({ name, mimeType: 'image/png', buffer: PIXEL });
async function inHand(title) {
  const said = { channel: 'phone', kind: 'help', title, text: '学军路两盏灯不亮。', area: '350104', accept: true };
  const { no } = await agent.register({ ...said, requester: { name: '林女士', phone: '13900000001' } });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return no;
}
const read = (no) => handler.get(`/api/cases/${no}`);
const replied = async (no) => (await read(no)).history.some((step) => step.kind === 'replied');
/** The form of a reply with words and one piece of evidence. */
async function replying(no, options = {}) {
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}`, ...options });
  await page.getByRole('button', { name: /^答复/ }).click();
  const form = page.getByRole('form', { name: `答复 · ${no}` });
  await form.getByRole('textbox', { name: '内容' }).fill('灯已经换好。');
  await form.getByRole('button', { name: '加一条证据' }).click();
  await form.getByRole('textbox', { name: '证据说明' }).fill('换好的灯');
  const points = form.getByRole('region', { name: '诉求要点' });
  await points.getByText('证据 1 条').waitFor();
  return { page, form, points, file: form.getByLabel('照片 1', { exact: true }) };
}
const WAITS = '照片还没添上，等它添好，或者再试一次、去掉。';

test('a reply waits for the photo that is on its way, and says so where the photo is', async () => {
  const no = await inHand('照片还在路上');
  const { page, form, points, file } = await replying(no);
  let arrive;
  const held = new Promise((go) => {
    arrive = go;
  });
  await page.route('**/attach', async (route) => {
    await held;
    await route.continue();
  });
  await file.setInputFiles(photo('换好.png'));
  await form.getByRole('button', { name: '去掉 换好.png' }).waitFor();
  await points.getByText('还没写证据').waitFor();
  await page.keyboard.press('Control+Enter');
  await form.getByRole('alert').getByText(WAITS).waitFor();
  await file.and(page.locator(':focus')).waitFor();
  assert.equal(await page.getByRole('button', { name: '现在就发' }).count(), 0, 'nothing is held');
  await isSound(page, 'a photo on its way');
  arrive();
  await form.getByText('已添上 换好.png').waitFor();
  await points.getByText('证据 1 条').waitFor();
  assert.equal(await form.getByRole('alert').count(), 0, 'and is not said any more');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.deepEqual(
    (await read(no)).files.map((one) => one.what),
    ['换好的灯'],
  );
  assert.equal(await replied(no), true);
  await ends(page);
});

test('without a network the reply keeps its photo: tried again it arrives, taken away it is not waited for', async () => {
  const no = await inHand('没网时的照片');
  const { page, form, points, file } = await replying(no);
  await page.context().setOffline(true);
  await file.setInputFiles(photo('一.png'));
  await form.getByRole('button', { name: '再试一次' }).waitFor();
  await points.getByText('还没写证据').waitFor();
  await form.getByRole('button', { name: /^答复/ }).click();
  await form.getByText(WAITS).waitFor();
  await file.and(page.locator(':focus')).waitFor();
  assert.equal(await page.getByRole('button', { name: '现在就发' }).count(), 0);
  // A second one waits behind it.
  await file.setInputFiles(photo('二.png'));
  await form.getByRole('button', { name: '去掉 二.png' }).click();
  await form.getByRole('button', { name: '去掉 二.png' }).waitFor({ state: 'detached' });
  await page.context().setOffline(false);
  await form.getByRole('button', { name: '再试一次' }).click();
  await form.getByText('已添上 一.png').waitFor();
  await points.getByText('证据 1 条').waitFor();
  await page.context().setOffline(true);
  await file.setInputFiles(photo('三.png'));
  await form.getByRole('button', { name: '再试一次' }).waitFor();
  await form.getByRole('button', { name: '去掉 三.png' }).click();
  await form.getByRole('button', { name: '再试一次' }).waitFor({ state: 'detached' });
  await page.context().setOffline(false);
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.equal((await read(no)).files.length, 1);
  assert.equal(await replied(no), true);
  await ends(page);
});

test('a photo that has not arrived comes back with its words after a reload, in the window that chose it, and arrives once', async () => {
  const no = await inHand('重新加载时的照片');
  const { page, form, file } = await replying(no);
  const away = '**/attach';
  await page.context().route(away, (route) => route.abort());
  await file.setInputFiles(photo('一.png'));
  await form.getByRole('button', { name: '再试一次' }).waitFor();
  await form.getByRole('button', { name: '加一条证据' }).click();
  await form.getByLabel('照片 2', { exact: true }).setInputFiles(photo('二.png'));
  await form.getByRole('button', { name: '再试一次' }).nth(1).waitFor();
  await form.getByRole('button', { name: '去掉 二.png' }).click();
  await page.reload();
  await page.getByRole('button', { name: /^答复/ }).click();
  await form.getByRole('button', { name: '去掉 一.png' }).waitFor();
  assert.equal(await form.getByRole('button', { name: '去掉 二.png' }).count(), 0, 'what was taken away does not come back');
  await form.getByRole('button', { name: '去掉 2', exact: true }).click();
  // Another window of the same person leaves it where it is.
  const other = await page.context().newPage();
  await other.goto(`${city.url}/desk/case/${no}`);
  await other.getByRole('button', { name: /^答复/ }).click();
  await other
    .getByRole('form', { name: `答复 · ${no}` })
    .getByRole('button', { name: '加一条证据' })
    .click();
  assert.equal(await other.getByRole('button', { name: '去掉 一.png' }).count(), 0);
  await other.close();
  await page.context().unroute(away);
  await page.reload();
  await page.getByRole('button', { name: /^答复/ }).click();
  await form.getByText('已添上 一.png').waitFor();
  assert.equal(await form.getByRole('textbox', { name: '内容' }).inputValue(), '灯已经换好。');
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  assert.deepEqual(
    (await read(no)).files.map((one) => one.what),
    ['换好的灯'],
  );
  assert.equal(await replied(no), true);
  const left = await page.evaluate(
    () =>
      new Promise((done) => {
        const asked = indexedDB.open('desk');
        asked.onsuccess = () => {
          const photos = asked.result.transaction('photos').objectStore('photos').count();
          photos.onsuccess = () => done(photos.result);
        };
      }),
  );
  assert.equal(left, 0, 'nothing of it stays in the browser');
  await ends(page);
});

test('a piece that is taken away takes its own photo along, not that of the next', async () => {
  const no = await inHand('两条证据');
  const { page, form, points, file } = await replying(no);
  await form.getByRole('button', { name: '加一条证据' }).click();
  await form.getByRole('textbox', { name: '证据说明' }).nth(1).fill('电表读数');
  await page.context().setOffline(true);
  await file.setInputFiles(photo('灯.png'));
  await form.getByRole('button', { name: '去掉 灯.png' }).waitFor();
  await form.getByRole('button', { name: '去掉 1', exact: true }).click();
  assert.equal(await form.getByRole('button', { name: '去掉 灯.png' }).count(), 0);
  assert.equal(await form.getByRole('textbox', { name: '证据说明' }).inputValue(), '电表读数');
  await points.getByText('证据 1 条').waitFor();
  await page.context().setOffline(false);
  await ends(page);
});

test('a file that was chosen beside the case is asked for as well before the reply goes out', async () => {
  const no = await inHand('页上的文件');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: '添照片或文件' }).click();
  await page.getByLabel('选照片或文件').setInputFiles(photo('页上.png'));
  await page.getByRole('button', { name: /^答复/ }).click();
  const form = page.getByRole('form', { name: `答复 · ${no}` });
  await form.getByRole('textbox', { name: '内容' }).fill('灯已经换好。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').getByText('选好的文件还没添上，请先添上，或者不添了。').waitFor();
  await page.getByLabel('选照片或文件').and(page.locator(':focus')).waitFor();
  await page.getByRole('button', { name: '不添了' }).click();
  await form.getByRole('textbox', { name: '内容' }).press('Control+Enter');
  await sendNow(page);
  assert.equal(await replied(no), true);
  await ends(page);
});

/** Drafts that the browser keeps: key → words. */
const drafts = (page) =>
  page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('desk.draft:'))));

test('the last words before the session turns out to be over come back, and lie under nobody’s name', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const text = page.getByLabel('诉求', { exact: true });
  await text.fill('前半句');
  await page.waitForTimeout(400);
  await page.context().clearCookies();
  await page.evaluate(() => localStorage.setItem('desk.draft::call@left', JSON.stringify({ at: Date.now(), value: { text: '别人的话' } })));
  // The page to sign in at is slow to come; the hand goes on until it is there.
  let come;
  const held = new Promise((go) => {
    come = go;
  });
  await page.route(/assets\/SignIn/, async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press('Alt+9');
  const over = page.waitForResponse((answer) => answer.status() === 401);
  await page.keyboard.press('Control+Enter');
  await over;
  await text.press('End');
  await text.pressSequentially('，后半句');
  await page.waitForTimeout(400);
  await text.pressSequentially('。');
  come();
  await page.waitForURL(/\/sign-in\?/);
  await page.getByRole('textbox', { name: '账号' }).waitFor();
  const kept = await drafts(page);
  assert.deepEqual(
    Object.keys(kept).filter((key) => key.startsWith('desk.draft::') && !key.endsWith('@left')),
    [],
    'no words without a person',
  );
  await page.getByRole('textbox', { name: '账号' }).fill('huawuyuan');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL(/\/calls/);
  await text.waitFor();
  assert.equal(await text.inputValue(), '前半句，后半句。');
  await page.waitForFunction(() => !localStorage.getItem('desk.draft::call@left'));
  await ends(page);
});

test('the sentence to read out is there also for whoever registers right after a change', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  // The term to be told comes too late for the call it was asked for.
  await page.route('**/api/due?**', () => {});
  await page.getByLabel('来电号码').fill('13900000177');
  await page.getByLabel('诉求', { exact: true }).fill('天桥的护栏松了。');
  await page.keyboard.press('Alt+9');
  await page.keyboard.press('Control+Enter');
  const saved = page.getByRole('region', { name: '刚登记的' });
  const no = await saved.getByRole('link').innerText();
  const told = await saved.getByText(/^您好.*\d+ 月 \d+ 日/).innerText();
  const { due } = await agent.get(`/api/cases/${no}`);
  const last = new Date(Date.parse(due) - 1 + 8 * 3_600_000);
  assert.ok(told.includes(`${last.getUTCMonth() + 1} 月 ${last.getUTCDate()} 日`), `${told} ${due}`);
  await ends(page);
});
