// 我也遇到: who finds his matter among the published ones joins it instead of writing again; and leaves nothing of it
// on a computer that others use.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';
import { openDesk } from '../../house/staff.mjs';

const WORDS = '路口的路灯不亮，晚上过马路看不见，老人孩子都怕';
const TITLE = '路口两盏路灯不亮';
const LEAVE = '看完了，离开（用公家的电脑请按这里）';
let city, browser, open;
before(async () => {
  [city, browser] = await Promise.all([openCity({ cases: 5 }), openBrowser()]);
  open = await submit(city);
  await answerIt(city, open.no);
  await (
    await city.staff('zhongshen')
  ).act(open.no, 'publish', { title: TITLE, text: '居民反映路口的两盏路灯不亮，晚上过马路看不见。', answer: '已更换灯泡。' });
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** Numbers of all cases that the centre knows of, and how many have met the published one. */
async function known() {
  const dispatcher = await city.staff('pizhuan');
  const numbers = [];
  for (let path = '/api/cases?limit=100'; path;) {
    const { cases, next } = await dispatcher.get(path);
    numbers.push(...cases.map((one) => one.no));
    path = next && `/api/cases?limit=100&cursor=${encodeURIComponent(next)}`;
  }
  return { numbers: numbers.toSorted(), met: (await dispatcher.get(`/api/cases/${open.no}`)).me_too };
}

/** Begins to write, is shown the same matter, and opens it; where a script runs, once the draft is kept. */
async function begin(page, script = true) {
  await page.goto('/write');
  await page.getByLabel('经过').fill(WORDS);
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').waitFor();
  if (script) await page.getByText(/^草稿 \d\d:\d\d 已存在这台设备上/).waitFor();
  await page.getByRole('link', { name: new RegExp(`^看看，我也遇到 ?${TITLE}$`) }).click();
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
}
async function join(page) {
  await page.getByRole('button', { name: '我也遇到' }).click();
  await page.getByRole('status').getByText('记下了，谢谢。').waitFor();
  await page.waitForLoadState();
}

for (const [how, options] of [
  ['on a large screen', {}],
  ['on a phone', { size: PHONE }],
  ['without a script', { script: false }],
]) {
  test(`who has met the same is counted, and no new case comes into being, ${how}`, async () => {
    const before = await known();
    assert.ok(before.numbers.includes(open.no));
    const page = await openWindow(browser, city, options);
    await begin(page, options.script);
    await join(page);
    assert.deepEqual(await known(), { numbers: before.numbers, met: before.met + 1 });
    await page
      .getByRole('row', { name: /同遇/ })
      .getByText(`${before.met + 1} 人`)
      .waitFor();
    if (options.script !== false) await isSound(page, 'after joining');
    await page.context().close();
  });
}

test('what was begun before joining is put away where the thanks stand', async () => {
  const page = await openWindow(browser, city);
  await begin(page);
  await join(page);
  const draft = page.getByRole('region', { name: '草稿' });
  await draft.getByText('写到一半的还在这台设备上').waitFor();
  await draft.getByRole('button', { name: /^接着写 路口的路灯/ }).waitFor();
  await isSound(page, 'a draft after joining');
  await draft.getByRole('button', { name: /^不要了 路口的路灯/ }).click();
  await draft.waitFor({ state: 'detached' });
  assert.ok(
    await page
      .getByRole('status')
      .getByText('记下了，谢谢。')
      .evaluate((told) => told === document.activeElement),
    'the keyboard stays where it was',
  );
  await page.goto('/');
  await page.getByRole('heading', { name: '您遇到了什么事？' }).waitFor();
  await page.waitForLoadState();
  assert.equal(await page.getByRole('region', { name: '草稿' }).count(), 0);
  assert.equal(await page.evaluate(() => localStorage.getItem('minsheng-draft')), null);
  await page.context().close();
});

test('who has more to say goes on with what was begun', async () => {
  const page = await openWindow(browser, city);
  await begin(page);
  await join(page);
  await page
    .getByRole('region', { name: '草稿' })
    .getByRole('button', { name: /^接着写 路口的路灯/ })
    .click();
  await page.getByText(WORDS).waitFor();
  await page.getByLabel('地点').waitFor();
  await page.context().close();
});

for (const script of [true, false]) {
  test(`who only joined leaves a shared computer as he found it, ${script ? 'with' : 'without'} a script`, async () => {
    const page = await openWindow(browser, city, { script });
    await begin(page, script);
    await join(page);
    // Where the thanks stand, and where it is said later that he is counted already.
    await page.getByRole('button', { name: LEAVE }).waitFor();
    await page.goto(`/public/${open.no}`);
    await page.getByText('您已经记过了。').waitFor();
    assert.equal(await page.getByRole('button', { name: '我也遇到' }).count(), 0);
    if (script) await isSound(page, 'counted already');
    await page.getByRole('button', { name: LEAVE }).click();
    await page.getByRole('heading', { name: '您遇到了什么事？' }).waitFor();
    await page.waitForLoadState();
    assert.equal(await page.getByRole('region', { name: '草稿' }).count(), 0);
    assert.deepEqual(
      (await page.context().cookies()).filter(({ name }) => name !== 'minsheng_tried'),
      [],
    );
    if (script) assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    await page.goto(`/public/${open.no}`);
    await page.getByRole('button', { name: '我也遇到' }).waitFor();
    await page.context().close();
  });
}

/** A case that is public while it is still handled. */
async function handled(title) {
  const { no } = await submit(city, { title, text: `${title}，请来看看。`, place: '横江渡' });
  await (await city.staff('pizhuan')).act(no, 'accept');
  await (await city.staff('zhongshen')).act(no, 'publish', { title, text: `居民反映${title}。`, answer: '' });
  return no;
}

for (const script of [true, false]) {
  test(`who leaves a number reads what for, and is told once how it went, ${script ? 'with' : 'without'} a script`, async () => {
    const no = await handled(`公厕门坏了${script ? '' : '又修了'}`);
    const number = `1390000006${script ? 1 : 2}`;
    const page = await openWindow(browser, city, { script, size: PHONE });
    await page.goto(`/public/${no}`);
    const field = page.getByRole('textbox', { name: '电话（可以不留）', description: /发一条短信告诉您.*不作别的用/ });
    await field.fill('12');
    await page.getByRole('button', { name: '我也遇到' }).click();
    await page
      .getByRole('alert')
      .getByText(/请写 11 位手机号/)
      .waitFor();
    if (script) await isSound(page, 'a number that is none');
    await field.fill(number.replace(/^(...)(....)/, '$1 $2 '));
    await join(page);
    await page.getByRole('status').getByText('有了答复或办结了，会发一条短信给您。').waitFor();
    if (script) await isSound(page, 'after a number was left');
    await answerIt(city, no, '门换了新的。');
    const letter = await city.message((one) => one.to === 'joined' && one.body.includes(no));
    assert.deepEqual(
      { ...letter, body: JSON.parse(letter.body) },
      { to: 'joined', contact: number, template: 'joined_answered', body: { no, link: `/public/${no}` } },
    );
    assert.equal((await city.messages()).filter((one) => JSON.stringify(one).includes(number)).length, 1);
    // The page that he is sent to; its words come when they are published.
    const { link } = JSON.parse(letter.body);
    await page.context().clearCookies();
    await page.goto(link);
    await page
      .getByRole('region', { name: '答复' })
      .getByText(/^已经答复诉求人。/)
      .waitFor();
    assert.equal(await page.getByLabel('电话（可以不留）').count(), 0, 'there is nothing left to tell');
    await page.getByRole('button', { name: '我也遇到' }).waitFor();
    if (script) await isSound(page, 'answered, and not published yet');
    await (await city.staff('zhongshen')).act(no, 'publish', { title: '公厕的门', text: '居民反映公厕的门坏了。', answer: '门换了新的。' });
    await page.goto(link);
    await page.getByRole('region', { name: '答复' }).getByText('门换了新的。').waitFor();
    await page.context().close();
  });
}

test('the centre sees how many joined, an administrator that they were told, and nobody a number', async () => {
  const no = await handled('路面有坑');
  const answer = await fetch(`${city.url}/api/public/cases/${no}/me_too`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ contact: '13900000077' }),
  });
  assert.equal(answer.status, 200);
  await answerIt(city, no, '坑填了。');
  await city.message((one) => one.to === 'joined' && one.contact === '13900000077');
  const dispatcher = await openDesk(browser, city, 'pizhuan', { path: `/case/${no}` });
  await dispatcher.getByText('同遇', { exact: true }).first().waitFor();
  await dispatcher.getByText('1 人', { exact: true }).waitFor();
  assert.ok(!(await dispatcher.content()).includes('13900000077'));
  await dispatcher.context().close();
  const admin = await openDesk(browser, city, 'xitong', { path: `/messages?no=${no}` });
  const row = admin.getByRole('row').filter({ hasText: '同遇的件已答复' });
  await row.getByText('同遇的人', { exact: true }).waitFor();
  assert.ok(!(await admin.content()).includes('13900000077'));
  await isSound(admin, 'messages to who joined');
  await admin.context().close();
});
