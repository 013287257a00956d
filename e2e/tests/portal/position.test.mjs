// 在哪里: by the telephone's own position, by a pin on the districts' map, by plain words; refusals, and
// without JavaScript. What is drawn and asked comes from the city itself.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE, transferred } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { arrived, enter, receipt, toWho, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** 三坊七巷, in 鼓楼区; 学军路, in 仓山区; a pier of Xiamen. */
const LANES = { longitude: 119.2966, latitude: 26.0855, accuracy: 12 };
const COLLEGE = { longitude: 119.309, latitude: 26.043, accuracy: 12 };
const XIAMEN = { longitude: 118.089, latitude: 24.4798, accuracy: 12 };

/** The step “where”, on a telephone. */
async function where(options = {}) {
  const page = await openWindow(browser, city, { size: PHONE, ...options });
  await page.goto('/write');
  await page.getByLabel('经过').fill('南后街夜里有摊位占道。');
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await arrived(page, '这件事在哪里？');
  return page;
}
const here = (page) => page.getByRole('button', { name: '用我现在的位置' });
/** Somewhere else at once: browsers hand out a position of this minute once more. */
const move = (page, coords) =>
  page.evaluate((coords) => {
    navigator.geolocation.getCurrentPosition = (found) => found({ coords });
  }, coords);
const onMap = (page) => page.getByRole('button', { name: '在地图上点位置' });
const drop = (page) => page.getByRole('button', { name: '去掉位置' });
const map = (page) => page.getByRole('application', { name: '福州市区县图' });
const told = (page) => page.getByRole('status').filter({ hasText: /位置|图钉/ });
const point = (page) => page.locator('input[name=point]').inputValue();
const area = (page) => page.getByRole('combobox', { name: /^区县、街道/ }).inputValue();

/** Anonymous, and sent; number and code. */
async function send(page) {
  await toWho(page);
  await page.getByRole('radio', { name: /^匿名/ }).check();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  return receipt(page);
}

test('the telephone says where: the district is filled in, the case has the point', async () => {
  const page = await where({ geolocation: LANES, permissions: ['geolocation'] });
  await here(page).click();
  await told(page).getByText('位置标好了，在鼓楼区。请再写清楚门牌或旁边的标志物。').waitFor();
  assert.equal(await point(page), '119.29660,26.08550');
  assert.equal(await area(page), '350102');
  await isSound(page, 'a marked position');
  // The draft keeps it: the browser is closed and comes back.
  await page.goto('/');
  await page.getByRole('button', { name: '接着写' }).click();
  await page.getByRole('heading', { name: '这件事在哪里？' }).waitFor();
  assert.equal(await point(page), '119.29660,26.08550');
  await told(page).getByText('在鼓楼区').waitFor();
  await page.getByLabel('地点').fill('南后街口');
  await toWho(page);
  await page.getByText('（标了位置）').waitFor();
  await page.getByRole('button', { name: '改 在哪里' }).click();
  assert.equal(await point(page), '119.29660,26.08550');
  const { no, code } = await send(page);
  const desk = await city.staff('pizhuan');
  const seen = await desk.get(`/api/cases/${no}`);
  assert.deepEqual(seen.point, { lng: 119.2966, lat: 26.0855 });
  assert.equal(seen.area, '350102');
  await enter(page, { no, code });
  await page.getByText('标的位置：119.29660,26.08550').waitFor({ state: 'attached' });
  await page.context().close();

  // At the desk: in numbers, as a link for a telephone's own map, on the districts.
  const screen = await openDesk(browser, city, 'pizhuan');
  await screen.goto(`${city.url}/desk/case/${no}`);
  await screen.getByText('119.29660,26.08550').first().waitFor();
  assert.equal(await screen.getByRole('link', { name: '在手机地图里打开' }).getAttribute('href'), 'geo:26.08550,119.29660');
  await screen.getByRole('img', { name: '区县图，图钉在鼓楼区' }).waitFor();
  await isSound(screen, 'a case with a point');
  // Corrected there, as it is typed; what is no point is told beside the field.
  await desk.act(no, 'accept');
  await screen.reload();
  await screen.getByText('119.29660,26.08550').first().waitFor();
  await screen.keyboard.press('c');
  const form = screen.getByRole('form').filter({ has: screen.getByRole('textbox', { name: '坐标' }) });
  await form.getByRole('textbox', { name: '坐标' }).fill('南后街');
  await form.getByRole('textbox', { name: '理由' }).fill('看了照片');
  await screen.keyboard.press('Control+Enter');
  await form.getByText('坐标写成“经度,纬度”').first().waitFor();
  await form.getByRole('textbox', { name: '坐标' }).fill('119.2970，26.0860');
  await screen.keyboard.press('Control+Enter');
  await screen.getByText('119.29700,26.08600').first().waitFor();
  assert.deepEqual((await desk.get(`/api/cases/${no}`)).point, { lng: 119.297, lat: 26.086 });
  await screen.context().close();
});

test('a position outside the city is not taken', async () => {
  const page = await where({ geolocation: XIAMEN, permissions: ['geolocation'] });
  await here(page).click();
  await told(page).getByText('这个位置不在福州市内，请写地点。').waitFor();
  assert.equal(await point(page), '');
  assert.equal(await drop(page).count(), 0, 'there is nothing to remove');
  // Whoever sends one all the same reads it on the page, and goes on without.
  await page.locator('input[name=point]').evaluate((field) => {
    field.value = '118.08900,24.47980';
  });
  await page.getByRole('button', { name: '下一步：照片' }).click();
  await page.getByRole('alert').getByText('这个位置不在福州市内，请写地点。').waitFor();
  await isSound(page, 'a position that is not in the city');
  await page.getByLabel('地点').fill('学军路口');
  await send(page);
  await page.context().close();
});

test('a pin that nobody can place takes the last one’s district along', async () => {
  const page = await where({ geolocation: LANES, permissions: ['geolocation'] });
  const districts = page.getByRole('combobox', { name: /^区县、街道/ });
  await here(page).click();
  await told(page).getByText('在鼓楼区').waitFor();
  assert.equal(await area(page), '350102');
  // The network goes away; the next pin lies in another district, and that is chosen by hand.
  await page.route('**/write/at', (route) => route.abort());
  await move(page, COLLEGE);
  await here(page).click();
  await told(page).getByText('位置记下了，网络没连上，区县请在下面选。').waitFor();
  assert.equal(await point(page), '119.30900,26.04300');
  assert.equal(await area(page), '', 'that was another pin’s');
  await districts.selectOption('350104');
  assert.equal(await told(page).getByText('请看哪个对').count(), 0);
  // What somebody chose stays, whatever the pin does.
  await here(page).click();
  await told(page).getByText('位置记下了，网络没连上').waitFor();
  assert.equal(await area(page), '350104');
  await page.unroute('**/write/at');
  await districts.selectOption('');
  await here(page).click();
  await told(page).getByText('在仓山区').waitFor();
  assert.equal(await area(page), '350104');
  // Nor does it stay beside a position that is not taken.
  await move(page, XIAMEN);
  await here(page).click();
  await told(page).getByText('这个位置不在福州市内').waitFor();
  assert.equal(await area(page), '');
  await page.context().close();
});

test('whoever does not tell his position writes the place', async () => {
  const page = await where({ permissions: [] });
  await here(page).click();
  await told(page).getByText('没有允许用位置，不要紧').waitFor();
  assert.equal(await point(page), '');
  assert.equal(await here(page).getAttribute('aria-disabled'), null, 'it may be tried again');
  // Or the telephone does not find out in time.
  await page.evaluate(() => {
    navigator.geolocation.getCurrentPosition = (found, failed) => failed({ code: 3 });
  });
  await here(page).click();
  await told(page).getByText('一时找不到您的位置，写地点就行').waitFor();
  await page.getByLabel('地点').fill('南后街口');
  await send(page);
  await page.context().close();
});

test('a pin by keyboard', async () => {
  const page = await where();
  await page.getByRole('combobox', { name: /^区县、街道/ }).selectOption('350104');
  const loaded = await transferred(page, async () => {
    await onMap(page).focus();
    await page.keyboard.press('Enter');
    await map(page).waitFor();
  });
  assert.ok(loaded < 30 * 1024, `the map is ${loaded} bytes`);
  assert.equal(await onMap(page).getAttribute('aria-expanded'), 'true');
  await assertFocused(page, map(page));
  await isSound(page, 'the map');
  // It opens on the district that was chosen; the pin is told as it moves and counts once it is set.
  await page.keyboard.press('ArrowRight');
  await page.getByText('图钉移到仓山区，按回车定下。').waitFor();
  assert.equal(await point(page), '');
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await told(page).getByText('位置标好了，在仓山区').waitFor();
  const [lng, lat] = (await point(page)).split(',').map(Number);
  assert.ok(lng > 119.2 && lng < 119.4 && lat > 25.9 && lat < 26.1, `${lng},${lat}`);
  // Far out it is refused in words, and the pin is gone.
  await page.getByRole('button', { name: '看全市' }).click();
  await map(page).focus();
  for (let n = 0; n < 8; n += 1) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await told(page).getByText('这个位置不在福州市内').waitFor();
  assert.equal(await point(page), '');
  await page.context().close();
});

test('a pin by touch, moved, removed', async () => {
  const page = await where();
  await onMap(page).click();
  await map(page).waitFor();
  const box = await map(page).boundingBox();
  // In the middle of the drawing lies 闽侯 or its neighbours; whichever, it is told in words.
  await map(page).tap({ position: { x: box.width * 0.45, y: box.height * 0.45 } });
  await told(page)
    .getByText(/^位置标好了，在.+[区县市]。/)
    .waitFor();
  const first = await point(page);
  const name = /在(.+?[区县市])。/.exec(await told(page).innerText())[1];
  assert.equal(
    await page
      .getByRole('combobox', { name: /^区县、街道/ })
      .locator('option:checked')
      .innerText(),
    name,
  );
  await page.getByRole('button', { name: '放大' }).click();
  assert.equal(await point(page), first, 'zooming sets nothing');
  await map(page).tap({ position: { x: box.width * 0.6, y: box.height * 0.5 } });
  await page.waitForFunction((before) => document.querySelector('input[name=point]').value !== before, first);
  await drop(page).click();
  await told(page).getByText('位置去掉了。').waitFor();
  assert.equal(await point(page), '');
  await send(page);
  await page.context().close();
});

test('without JavaScript plain words do, and nothing is offered that does not work', async () => {
  const page = await openWindow(browser, city, { script: false, size: PHONE });
  const { no } = await writeCase(page, { who: '匿名' });
  const seen = await (await city.staff('pizhuan')).get(`/api/cases/${no}`);
  assert.equal(seen.point, null);
  await page.goto('/write');
  await page.getByLabel('经过').fill('路灯不亮');
  await page.getByRole('radio', { name: /^求助/ }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  assert.equal(await here(page).count(), 0);
  assert.equal(await onMap(page).count(), 0);
  await page.context().close();
});

async function assertFocused(page, locator) {
  assert.ok(await locator.evaluate((element) => element === document.activeElement));
}
