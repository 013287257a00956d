// What a citizen has written stays his: the browser's "back", the home page, two drafts, texts on a case's page, a draft
// that had arrived already; and nothing of it stays on a shared computer.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, receipt, toWho } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const WORDS = '学军路与横江渡路口的两盏路灯不亮三天了。';

async function toWhere(page, text = WORDS) {
  await page.goto('/write');
  await page.getByLabel('经过').fill(text);
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').waitFor();
  await page.waitForLoadState(); // with its script
}
const draftsOf = (page) => page.evaluate(() => localStorage.getItem('minsheng-draft') ?? '');

test('the browser’s back and forward lead through the steps, and no word is lost', async () => {
  const page = await openWindow(browser, city);
  await toWhere(page);
  await page.getByLabel('地点').fill('仓山区对湖街道学军路口');
  await toWho(page);
  await page.getByLabel('称呼').fill('林女士');
  await page.goBack();
  await page.getByRole('heading', { name: '有照片吗？' }).waitFor();
  await page.goBack();
  assert.equal(await page.getByLabel('地点').inputValue(), '仓山区对湖街道学军路口');
  await page.goBack();
  await page.getByRole('button', { name: '下一步：在哪里' }).last().waitFor();
  await page.waitForFunction((words) => document.getElementById('text')?.value === words, WORDS);
  await page.getByLabel('经过').fill(`${WORDS}晚上过马路看不见。`);
  await page.goForward();
  await page.getByText('晚上过马路看不见。').waitFor();
  assert.equal(await page.getByLabel('地点').inputValue(), '仓山区对湖街道学军路口');
  // Read anew, as a phone does that was short of memory.
  await page.reload();
  await page.getByText('晚上过马路看不见。').waitFor();
  await toWho(page);
  assert.equal(await page.getByLabel('称呼').inputValue(), '林女士');
  await page.getByRole('radio', { name: /^匿名/ }).check();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  const { no } = await receipt(page);
  // Back from the receipt is no second case: what was sent is not there to be sent again.
  await page.goBack();
  await page.getByLabel('经过').waitFor();
  assert.equal(await page.getByLabel('经过').inputValue(), '');
  assert.ok(!(await draftsOf(page)).includes(WORDS), no);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('without JavaScript the words come back too', async () => {
  const page = await openWindow(browser, city, { script: false });
  await toWhere(page);
  await page.getByLabel('地点').fill('学军路口');
  await page.getByRole('button', { name: '下一步：我是谁' }).last().click();
  await page.getByRole('heading', { name: '怎么称呼您？' }).waitFor();
  // The browser asks whether to send the form again, for nothing of it is kept anywhere; sent again, all is there.
  await page.goBack().catch(() => {});
  // Its question is no page: it may still be coming up when it is answered.
  const there = () =>
    page
      .getByLabel('地点')
      .count()
      .catch(() => 0);
  for (let n = 0; n < 50 && !(await there()); n += 1) await page.reload().catch(() => {});
  await page.getByText(WORDS).waitFor();
  await page.goBack();
  assert.equal(await page.getByLabel('经过').inputValue(), WORDS);
  await page.context().close();
});

test('what is written on the home page outlives the browser, and takes no other draft’s place', async () => {
  const page = await openWindow(browser, city, { size: PHONE });
  await toWhere(page, '先写的一件：小区门口的井盖翘起来了');
  await page.getByText(/^草稿 \d\d:\d\d 已存在这台设备上/).waitFor();
  await page.goto('/');
  await page.getByRole('region', { name: '草稿' }).getByText('先写的一件').waitFor();
  const box = page.getByRole('textbox', { name: '您遇到了什么事？' });
  await box.fill('后写的一件：楼下的喇叭从早响到晚');
  await page.getByText(/^草稿 \d\d:\d\d 已存在这台设备上/).waitFor();
  await isSound(page, 'the home page with drafts');
  await page.close();
  const later = await page.context().newPage();
  await later.goto('/');
  assert.equal(await later.getByRole('textbox', { name: '您遇到了什么事？' }).inputValue(), '后写的一件：楼下的喇叭从早响到晚');
  await later.getByRole('button', { name: '写一件诉求' }).click();
  assert.equal(await later.getByLabel('经过').inputValue(), '后写的一件：楼下的喇叭从早响到晚');
  await later.waitForLoadState(); // its script has made it a draft of its own
  // Both are offered, each by itself.
  await later.goto('/');
  assert.equal(await later.getByRole('textbox', { name: '您遇到了什么事？' }).inputValue(), '');
  const drafts = later.getByRole('region', { name: '草稿' });
  await drafts.getByText('后写的一件').first().waitFor();
  await drafts.getByRole('button', { name: '不要了 后写的一件' }).click();
  assert.ok(!(await draftsOf(later)).includes('后写的一件'));
  await drafts.getByRole('button', { name: '接着写 先写的一件' }).click();
  await later.getByLabel('地点').waitFor();
  await later.getByText('小区门口的井盖翘起来了').waitFor();
  await later.context().close();
});

test('offline, the network’s return sends what was pressed last and nothing else', async () => {
  const page = await openWindow(browser, city);
  await toWhere(page);
  await toWho(page);
  await page.getByRole('radio', { name: /^匿名/ }).check();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '上一步' }).click();
  await page.getByText('没发出去，您写的都还在。').waitFor();
  await page.context().setOffline(false);
  await page
    .getByRole('heading', { name: '有照片吗？' })
    .or(page.getByRole('heading', { name: '收到了，请记下这两样' }))
    .waitFor();
  assert.equal(await page.getByRole('heading', { name: '收到了，请记下这两样' }).count(), 0);
  await page.context().close();
});

test('a network that does not answer is not waited for without end', async () => {
  const page = await openWindow(browser, city);
  await page.clock.install();
  await page.goto('/write');
  await page.getByLabel('经过').fill(WORDS);
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.clock.runFor(1000);
  let asked;
  const heard = new Promise((done) => {
    asked = done;
  });
  await page.route('**/assets/mark.svg?alive=*', () => asked());
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await heard;
  await page.clock.runFor(16_000);
  await page.getByText('网络没有回应，还没发出去，您写的都还在。').waitFor();
  await page.unroute('**/assets/mark.svg?alive=*');
  await page.clock.runFor(4000);
  await page.getByLabel('地点').waitFor();
  await page.context().close();
});

test('a draft that arrived before its answer was lost gives its number, and what was changed can be added', async () => {
  const page = await openWindow(browser, city);
  await toWhere(page);
  await toWho(page);
  await page.getByRole('radio', { name: /^匿名/ }).check();
  // The words arrive; the answer does not.
  let first;
  const lost = page.waitForEvent('requestfailed', (request) => request.method() === 'POST');
  await page.route('**/write', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    first = await (await route.fetch()).text();
    return route.abort();
  });
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await lost;
  await page.unroute('**/write');
  const [, no] = first.match(/id="no">(FZ\d+)</);
  const [, code] = first.match(/id="code">(\d{6})</);

  // The browser's own page about it comes up first.
  await page.waitForURL((url) => url.protocol === 'chrome-error:');
  await page.goto('/');
  await page
    .getByRole('region', { name: '草稿' })
    .getByRole('button', { name: /^接着写/ })
    .click();
  await page.getByRole('button', { name: '改 什么事' }).click();
  await page.getByLabel('经过').fill(`${WORDS}今天又灭了一盏。`);
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').waitFor();
  await toWho(page);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  assert.deepEqual(await receipt(page), { no, code });
  await page.getByRole('heading', { name: '您先前交的已经收到了' }).waitFor();
  await isSound(page, 'a receipt of what had arrived before');
  assert.equal(await page.getByLabel('补充什么').inputValue(), `${WORDS}今天又灭了一盏。`);
  await page.getByRole('button', { name: '交上去' }).click();
  await page.getByRole('status').getByText('收到了，已经转给办理单位').waitFor();
  await page
    .getByText(/今天又灭了一盏/)
    .first()
    .waitFor();
  assert.ok(page.url().includes(no));

  // A key of one's own making opens nothing, and a program's key is none of a draft's.
  const key = 'ab'.repeat(16);
  const body = { kind: 'help', text: '别人交的一件', title: '别人的一件' };
  const theirs = await (await page.request.post('/api/public/cases', { headers: { 'idempotency-key': key }, data: body })).json();
  await page.context().clearCookies();
  const form = { key, step: 'who', go: 'next', kind: 'help', text: '换一句话', who: 'anonymous' };
  const answer = await (await page.request.post('/write', { form, headers: { origin: city.url } })).text();
  assert.ok(!answer.includes(theirs.no) && !answer.includes(theirs.code));
  await page.context().close();
});

test('what is being written on a case’s page is kept until it is sent', async () => {
  const written = await submit(city);
  await answerIt(city, written.no);
  const page = await openWindow(browser, city, { size: PHONE });
  await enter(page, written);
  await page.getByRole('radio', { name: '不满意', exact: true }).check();
  await page.getByLabel('想说的话').fill('只修好了一盏');
  await page.getByText('没办好，要求重办').click();
  await page.getByLabel('哪里没办好').fill('靠学校的那盏还是不亮');
  await page.waitForFunction(() => /靠学校/.test(localStorage.getItem('minsheng-said') ?? ''));
  await page.close();
  const later = await page.context().newPage();
  await later.goto(`/follow/${written.no}`);
  assert.equal(await later.getByLabel('想说的话').inputValue(), '只修好了一盏');
  assert.ok(await later.getByRole('radio', { name: '不满意', exact: true }).isChecked());
  assert.equal(await later.getByLabel('哪里没办好').inputValue(), '靠学校的那盏还是不亮');
  await isSound(later, 'a case with texts that were begun');
  await later.getByRole('radio', { name: '没解决', exact: true }).check();
  await later.getByRole('button', { name: '提交评价' }).click();
  await later.getByRole('status').getByText('谢谢您的评价').waitFor();
  await later.waitForLoadState(); // with its script
  assert.equal(await later.getByLabel('哪里没办好').inputValue(), '靠学校的那盏还是不亮');
  await later.getByRole('button', { name: '要求重办' }).click();
  await later.getByText('决定是否重办').first().waitFor();
  await later.waitForLoadState();
  assert.equal(await later.evaluate(() => localStorage.getItem('minsheng-said')), null);
  await later.context().close();
});

test('leaving a shared computer takes draft, texts and photos along before the page goes', async () => {
  const written = await submit(city);
  const page = await openWindow(browser, city);
  const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await toWhere(page, '没交的一件，里面有姓名和电话');
  await page.getByRole('button', { name: '下一步：照片' }).last().click();
  await page.getByLabel('选照片或文件').setInputFiles([picture]);
  await page.getByText('选好了 1 个').waitFor();
  await page.getByRole('button', { name: '下一步：我是谁' }).click();
  await page.getByLabel('电话', { exact: true }).fill('13900000009');
  await page.waitForFunction(() => (localStorage.getItem('minsheng-draft') ?? '').includes('13900000009'));
  await enter(page, written);
  await page.getByText('补充说明').click();
  await page.getByLabel('补充什么').fill('说到一半');
  await page.getByRole('button', { name: /看完了，离开/ }).click();
  await page.waitForURL(/\/$/);
  const left = await page.evaluate(async () => [Object.keys(localStorage), (await indexedDB.databases()).map((one) => one.name)]);
  assert.deepEqual(left, [[], []]);
  await page.context().close();
});

test('what nobody came back for within a week is deleted, not hidden, whatever page is opened', async () => {
  const page = await openWindow(browser, city);
  const picture = { name: '路灯.png', mimeType: 'image/png', buffer: await page.screenshot() };
  await toWhere(page, '一周以前写的');
  await page.getByRole('button', { name: '下一步：照片' }).last().click();
  await page.getByLabel('选照片或文件').setInputFiles([picture]);
  await page.getByText('选好了 1 个').waitFor();
  await page.goto('/about');
  assert.ok((await draftsOf(page)).includes('一周以前写的'));
  const count = () =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const asked = indexedDB.open('minsheng', 1);
          asked.onsuccess = () => {
            const all = asked.result.transaction('photos').objectStore('photos').count();
            all.onsuccess = () => {
              asked.result.close();
              done(all.result);
            };
          };
        }),
    );
  assert.equal(await count(), 1);
  await page.clock.setFixedTime(Date.now() + 8 * 24 * 3600 * 1000);
  await page.goto('/about');
  assert.equal(await draftsOf(page), '');
  await page.waitForFunction(() => localStorage.getItem('minsheng-photos') === null);
  assert.equal(await count(), 0);
  await page.context().close();
});

test('the English home page says where to turn', async () => {
  const page = await openWindow(browser, city);
  await page.goto('/look?to=en&back=/');
  await page.getByText('It is, was or must be settled by lawsuit').click();
  await page.getByText('Ask the court, the arbitration body').waitFor();
  await isSound(page, 'the English home page with a reason open');
  await page.context().close();
});
