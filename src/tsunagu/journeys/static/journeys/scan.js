/* The camera, the hand scanner and the phone's buzz. Everything also works by typing, without this file. */
"use strict";
(() => {
  const field = document.querySelector("[data-symbol]");
  const form = document.querySelector("[data-read]");
  const lens = document.querySelector("[data-lens]");
  const GROUP_SEPARATOR = "\u001d";
  let isSent = false;

  const send = (text) => {
    if (isSent || !field || !form) return;
    isSent = true;
    field.value = text;
    form.requestSubmit();
  };

  const type = (text) => {
    const at = field.selectionStart === null ? field.value.length : field.selectionStart;
    field.setRangeText(text, at, field.selectionEnd === null ? at : field.selectionEnd, "end");
  };

  /* A hand scanner types; its group separators come as Ctrl+], and it may type before anyone touched the field. */
  document.addEventListener("keydown", (event) => {
    if (!field) return;
    if (event.key === GROUP_SEPARATOR || (event.ctrlKey && (event.key === "]" || event.code === "BracketRight"))) {
      event.preventDefault();
      field.focus();
      type(GROUP_SEPARATOR);
      return;
    }
    const target = event.target;
    const isWriting = target instanceof HTMLElement && target.matches("input, textarea, select, button, summary, a, [contenteditable]");
    if (!isWriting && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });

  if (document.querySelector("[data-halt]") && navigator.vibrate) navigator.vibrate([300, 120, 300, 120, 600]);
  window.addEventListener("pageshow", () => { isSent = false; });

  if (!lens || !field) return;
  const video = lens.querySelector("video");
  const say = lens.querySelector("[data-say]");
  const begin = lens.querySelector("[data-begin]");
  const canvas = document.createElement("canvas");
  const WIDEST = 1280, PAUSE = 450;
  lens.hidden = false;
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
    begin.hidden = true;
    say.textContent = lens.dataset.denied;
    return;
  }

  const detector = async () => {
    if (!("BarcodeDetector" in window)) return null;
    try {
      const able = await window.BarcodeDetector.getSupportedFormats();
      const wanted = ["data_matrix", "qr_code", "code_128"].filter((name) => able.includes(name));
      return wanted.includes("data_matrix") ? new window.BarcodeDetector({ formats: wanted }) : null;
    } catch { return null; }
  };

  const frame = () => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
  };

  const decoded = async (finder) => {
    if (finder) {
      const found = await finder.detect(video);
      return found.length ? found[0].rawValue : "";
    }
    const picture = await frame();
    if (!picture) return "";
    const answer = await fetch(lens.dataset.decode, {
      method: "POST", body: picture, credentials: "same-origin",
      headers: { "Content-Type": "image/jpeg", "X-CSRFToken": lens.dataset.token, Accept: "application/json" },
    });
    if (!answer.ok) return "";
    const found = await answer.json();
    return found.texts.length ? found.texts[0] : "";
  };

  const look = async (finder) => {
    while (!isSent && video.srcObject) {
      let text = "";
      if (!document.hidden && video.videoWidth) {
        try { text = await decoded(finder); } catch { text = ""; }
      }
      if (text) {
        if (navigator.vibrate) navigator.vibrate(60);
        send(text);
        return;
      }
      await new Promise((resolve) => { setTimeout(resolve, finder ? 120 : PAUSE); });
    }
  };

  const start = async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } }, audio: false,
      });
      await video.play();
    } catch {
      begin.hidden = true;
      say.textContent = lens.dataset.denied;
      return;
    }
    lens.classList.add("on");
    begin.hidden = true;
    say.textContent = lens.dataset.looking;
    look(await detector());
  };

  begin.addEventListener("click", start);
  window.addEventListener("pagehide", () => {
    if (video.srcObject) video.srcObject.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  });
  /* Where the camera was allowed before, it begins by itself. */
  if (navigator.permissions) {
    navigator.permissions.query({ name: "camera" }).then((state) => { if (state.state === "granted") start(); }).catch(() => {});
  }
})();
