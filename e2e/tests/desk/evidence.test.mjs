// What a reply brings along is seen where the answer is read; what a form lacks is said aloud at its field; and the
// watermark hides no words from whoever checks their contrast.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { covered, openBrowser, PHONE, WIDE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});
const ends = (page) => {
  assert.deepEqual(page.troubles, []);
  return page.context().close();
};

async function inHand(title) {
  const [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const requester = { name: '林女士', phone: '13900000001' };
  const said = { channel: 'phone', kind: 'help', title, text: '两盏灯不亮。', area: '350104', accept: true, requester };
  const { no } = await agent.register(said);
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return { no, handler };
}
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
async function photo(no, { token }, what) {
  const form = new FormData();
  form.append('what', what);
  form.append('file', new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }), 'photo.png');
  const answer = await fetch(`${city.url}/api/cases/${no}/attach`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `photo-${no}` },
    body: form,
  });
  assert.equal(answer.ok, true, await answer.text());
}

test('photos, time and place of a reply stand beside it, and beside the answer that it became', async () => {
  const { no, handler } = await inHand('有证据的答复');
  await photo(no, handler, '换好的两盏灯');
  const evidence = [{ what: '换好的两盏灯', at: '昨天 19 时', place: '学军路口' }, { what: '电表读数' }];
  await handler.act(no, 'reply', { text: '灯已经换好。', evidence });
  for (const [login, box] of [
    ['zhujian-shenhe', '最近一份答复'],
    ['zhongshen', '答复'],
  ]) {
    const page = await openDesk(browser, city, login, { path: `/case/${no}` });
    const list = page.getByRole('region', { name: box, exact: true }).getByRole('list', { name: '证据' });
    await list.getByText('昨天 19 时，学军路口').waitFor();
    assert.equal(await list.getByRole('listitem').count(), 2);
    const link = list.getByRole('link', { name: '照片 1：换好的两盏灯' });
    assert.ok(await link.getByRole('img').evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), 'the photo is there');
    await isSound(page, `evidence for ${login}`);
    await ends(page);
    if (box !== '答复') for (const one of [login, 'zhongshen']) await (await city.staff(one)).act(no, 'review', { decision: 'pass' });
  }
});

test('a reply that is taken back goes out after all, with the photo that it brought', async () => {
  const { no, handler } = await inHand('撤回带照片的答复');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  const form = page.getByRole('form', { name: `答复 · ${no}` });
  await page.getByRole('button', { name: '答复' }).click();
  await form.getByRole('textbox', { name: '内容', exact: true }).fill('灯已经换好。');
  await form.getByRole('button', { name: '再加一条证据' }).click();
  await form.getByRole('textbox', { name: '证据说明' }).fill('换好的灯');
  await form.getByLabel('照片 1').setInputFiles({ name: 'lamp.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') });
  await form.getByText(/已添上 lamp.png/).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '撤回' }).click();
  await form.waitFor();
  // Its own photo is no collision: the form is upon the case as it is with it.
  await page.getByText('lamp.png').first().waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('✓ 已发出').waitFor();
  const sent = await handler.get(`/api/cases/${no}`);
  assert.equal(sent.assignments.at(-1).state, 'replied');
  assert.equal(sent.files.length, 1);
  await ends(page);
});

test('查看身份 without a reason says at the field what is missing, and the field has the focus', async () => {
  const { no } = await inHand('要看身份的件');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: /^查看身份/ }).click();
  const form = page.getByRole('form', { name: /^查看身份/ });
  await form.getByRole('button', { name: /^查看身份/ }).click();
  await form.getByRole('alert').getByText('请填理由。').waitFor();
  const field = form.getByRole('textbox', { name: '理由' });
  await field.and(page.locator(':focus')).waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill('核对地址');
  assert.equal(await form.getByRole('alert').count(), 0, 'what is put right is not wrong any more');
  await form.getByRole('button', { name: /^查看身份/ }).click();
  await form.getByText('13900000001').waitFor();
  await ends(page);
});

for (const size of [WIDE, PHONE])
  test(`at ${size.width} px the watermark lies over a reply's form and takes no word out of sight of axe`, async () => {
    const { no } = await inHand(`有水印的表单${size.width}`);
    const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}`, size });
    await page.getByRole('button', { name: /^答复/ }).click();
    const form = page.getByRole('form', { name: /^答复/ });
    await form.getByRole('textbox', { name: '内容' }).waitFor();
    const mark = await page.getByRole('main').evaluate((main) => getComputedStyle(main, '::after').content);
    assert.match(mark, /福州市住建局经办人.*今天 \d\d:\d\d/);
    assert.match(mark, /\/ ""$/, 'nothing for readers');
    const hidden = await covered(page);
    // On a phone the bar of the form sticks to the foot, over what scrolls below it.
    if (size === WIDE) assert.deepEqual(hidden, []);
    assert.deepEqual(
      hidden.filter((one) => /h1|h2|legend|\.num/.test(one)),
      [],
    );
    await isSound(page, 'a form under the watermark');
    await ends(page);
  });
