// <routine-player>: the timer of a routine. The list of moves inside it is the routine; this only
// counts. It speaks when the move changes and at the end, never seconds, and is silent otherwise.

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

class RoutinePlayer extends HTMLElement {
  connectedCallback() {
    this.moves = [...this.querySelectorAll("[data-seconds]")].map((item) => ({
      item,
      name: item.firstElementChild.textContent,
      cue: item.dataset.cue,
      seconds: Number(item.dataset.seconds),
    }));
    this.total = this.moves.reduce((sum, move) => sum + move.seconds, 0);
    this.go = this.querySelector("[data-go]");
    this.back = this.querySelector("[data-back]");
    this.next = this.querySelector("[data-next]");
    this.tone = this.querySelector("[data-tone]");
    this.time = this.querySelector(".time");
    this.of = this.querySelector(".of");
    this.name = this.querySelector(".name");
    this.cue = this.querySelector(".cue");
    this.ring = this.querySelector(".prog");
    this.sun = this.querySelector(".inner-sun");
    this.live = this.querySelector("[data-say]");
    this.wait = document.querySelector("[data-pairing-wait]");
    this.pairing = document.getElementById("pairing");
    this.restore();

    this.go.addEventListener("click", () => (this.ticking ? this.pause() : this.start()));
    this.back.addEventListener("click", () => this.moveTo(this.index - 1));
    this.next.addEventListener("click", () => this.moveTo(this.index + 1));
    this.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("visibilitychange", () => this.ticking && this.stayAwake());
    window.addEventListener("pagehide", () => this.store());
    for (const link of document.querySelectorAll("[data-jump]")) {
      link.addEventListener("click", (event) => this.startAt(event, Number(link.dataset.jump) - 1));
    }
    this.wait?.querySelector("[data-pairing-show]").addEventListener("click", (event) => {
      event.preventDefault();
      this.reveal({ focus: true });
    });
  }

  disconnectedCallback() {
    this.pause();
  }

  // --- what is kept for a reload -----------------------------------------------------------

  get key() {
    return `routine:${this.dataset.story}`;
  }

  restore() {
    let kept = {};
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key)) ?? {};
    } catch {
      // Storage is switched off or holds something else: start from the beginning.
    }
    const move = this.moves[kept.index];
    this.index = move ? kept.index : 0;
    this.left = move && kept.left > 0 && kept.left <= move.seconds ? kept.left : this.moves[this.index].seconds;
    this.done = Boolean(move && kept.done);
    this.begun = Boolean(move && kept.begun);
    if (this.done) this.reveal({ focus: false });
    this.draw();
  }

  store() {
    if (!this.begun) return; // nothing is kept on her device before she asked for the timer
    const { index, left, done, begun } = this;
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ index, left, done, begun }));
    } catch {
      // Nothing is lost but the place after a reload.
    }
  }

  // --- keys ---------------------------------------------------------------------------------

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "ArrowRight") this.moveTo(this.index + 1);
    else if (event.key === "ArrowLeft") this.moveTo(this.index - 1);
    else return;
    event.preventDefault();
  }

  startAt(event, index) {
    event.preventDefault();
    this.done = false;
    this.moveTo(index, { quiet: true });
    this.start();
    this.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    this.go.focus({ preventScroll: true });
  }

  start() {
    if (this.done) {
      this.done = false;
      this.moveTo(0, { quiet: true });
    }
    this.begun = true;
    this.endsAt = Date.now() + this.left * 1000;
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(), 200);
    this.say(`${this.moves[this.index].name}. ${this.moves[this.index].cue}`);
    this.draw();
    this.stayAwake();
    this.showRing();
  }

  // On a phone the keys stand below the ring; what counts has to be in sight once it counts.
  showRing() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.querySelector(".dial").scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }

  pause() {
    clearInterval(this.ticking);
    this.ticking = null;
    this.sleeplessness?.release();
    this.sleeplessness = null;
    if (this.isConnected) this.draw();
  }

  moveTo(index, { quiet = false } = {}) {
    if (index >= this.moves.length) return this.finish();
    if (index < 0 || this.done) return undefined;
    this.index = index;
    this.left = this.moves[index].seconds;
    this.endsAt = Date.now() + this.left * 1000;
    if (!quiet) this.say(`${this.moves[index].name}. ${this.moves[index].cue}`);
    return this.draw();
  }

  // --- time ---------------------------------------------------------------------------------

  tick() {
    // By the clock, not by counting ticks: a sleeping tab catches up, over several moves if need be.
    while (Date.now() >= this.endsAt) {
      if (this.index === this.moves.length - 1) return this.finish();
      this.index += 1;
      this.endsAt += this.moves[this.index].seconds * 1000;
      this.chime();
      this.say(this.dataset.nextMove.replace("{move}", `${this.moves[this.index].name}. ${this.moves[this.index].cue}`));
    }
    const left = Math.ceil((this.endsAt - Date.now()) / 1000);
    if (left === this.left) return undefined;
    this.left = left;
    return this.draw();
  }

  finish() {
    this.done = true;
    this.index = this.moves.length - 1;
    this.left = 0;
    this.pause();
    this.chime();
    this.say(this.dataset.finished);
    this.reveal({ focus: true });
  }

  /** What suits the skin now, and the reader led to it. */
  reveal({ focus }) {
    if (!this.pairing) return;
    if (this.wait) this.wait.hidden = true;
    this.pairing.classList.remove("waits");
    if (!focus) return;
    const heading = this.pairing.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    this.pairing.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }

  // --- what is seen and heard -----------------------------------------------------------------

  draw() {
    const move = this.moves[this.index];
    const before = this.moves.slice(0, this.index).reduce((sum, each) => sum + each.seconds, 0);
    const { dataset } = this;
    this.time.replaceChildren(
      ...[...clock(this.left)].map((digit) => Object.assign(document.createElement("span"), { textContent: digit })),
    );
    this.ring.style.strokeDashoffset = this.left / move.seconds;
    this.sun.style.transform = `translateY(${-20 - 96 * ((before + move.seconds - this.left) / this.total)}px)`;
    this.of.textContent = this.done
      ? dataset.all
      : dataset.of.replace("{number}", this.index + 1).replace("{all}", this.moves.length);
    this.name.textContent = this.done ? dataset.done : move.name;
    this.cue.textContent = this.done ? dataset.rest : move.cue;
    this.go.textContent = this.done
      ? dataset.again
      : this.ticking ? dataset.pause : this.begun ? dataset.continue : dataset.start;
    this.back.disabled = this.index === 0 || this.done;
    this.next.disabled = this.done;
    this.moves.forEach(({ item }, place) => {
      item.classList.toggle("done", place < this.index || this.done);
      if (place === this.index && !this.done) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    this.store();
  }

  say(words) {
    this.live.textContent = words;
  }

  chime() {
    if (!this.tone.checked) return;
    this.audio ??= new AudioContext();
    const { audio } = this;
    const wave = audio.createOscillator();
    const volume = audio.createGain();
    wave.frequency.value = 528;
    volume.gain.setValueAtTime(0.12, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 1.4);
    wave.connect(volume).connect(audio.destination);
    wave.start();
    wave.stop(audio.currentTime + 1.4);
  }

  /** The screen stays on while a routine runs, where the browser allows it. */
  async stayAwake() {
    if (document.visibilityState !== "visible") return;
    try {
      this.sleeplessness = await navigator.wakeLock?.request("screen");
      if (!this.ticking) this.pause();
    } catch {
      // Refused, say on low battery: the timer runs all the same.
    }
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

customElements.define("routine-player", RoutinePlayer);
