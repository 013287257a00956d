// The citizens' pages.

import { openWindow, PHONE, WIDE } from '../house/browser.mjs';

export async function pictures(shoot, city, browser) {
  for (const [size, name] of [[WIDE, '1440'], [PHONE, '390']]) {
    const page = await openWindow(browser, city, { size });
    await page.goto('/');
    await shoot(page, `portal-home-${name}`);
    await page.context().close();
  }
}
