// Enhancements only: every page works without this file. Drafts that outlive a closed browser and a dead
// network, completion of places, reading aloud.
(() => {
  'use strict';
  const english = document.documentElement.lang === 'en';
  const t = (zh, en) => (english ? en : zh);
  const DRAFT = 'minsheng-draft';
  const PHOTOS = 'minsheng-photos';
  const store = {
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* private windows */ } },
  };
  const A_WEEK = 7 * 24 * 3600 * 1000;
  const album = document.currentScript.dataset.photos;

  // 草稿：写到哪里，存到哪里。
  const write = document.getElementById('write');
  const saved = document.querySelector('.saved');
  const fieldsOf = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (typeof value === 'string' && name !== 'go') fields[name] = value;
    return fields;
  };
  const clock = () => new Date().toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false });
  const keep = () => {
    const fields = fieldsOf(write);
    if (!fields.text && !fields.place) return;
    if (store.set(DRAFT, { at: Date.now(), fields }) && saved) {
      saved.textContent = t(`草稿 ${clock()} 已存在这台设备上，断网、关掉都不会丢。`, `Draft saved on this device at ${clock()}.`);
    }
  };
  if (write) {
    let later;
    write.addEventListener('input', () => { clearTimeout(later); later = setTimeout(keep, 400); });
    write.addEventListener('change', keep);
    addEventListener('pagehide', keep);
    keep();
    const mistakes = document.getElementById('mistakes');
    if (mistakes) mistakes.focus();
  }
  const sent = document.querySelector('[data-sent]');
  if (sent) store.drop(DRAFT);

  // 照片：浏览器存得住，就有自己的一步，文字交了再传；存不住，就和最后一步一起交。
  let photos = Promise.resolve();
  const sending = document.getElementById('sending');
  if (write) {
    const keeps = write.elements.keeps;
    const key = write.elements.key.value;
    photos = import(album).then(async (album) => {
      await album.ready();
      keeps.value = '1';
      const chosen = document.getElementById('chosen');
      if (write.dataset.step === 'photos') await album.choose(document.getElementById('photo'), document.getElementById('album'), document.getElementById('photo-said'), key);
      else if (chosen) await album.count(chosen, key);
    }).catch(() => { keeps.value = ''; });
  } else if (sending && (sent || store.get(PHOTOS)?.no === sending.dataset.no)) {
    import(album).then((album) => album.send(sending)).catch(() => {});
  }
  // 公家的电脑：离开时照片也不留。
  document.querySelector('form[action="/follow/leave"]')?.addEventListener('submit', () => {
    if (store.get(PHOTOS)) { store.drop(PHOTOS); import(album).then((album) => album.forget()).catch(() => {}); }
  });
  const waiting = store.get(PHOTOS);
  if (waiting && location.pathname === '/' && Date.now() - waiting.at < A_WEEK) {
    const note = document.createElement('div');
    note.className = 'note y wrap';
    note.setAttribute('role', 'region');
    note.setAttribute('aria-label', t('没传完的照片', 'Photos not sent yet'));
    const words = document.createElement('p');
    words.textContent = t(`${waiting.no} 还有照片没传上去。`, `Photos of ${waiting.no} are not sent yet. `);
    const on = document.createElement('a');
    Object.assign(on, { href: `/follow/${waiting.no}`, textContent: t('接着传', 'Go on') });
    words.append(on);
    note.append(words);
    document.getElementById('main').prepend(note);
  }

  // 上次没写完的：在首页和写的第一步问一句。
  const draft = store.get(DRAFT);
  const fresh = write ? !write.elements.text.value : location.pathname === '/';
  if (draft && fresh && draft.fields && Date.now() - draft.at < A_WEEK) {
    const note = document.createElement('div');
    note.className = 'note y wrap';
    const words = document.createElement('p');
    words.textContent = t('上次没写完的还在：', 'Your unfinished case is still here: ') + (draft.fields.text || '').slice(0, 30) + '…';
    const row = document.createElement('p');
    row.className = 'btns';
    const on = document.createElement('form');
    on.method = 'post';
    on.action = '/write';
    const hidden = (name, value) => {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name, value });
      on.append(input);
    };
    for (const [name, value] of Object.entries(draft.fields)) hidden(name, value);
    const go = document.createElement('button');
    Object.assign(go, { className: 'btn', name: 'go', value: `to-${draft.fields.step || 'what'}`, textContent: t('接着写', 'Go on') });
    on.append(go);
    const drop = document.createElement('button');
    Object.assign(drop, { className: 'link', type: 'button', textContent: t('不要了', 'Discard') });
    drop.addEventListener('click', () => { store.drop(DRAFT); note.remove(); import(album).then((album) => album.forget(draft.fields.key)).catch(() => {}); });
    row.append(on, drop);
    note.append(words, row);
    note.setAttribute('role', 'region');
    note.setAttribute('aria-label', t('草稿', 'Draft'));
    document.getElementById('main').prepend(note);
  }

  // 断网：先看通不通，通了再交；不通就等着，连上自动再发。
  const guard = (form) => {
    let going = false;
    let waiting;
    const tell = (text) => {
      let note = form.querySelector('.offline');
      if (!text) { if (note) note.remove(); return; }
      if (!note) {
        note = document.createElement('div');
        note.className = 'note r offline gap';
        note.setAttribute('role', 'alert');
        (form.querySelector('.page') || form).append(note);
        note.scrollIntoView({ block: 'center' });
      }
      note.textContent = text;
    };
    const attempt = async (button) => {
      await Promise.race([photos, new Promise((done) => setTimeout(done, 3000))]);
      try {
        await fetch('/assets/mark.svg?alive=' + Date.now(), { method: 'HEAD', cache: 'no-store' });
      } catch {
        tell(t('没发出去，您写的都还在。连上后会自动再发。', 'Not sent. What you wrote is still here, and goes out once the network is back.'));
        clearTimeout(waiting);
        waiting = setTimeout(() => attempt(button), 3000);
        return;
      }
      tell('');
      going = true;
      form.requestSubmit ? form.requestSubmit(button) : form.submit();
      setTimeout(() => { going = false; }, 5000);
    };
    form.addEventListener('submit', (event) => {
      if (going) return;
      event.preventDefault();
      attempt(event.submitter);
    });
    addEventListener('online', () => { if (form.querySelector('.offline')) { clearTimeout(waiting); attempt(form.querySelector('button.primary')); } });
  };
  if (HTMLFormElement.prototype.requestSubmit) document.querySelectorAll('form[data-draft]').forEach(guard);

  // 地点补全：一边写一边找区县、街道。
  const place = document.getElementById('place');
  const area = document.getElementById('area');
  if (place && area) {
    const list = document.createElement('ul');
    Object.assign(list, { className: 'hits', id: 'hits', hidden: true });
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', t('区县、街道', 'Areas'));
    place.after(list);
    place.setAttribute('role', 'combobox');
    place.setAttribute('aria-autocomplete', 'list');
    place.setAttribute('aria-controls', 'hits');
    place.setAttribute('aria-expanded', 'false');
    let hits = [];
    let at = -1;
    let turn = 0;
    const close = () => { list.hidden = true; at = -1; place.setAttribute('aria-expanded', 'false'); place.removeAttribute('aria-activedescendant'); };
    const mark = (n) => {
      at = n;
      [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === n)));
      if (n >= 0) place.setAttribute('aria-activedescendant', `hit-${n}`); else place.removeAttribute('aria-activedescendant');
    };
    const take = (n) => {
      const hit = hits[n];
      area.value = hit.code;
      const typed = place.value.trim();
      if (hit.name.includes(typed)) place.value = (hit.around ? hit.around : '') + hit.name;
      close();
      place.dispatchEvent(new Event('change', { bubbles: true }));
      place.focus();
    };
    const look = async () => {
      const mine = ++turn;
      const typed = place.value.trim();
      if (!typed) return close();
      try {
        const answer = await fetch(`/write/places?q=${encodeURIComponent(typed)}`);
        const found = await answer.json();
        if (mine !== turn) return;
        hits = found;
      } catch { return close(); }
      list.replaceChildren(...hits.map((hit, n) => {
        const item = document.createElement('li');
        item.id = `hit-${n}`;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', 'false');
        item.textContent = hit.name;
        const small = document.createElement('small');
        small.textContent = hit.around;
        item.append(small);
        item.addEventListener('mousedown', (event) => { event.preventDefault(); take(n); });
        return item;
      }));
      list.hidden = hits.length === 0;
      place.setAttribute('aria-expanded', String(hits.length > 0));
      at = -1;
    };
    let soon;
    place.addEventListener('input', () => { clearTimeout(soon); soon = setTimeout(look, 150); });
    place.addEventListener('blur', close);
    place.addEventListener('keydown', (event) => {
      if (list.hidden || event.isComposing) return;
      if (event.key === 'ArrowDown') { event.preventDefault(); mark(Math.min(at + 1, hits.length - 1)); }
      else if (event.key === 'ArrowUp') { event.preventDefault(); mark(Math.max(at - 1, -1)); }
      else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); take(at); }
      else if (event.key === 'Escape') close();
    });
  }

  // 标位置：用手机的位置，或者在区县图上点。标了就填上区县，地点还是要写。
  const pin = document.getElementById('point');
  if (pin) {
    const field = pin.querySelector('input');
    const said = pin.querySelector('[role=status]');
    const here = pin.querySelector('[data-here]');
    const open = pin.querySelector('[data-open]');
    const room = document.getElementById('pinmap');
    let shown;
    const undo = document.createElement('button');
    Object.assign(undo, { className: 'link', type: 'button', textContent: pin.dataset.undo, hidden: !field.value });
    said.after(' ', undo);
    const set = (point, words) => {
      field.value = point;
      undo.hidden = !point;
      said.textContent = words;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      if (shown) shown.show(point);
    };
    let turn = 0;
    /** The server says where a position lies and whether it may stay. */
    const take = async (lng, lat, more = '') => {
      const mine = ++turn;
      const point = `${lng.toFixed(5)},${lat.toFixed(5)}`;
      let told;
      try {
        const answer = await fetch('/write/at', { method: 'POST', body: new URLSearchParams({ point }) });
        told = await answer.json();
      } catch {
        if (mine === turn) set(point, t('位置记下了，网络没连上，区县请在下面选。', 'Marked. The network is away: please choose the area below.') + more);
        return;
      }
      if (mine !== turn) return;
      if (told.area && !area.value.startsWith(told.area)) area.value = told.area;
      set(told.inside ? point : '', told.said + (told.inside ? more : ''));
    };
    undo.addEventListener('click', () => { turn += 1; set('', t('位置去掉了。', 'The position was removed.')); (here.hidden ? open || place : here).focus(); });
    here.hidden = !('geolocation' in navigator);
    here.addEventListener('click', () => {
      if (here.getAttribute('aria-disabled')) return;
      const mine = ++turn;
      const done = () => { here.removeAttribute('aria-disabled'); return mine === turn; };
      here.setAttribute('aria-disabled', 'true');
      said.textContent = t('正在找您的位置……', 'Looking for your position …');
      navigator.geolocation.getCurrentPosition((found) => {
        if (!done()) return;
        const { longitude, latitude, accuracy } = found.coords;
        const off = accuracy > 100 ? t(`手机说可能差 ${Math.round(accuracy)} 米，不准就在地图上改。`, ` It may be ${Math.round(accuracy)} m off.`) : '';
        take(longitude, latitude, off);
      }, (error) => {
        if (!done()) return;
        said.textContent = error.code === 1
          ? t('没有允许用位置，不要紧：写地点就行，也可以在地图上点。', 'Your position stays with you. Write the place, or point at it on the map.')
          : t('一时找不到您的位置，写地点就行，也可以在地图上点。', 'Your position was not found. Write the place, or point at it on the map.');
      }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
    });
    if (open) {
      open.addEventListener('click', async () => {
        if (!shown) {
          try {
            const { draw } = await import(pin.dataset.map);
            shown = await draw(room, { t, area: () => area.value, point: () => field.value, take });
          } catch {
            said.textContent = t('地图没有打开，写地点就行。', 'The map did not open. Please write the place.');
            return;
          }
        }
        room.hidden = !room.hidden;
        open.setAttribute('aria-expanded', String(!room.hidden));
        if (!room.hidden) shown.begin();
      });
    }
    pin.querySelector('.btns').hidden = false;
  }

  // 朗读：期限、状态、下一步、最后一步。
  const read = document.getElementById('read');
  if (read && 'speechSynthesis' in window) {
    read.hidden = false;
    const name = read.textContent;
    const quiet = () => { speechSynthesis.cancel(); read.textContent = name; read.removeAttribute('aria-pressed'); };
    read.addEventListener('click', () => {
      if (read.getAttribute('aria-pressed')) return quiet();
      const words = [...document.querySelectorAll('[data-read]')].map((part) => part.textContent.trim()).join('。');
      const said = new SpeechSynthesisUtterance(words);
      said.lang = english ? 'en-GB' : 'zh-CN';
      said.rate = 0.9;
      said.onend = quiet;
      said.onerror = quiet;
      read.textContent = read.dataset.stop;
      read.setAttribute('aria-pressed', 'true');
      speechSynthesis.speak(said);
    });
    addEventListener('pagehide', quiet);
  }
})();
