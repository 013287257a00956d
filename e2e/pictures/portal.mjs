// The citizens' pages: the home page and a case on a large screen, the way through a case on a phone.

import { openWindow, PHONE, WIDE } from '../house/browser.mjs';
import { enter, writeCase } from '../house/citizen.mjs';
import { answerIt, submit } from '../house/desk.mjs';

export async function pictures(shoot, city, browser) {
  const written = await submit(city);
  await answerIt(city, written.no, '已派人更换灯泡，今晚 19 时复查，两盏灯都亮了。\n以后路灯不亮，报灯杆上的编号最快。');

  const wide = await openWindow(browser, city, { size: WIDE });
  await wide.goto('/');
  await shoot(wide, 'portal-home-1440');
  await followed(wide, written);
  await shoot(wide, 'portal-follow-1440');
  await wide.goto('/figures');
  await shoot(wide, 'portal-figures-1440');
  await wide.context().close();

  const phone = await openWindow(browser, city, { size: PHONE });
  await phone.goto('/');
  await shoot(phone, 'portal-home-390');
  await writeCase(phone);
  await shoot(phone, 'portal-receipt-390');
  await phone.goto('/');
  await phone.getByLabel('您遇到了什么事').fill('一家餐馆门口的喇叭对着居民楼，每天下午五点到夜里十一点一直放，小孩没法写作业。');
  await phone.getByRole('button', { name: '写一件诉求' }).click();
  await phone.getByRole('radio', { name: /^求助/ }).check();
  await phone.getByRole('button', { name: '下一步：在哪里' }).click();
  await phone.getByLabel('地点').pressSequentially('对湖');
  await phone.getByRole('listbox', { name: '区县、街道' }).getByRole('option').first().waitFor();
  await shoot(phone, 'portal-where-390');
  await followed(phone, written);
  await shoot(phone, 'portal-follow-390');
  await phone.context().close();
}

async function followed(page, written) {
  await enter(page, written);
  await page.getByText('已答复', { exact: true }).waitFor();
}
