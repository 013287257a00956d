// What must hold on every page of the portal: axe in light, dark and large type, no sideways scrolling, few
// bytes, no inline script, nothing secret in an address, 示例数据 everywhere, English, long words.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE, tooFaint, transferred } from '../../house/browser.mjs';
import { fits, isSound } from '../../house/check.mjs';
import { enter, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

const MOST_BYTES = 60 * 1024;
/** One pixel. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let city, browser, answered, published;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
  answered = await submit(city);
  await answerIt(city, answered.no);
  published = await publishedCase();
});
after(async () => {
  await browser?.close();
  await city?.close();
});

async function publishedCase() {
  const made = await submit(city, { text: '学军路与横江渡路口的两盏路灯不亮' });
  await answerIt(city, made.no);
  await (
    await city.staff('zhongshen')
  ).act(made.no, 'publish', {
    title: '路口两盏路灯不亮',
    text: '居民反映一处路口的两盏路灯不亮，晚上过马路看不见。',
    answer: '已更换灯泡，复查时两盏灯都亮了。',
  });
  return made.no;
}

/** What opens, as Chromium tells it to a screen reader: the name of its summary and of the group around it. */
async function folds(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const all = new Map(nodes.map((node) => [node.nodeId, node]));
  const groupOf = (node) => (!node || (!node.ignored && node.role.value === 'group') ? node : groupOf(all.get(node.parentId)));
  const summaries = nodes.filter((node) => !node.ignored && node.role.value === 'DisclosureTriangle');
  return summaries.map((node) => ({ summary: node.name.value, group: groupOf(node)?.name.value }));
}

/** Every page that can be opened by its address, and how to come to the others. */
async function everyPage(page, look) {
  for (const path of [
    '/',
    '/write',
    '/follow',
    '/about',
    '/public',
    `/public/${published}`,
    '/public?q=没有这样的',
    '/figures',
    '/no-such-page',
    '/follow/FZ26112599999',
    `/c/${'0'.repeat(32)}`,
  ]) {
    await page.goto(path);
    await look(path);
  }
  const on = async (awaited) => {
    await next(page).click();
    await awaited.waitFor();
    await page.waitForLoadState();
  };
  const mistakes = page.getByRole('alert').getByText(/^(还差一点|Almost there)$/);
  await page.goto('/write');
  await on(mistakes);
  await look('step 1 with mistakes');
  await beginCase(page);
  await on(page.getByRole('region', { name: /^(像是同一件事的|Public cases that look like yours)/ }));
  await look('step 2 with similar cases');
  await on(photoField(page));
  await photoField(page).setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: PICTURE });
  await page
    .getByRole('list', { name: /^(选好的照片|Photos chosen)$/ })
    .getByRole('img', { name: 'x.png' })
    .waitFor();
  await look('step 3 with a photo');
  await on(page.getByRole('group', { name: /^(谁可以知道您是谁|Who may know who you are)/ }));
  await look('step 4');
  await on(mistakes);
  await look('step 4 with mistakes');
  await page.getByRole('radio', { name: /^(匿名|Anonymous)/ }).check();
  await on(page.getByRole('heading', { name: /^(收到了，请记下这两样|Received\. Keep these two)$/ }));
  await look('receipt');
  await follow(page, { no: answered.no, code: 'not it' });
  await page.getByRole('alert').waitFor();
  await page.waitForLoadState();
  await look('wrong code');
  await follow(page, answered);
  await came(page);
  await page.waitForLoadState();
  const more = page.getByRole('region', { name: /^(还能做什么|What you can do)$/ });
  // The summary has the name of its group, and comes first in it.
  for (const group of await more.getByRole('group').all())
    await group
      .getByText(await group.getAttribute('aria-label'), { exact: true })
      .first()
      .click();
  await look('follow');
}

// What is pressed, by its name in either language.
const next = (page) => page.getByRole('button', { name: /^(下一步：|Next: |提交$|Submit$)/ });
const photoField = (page) => page.getByLabel(/^(选照片或文件（可以不选）|Photos or files \(optional\))$/);
async function beginCase(page) {
  await page.getByRole('textbox', { name: /^(经过|In your own words)/ }).fill('学军路与横江渡路口的两盏路灯不亮三天了');
  await page.getByRole('radio', { name: /^(求助|Request for help)/ }).check();
}
async function follow(page, { no, code }) {
  await page.goto('/follow');
  await page.getByRole('textbox', { name: /^(受理编号|Case number)/ }).fill(no);
  await page.getByRole('textbox', { name: /^(查询码|Query code)/ }).fill(code);
  await page.getByRole('button', { name: /^(查看进度|See progress)$/ }).click();
}
const came = (page) => page.getByRole('heading', { name: /^(办理经过|What happened)$/ }).waitFor();

/** Pixels of the root's letters, of which all others are multiples. */
const rootFont = (page) => page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));

for (const [name, options, wish] of [
  ['in light', {}],
  ['in dark', { dark: true }],
  ['in large type', { size: PHONE }, 'elder'],
  ['in large type and dark', { dark: true }, 'elder'],
  ['in English', {}, 'en'],
]) {
  test(`every page is sound ${name}`, async () => {
    const page = await openWindow(browser, city, options);
    await page.goto('/');
    const plain = await rootFont(page);
    if (wish) await page.goto(`/look?to=${wish}&back=/`);
    await everyPage(page, async (where) => {
      await isSound(page, `${where} ${name}`);
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `one h1 on ${where}`);
      assert.equal(await page.locator('style, [style], script:not([src]), [onclick]').count(), 0, `nothing inline on ${where}`);
      for (const { summary, group } of await folds(page)) assert.equal(summary, group, `what opens on ${where}`);
      assert.ok(!page.url().includes(answered.code), 'no code in an address');
      if (wish === 'en') assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      assert.ok(
        await page
          .getByRole('button', { name: '朗读' })
          .or(page.getByRole('button', { name: 'Read aloud' }))
          .isVisible(),
        `read aloud on ${where}`,
      );
      if (wish === 'elder') {
        assert.equal(await page.locator('html').getAttribute('data-mode'), 'elder');
        assert.ok((await rootFont(page)) >= 1.4 * plain, `${await rootFont(page)} px on ${where}, plain ${plain} px`);
        assert.deepEqual(await tooFaint(page, 7), [], `less than 7:1 on ${where} ${name}`);
      }
    });
    await page.context().close();
  });
}

test('the documentation of the interface says 示例数据, is sound, finds an operation and tries it', async () => {
  for (const options of [{}, { size: PHONE, dark: true }]) {
    const page = await openWindow(browser, city, options);
    await page.goto('/');
    await page.getByRole('contentinfo').getByRole('link', { name: '接口文档' }).click();
    await page.getByRole('heading', { level: 1, name: /民声接口/ }).waitFor();
    assert.ok(await page.getByRole('banner').getByText('示例数据').isVisible());
    const main = page.getByRole('main');
    const operations = main.getByRole('group');
    await main.getByRole('row').filter({ hasText: 'not_found' }).first().waitFor();
    assert.ok((await operations.count()) > 100, `${await operations.count()} operations`);
    // Its icon is there: a browser that finds none named asks for one that is not.
    const icon = await page.request.get(await page.locator('link[rel=icon]').getAttribute('href'));
    assert.ok(icon.ok());
    await isSound(page, '/api/docs');
    await page.getByRole('searchbox', { name: /找接口/ }).fill('/api/public/cases/{no}');
    const one = operations.filter({ hasText: /GET\s*\/api\/public\/cases\/\{no\}(?!\/)/ });
    await one.waitFor();
    assert.ok((await operations.filter({ visible: true }).count()) < 20, 'only what was looked for');
    await one.getByText('/api/public/cases/{no}', { exact: true }).click();
    await one.getByRole('textbox', { name: 'no', exact: true }).fill(published);
    await one.getByRole('button', { name: '发送 Send' }).click();
    await one.getByRole('status').getByText(/^200/).waitFor();
    await one.getByRole('status').getByText('路口两盏路灯不亮').waitFor();
    await isSound(page, 'an operation of /api/docs');
    await page.context().close();
  }
  const page = await openWindow(browser, city, { script: false });
  await page.goto('/api/docs');
  assert.ok(await page.getByRole('banner').getByText('示例数据').isVisible());
  await page.getByText(/也可直接下载该文件/).waitFor();
  await fits(page, '/api/docs without a script');
  await page.context().close();
});

test('no page takes more than 60 KB over the wire', async () => {
  const page = await openWindow(browser, city);
  await enter(page, answered);
  await came(page);
  await page.goto('/write');
  await beginCase(page);
  await next(page).click();
  await page.getByLabel('地点').waitFor();
  const photos = await transferred(page, async () => {
    await next(page).click();
    await photoField(page).waitFor();
  });
  assert.ok(photos > 1000 && photos <= MOST_BYTES, `photos: ${photos} bytes`);
  for (const path of ['/', '/write', '/follow', `/follow/${answered.no}`, '/public', `/public/${published}`, '/figures', '/about']) {
    const bytes = await transferred(page, () => page.goto(path));
    assert.ok(bytes > 1000 && bytes <= MOST_BYTES, `${path}: ${bytes} bytes`);
  }
  await page.context().close();
});

test('4,000 characters, emoji and long words break nothing', async () => {
  const page = await openWindow(browser, city, { size: PHONE });
  const text = `${'喇叭'.repeat(1950)}👨‍👩‍👧‍👦😟${'W'.repeat(90)}`;
  const written = await writeCase(page, { text, place: 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(4) });
  await fits(page, 'receipt');
  await enter(page, written);
  await page.getByText('您写的').click();
  await fits(page, 'follow');
  assert.ok((await page.getByRole('group', { name: '您写的' }).innerText()).includes('👨‍👩‍👧‍👦😟'));
  await page.context().close();
});

test('a page is a page also without its case, and an interface stays one', async () => {
  const page = await openWindow(browser, city);
  const gone = await page.goto('/public/FZ26112599999');
  assert.equal(gone.status(), 404);
  await page.getByRole('heading', { name: '没有找到' }).waitFor();
  const api = await page.request.get('/api/public/cases/FZ26112599999', { headers: { accept: 'text/html' } });
  assert.match(api.headers()['content-type'], /application\/problem\+json/);
  await page.context().close();
});

test('lists that are open to all come compressed, answers to one person as they are', async () => {
  const staff = await city.staff('pizhuan');
  const asked = (path) => fetch(city.url + path, { headers: { 'accept-encoding': 'gzip', authorization: `Bearer ${staff.token}` } });
  const units = await asked('/api/reference/units');
  assert.equal(units.headers.get('content-encoding'), 'gzip');
  assert.ok((await units.json()).length > 500, 'every unit is in it');
  const me = await asked('/api/me');
  assert.equal(me.headers.get('content-encoding'), null);
  assert.equal((await me.json()).person, 'pizhuan');
});

test('a form of another site does nothing', async () => {
  const page = await openWindow(browser, city);
  const answer = await page.request.post('/follow', {
    headers: { origin: 'https://evil.example', accept: 'text/html' },
    form: { no: answered.no, code: answered.code },
  });
  assert.equal(answer.status(), 403);
  assert.equal((await page.context().cookies()).length, 0);
  await page.context().close();
});
