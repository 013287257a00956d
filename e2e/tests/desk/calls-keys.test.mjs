// Every key that 按键 prints on the screen of calls does what stands beside it; a call that is for the police is
// handed on to 110 without a mouse.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city, agent, dispatcher;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  [agent, dispatcher] = await Promise.all(['huawuyuan', 'pizhuan'].map((login) => city.staff(login)));
  await agent.register({
    channel: 'phone',
    kind: 'help',
    title: '水压太低',
    text: '三楼水压太低，洗不了澡。',
    area: '350104',
    accept: true,
    requester: { name: '周女士', phone: '13900000131' },
  });
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const number = (page) => page.getByRole('textbox', { name: '来电号码' });
const words = (page) => page.getByRole('textbox', { name: '诉求', exact: true });
const focused = (control) => control.and(control.page().locator(':focus')).waitFor();

test('a call for the police goes to 110 by Alt 0, and says so to whoever looks later', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await focused(number(page));
  await page.keyboard.type('13900000132');
  await words(page).fill('有人在砸邻居家的门，还拿着刀。');
  await page.keyboard.press('Alt+9');
  await page.keyboard.press('Alt+0');
  const to = page.getByRole('textbox', { name: '转给谁' });
  await focused(to);
  assert.equal(await to.inputValue(), '110');
  assert.ok(await page.getByRole('button', { name: /^转办/ }).isVisible(), 'the key to send is printed beside what it does');
  await isSound(page, 'handing a call to 110');
  // Nobody to hand it to: said beside the field, nothing sent.
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && /\/api\/cases(\/|$)/.test(new URL(request.url()).pathname) && !request.url().endsWith('/here'))
      sent.push(new URL(request.url()).pathname);
  });
  await to.fill('');
  await page.keyboard.press('Control+Enter');
  await page.getByText('请填转给谁。').waitFor();
  assert.deepEqual(sent, []);
  await to.fill('110');
  await page.getByRole('textbox', { name: '情况说明' }).fill('来电人在三楼，门已反锁。');
  await page.keyboard.press('Control+Enter');
  const saved = page.getByRole('region', { name: '刚登记的' });
  await saved.getByText('转办', { exact: true }).waitFor();
  const no = await saved.getByRole('link', { name: /^FZ/ }).innerText();
  assert.deepEqual(sent, ['/api/cases', `/api/cases/${no}/transfer`], 'registered, then handed on, each once');
  await focused(number(page));
  assert.equal(await words(page).inputValue(), '', 'the next call');
  assert.equal((await dispatcher.get(`/api/cases/${no}`)).status, 'transferred');
  await saved.getByRole('link', { name: no }).click();
  const step = page.getByRole('listitem').filter({ hasText: '转办' }).filter({ hasText: '门已反锁' });
  await step.waitFor();
  assert.match(await step.innerText(), /110/);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('declining a call is sound while its reasons stand there, and Esc leads back with every word', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  await words(page).fill('法院已经判了，我不服，要你们改判。');
  await page.keyboard.press('Alt+6');
  await page.keyboard.press('Control+u');
  await page.getByRole('group', { name: '不予受理的理由' }).getByRole('radio').first().waitFor();
  await isSound(page, 'declining a call');
  await page.keyboard.press('Escape');
  await page.getByRole('group', { name: '不予受理的理由' }).waitFor({ state: 'detached' });
  await focused(words(page));
  assert.equal(await words(page).inputValue(), '法院已经判了，我不服，要你们改判。');
  await page.context().close();
});

/** What each printed key is to do, and how to go on from there. */
const back = (page) => page.keyboard.press('Escape');
const itemBy = (n) => [
  async (page, items) =>
    assert.ok((await page.getByRole('combobox', { name: '事项' }).inputValue()).startsWith(items[n]), `suggestion ${n + 1}`),
  async () => {},
];
const kind = (name) => [
  async (page) => assert.ok(await page.getByRole('radio', { name: new RegExp(`^${name}`) }).isChecked(), name),
  async () => {},
];
const way = (path) => [
  (page) => page.waitForURL((url) => url.pathname === `/desk${path}`),
  async (page) => {
    if (path !== '/calls') {
      await page.goto('/desk/calls');
      await words(page).waitFor();
    }
  },
];
const DOES = {
  'Alt K': [
    async (page) => {
      await focused(page.getByRole('textbox', { name: '当场答复的内容' }));
      assert.match(await page.getByRole('textbox', { name: '当场答复的内容' }).inputValue(), /居住地派出所/);
    },
    async (page) => {
      await page.getByRole('button', { name: '不引用' }).click();
      await page.getByRole('textbox', { name: '当场答复的内容' }).fill('');
      await back(page);
    },
  ],
  'Ctrl D': [(page) => focused(page.getByRole('textbox', { name: '当场答复的内容' })), back],
  'Ctrl U': [(page) => page.getByRole('group', { name: '不予受理的理由' }).waitFor(), back],
  'Alt 0': [(page) => focused(page.getByRole('textbox', { name: '转给谁' })), back],
  'Alt J': [
    async (page) => {
      await page.getByText(/会作为来电人的补充记进/).waitFor();
      await focused(page.getByRole('button', { name: /^补进 FZ/ }));
    },
    back,
  ],
  'Alt P': [(page) => focused(page.getByRole('textbox', { name: '坐标（可不填）' })), async () => {}],
  'Alt L': [
    (page) => page.getByRole('complementary', { name: '来电人' }).waitFor(),
    async (page) => {
      await page.keyboard.press('Alt+l');
      await page.getByRole('complementary', { name: '来电人' }).waitFor({ state: 'hidden' });
    },
  ],
  'Alt 1': itemBy(0),
  'Alt 2': itemBy(1),
  'Alt 3': itemBy(2),
  'Alt 6': kind('咨询'),
  'Alt 7': kind('投诉'),
  'Alt 8': kind('建议'),
  'Alt 9': kind('求助'),
  '/': [(page) => focused(page.getByRole('textbox', { name: '编号或文字' })), back],
  '?': [
    (page) => page.getByRole('dialog', { name: '按键' }).waitFor(),
    async (page) => {
      await back(page);
      await page.getByRole('dialog', { name: '按键' }).waitFor({ state: 'detached' });
    },
  ],
  'Ctrl /': [
    (page) => page.getByRole('dialog', { name: '按键' }).waitFor(),
    async (page) => {
      await back(page);
      await page.getByRole('dialog', { name: '按键' }).waitFor({ state: 'detached' });
    },
  ],
  'Alt U': [(page) => focused(page.getByRole('button', { name: /^催办 FZ/ })), back],
  'G C': way('/calls'),
  'G A': way('/accept'),
  'G F': way('/cases'),
  'G N': way('/knowledge'),
  // Last, since it ends the call.
  'Ctrl Enter': [
    async (page) => {
      await page.getByRole('region', { name: '刚登记的' }).getByRole('link', { name: /^FZ/ }).waitFor();
      await focused(number(page));
    },
    async () => {},
  ],
};

/** What is pressed for a key as it is printed: `Alt K`, `G C`, `?`. */
const strokes = (key) =>
  /^(Alt|Ctrl) /.test(key)
    ? [
        key
          .replace('Ctrl', 'Control')
          .replace(/ ([A-Z])$/, (_, letter) => ` ${letter.toLowerCase()}`)
          .replace(' ', '+'),
      ]
    : key.toLowerCase().split(' ');

test('every key that is printed does something', { timeout: 180_000 }, async () => {
  // Below 1280 px the caller is a drawer that has a key, too.
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls', size: { width: 1200, height: 900 } });
  await number(page).fill('13900000131');
  await words(page).fill('想问一下办理居住证需要带什么材料。店门口商业喇叭从早放到晚，噪声很大。');
  const suggested = page.getByRole('region', { name: '建议的事项' }).getByRole('button');
  const ready = async () => {
    await suggested.nth(2).waitFor();
    await page.getByRole('region', { name: '可答的知识' }).getByText('办理居住证需要什么材料？').waitFor();
    await page.getByRole('button', { name: /^来电人 1/ }).waitFor();
  };
  await ready();
  await page.getByRole('button', { name: /^按键/ }).click();
  const dialog = page.getByRole('dialog', { name: '按键' });
  await dialog.waitFor();
  const printed = (await dialog.getByRole('term').allInnerTexts()).map((text) => text.trim());
  const beside = (await dialog.getByRole('definition').allInnerTexts()).map((text) => text.trim());
  assert.ok(
    beside.every((text) => text.length > 1),
    beside.join(),
  );
  await back(page);
  assert.deepEqual([...printed].sort(), Object.keys(DOES).sort(), 'the keys that are printed here');
  for (const [key, [does, on]] of Object.entries(DOES)) {
    await ready();
    const items = (await suggested.allInnerTexts()).map((text) => text.match(/[A-Z]\d+/)[0]);
    // Single keys act outside of fields: Esc leaves one.
    await words(page).focus();
    if (!/^(Alt|Ctrl)/.test(key)) await back(page);
    for (const stroke of strokes(key)) await page.keyboard.press(stroke);
    await does(page, items).catch((error) => {
      throw new Error(`${key} (${beside[printed.indexOf(key)]}): ${error.message}`, { cause: error });
    });
    await on(page);
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
