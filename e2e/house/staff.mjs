// Staff at the desk's screens: signing in, and what every journey does there.

import { openWindow } from './browser.mjs';
import { PASSWORD } from './city.mjs';

/** A window in which somebody has signed in by the form. */
export async function openDesk(browser, city, login, { path = '/', ...options } = {}) {
  const page = await openWindow(browser, city, options);
  await page.goto('/desk/sign-in');
  await page.getByRole('textbox', { name: '账号' }).fill(login);
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
  if (path !== '/') await page.goto(`/desk${path}`);
  await page.getByRole('main').waitFor();
  return page;
}

/** Sends what is held for five seconds at once, and waits until it has arrived. */
export async function sendNow(page) {
  await page.getByRole('button', { name: '现在就发' }).click();
  const sent = page.getByText('✓ 已发出').first();
  const failed = page.getByText(/没成 \d+ 件/).first();
  await sent.or(failed).waitFor();
  if (await failed.isVisible()) throw new Error(await page.getByRole('status').filter({ has: failed }).innerText());
}

/** The row of a case in a list. */
export function row(page, title) {
  return page.getByRole('link', { name: new RegExp(title) }).first();
}

/** How many cases a list has; the rows below its first screenful come a moment later. */
export async function casesIn(list) {
  await list.getByRole('link').first().waitFor();
  await list.and(list.page().locator('[aria-busy="false"]')).waitFor();
  return list.getByRole('link').count();
}
