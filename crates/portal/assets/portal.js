// Enhancements only: every page works without this file. Drafts that outlive a closed browser and a dead
// network, completion of places, reading aloud.
(() => {
  'use strict';
  const english = document.documentElement.lang === 'en';
  const t = (zh, en) => (english ? en : zh);
  const DRAFT = 'minsheng-draft';
  const store = {
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* private windows */ } },
  };
  const A_WEEK = 7 * 24 * 3600 * 1000;

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
    drop.addEventListener('click', () => { store.drop(DRAFT); note.remove(); });
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
