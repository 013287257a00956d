// 答复模板: a unit's administrator writes one, changes it by a next version, and the unit's replies begin with it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, no;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
  const [agent, dispatcher, unit] = [await city.staff('huawuyuan'), await city.staff('pizhuan'), await city.staff('zhujian')];
  ({ no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    item: 'A01',
    title: '路面坑洼',
    text: '路面坑洼，积水。',
    area: '350104',
    accept: true,
  }));
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await unit.act(no, 'sign');
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('a template is written by keys, changed by a next version, used in a reply, and ended', async () => {
  const page = await openDesk(browser, city, 'zhujian', { path: '/templates' });
  // The demonstration has some already.
  await page.getByRole('link', { name: /路灯已修好/ }).waitFor();
  await page.keyboard.press('n');
  const form = page.getByRole('form', { name: '写模板' });
  await form.getByRole('textbox', { name: '名称' }).fill('修好了');
  await page.keyboard.press('Control+Enter');
  await page.getByText('请填单位、名称和内容。').waitFor();
  await form.getByRole('textbox', { name: '内容' }).fill('经到场核实，已修复。');
  await isSound(page, 'form');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '写新的一版' }).waitFor();
  await page.keyboard.press('e');
  await page.getByRole('form', { name: '写第 2 版' }).getByRole('textbox', { name: '内容' }).fill('经到场核实，已于当日修复。');
  await page.keyboard.press('Control+Enter');
  await page.locator('summary', { hasText: '第 2 版' }).waitFor();
  await page.locator('summary', { hasText: '第 1 版' }).click();
  await page.getByText('经到场核实，已修复。').waitFor();
  await isSound(page, 'templates');

  await page.goto(`/desk/case/${no}`);
  await page.getByRole('button', { name: /^答复/ }).first().click();
  const reply = page.getByRole('form', { name: `答复 · ${no}` });
  await reply.getByRole('combobox', { name: '用模板' }).selectOption({ label: '修好了（福州市住建局）' });
  assert.equal(await reply.getByRole('textbox', { name: '内容' }).inputValue(), '经到场核实，已于当日修复。');
  await isSound(page, 'reply');

  await page.goto('/desk/templates');
  await page.getByRole('link', { name: /^修好了/ }).click();
  await page.getByRole('button', { name: '停用' }).click();
  await page.getByRole('button', { name: '确定停用' }).click();
  await page.getByText('这个模板已停用').waitFor();
  await page.getByRole('link', { name: /^修好了/ }).waitFor({ state: 'detached' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('whoever only handles cases has no door to templates', async () => {
  const page = await openDesk(browser, city, 'duihu', { path: '/templates' });
  await page.getByText('这个工作区不归您的岗位').waitFor();
  await page.context().close();
});

test('an address that names no template, or no entry of the knowledge base, says so and what to do', async () => {
  const page = await openDesk(browser, city, 'zhujian', { path: '/templates' });
  const list = page.getByRole('link', { name: /^路灯已修好/ });
  for (const [path, said] of [
    ['/templates', '没有这个模板'],
    ['/knowledge', '没有这一条'],
  ])
    for (const id of ['0190a000-0000-7000-8000-000000000000', 'xyz']) {
      await page.goto(`/desk${path}/${id}`);
      const told = page.getByRole('alert');
      await told.getByText(said).waitFor();
      assert.match(await told.innerText(), /清单里/);
      assert.equal(await page.getByText('没有这件').count(), 0, 'no words of a case');
      await isSound(page, `${path}/${id}`);
    }
  await page.goto('/desk/templates/xyz');
  await page.getByRole('alert').waitFor();
  await list.click();
  await page
    .getByRole('button', { name: '写新的一版' })
    .or(page.getByRole('heading', { name: /^路灯已修好/ }))
    .first()
    .waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
