// Back-pressure: the newest value wins, and no more are sent than the page can show.
//
// A change is on its way from when it is sent until every chart shows it; the newest value of
// meanwhile is sent then. A final one, the value at release, is sent at once and always.

import { allShow, hasCharts, whenPainted } from "./painted.js";

// A chart that never comes (a page left, a connection lost) must not hold up the hand.
const PATIENCE_MS = 1500;

export class Sender {
  // `send(value, seq, final)` reports a change; seq grows, whichever control it comes from.
  constructor(send) {
    this.send = send;
    this.sent = -Infinity;
    this.onItsWay = null;
    this.waiting = null;
    this.forget = whenPainted(() => this.look());
  }

  offer(value) {
    this.waiting = { value };
    if (this.onItsWay === null) this.sendWaiting();
  }

  finish(value) {
    this.waiting = null;
    this.dispatch(value, true);
  }

  // The server has seen the change `seq`: on a page without charts that is all there is to see.
  heard(seq) {
    if (!hasCharts() && this.onItsWay !== null && seq >= this.onItsWay) this.arrived();
  }

  dispose() {
    clearTimeout(this.watchdog);
    this.forget();
  }

  look() {
    if (this.onItsWay !== null && allShow(this.onItsWay)) this.arrived();
  }

  arrived() {
    clearTimeout(this.watchdog);
    this.onItsWay = null;
    if (this.waiting !== null) this.sendWaiting();
  }

  sendWaiting() {
    const { value } = this.waiting;
    this.waiting = null;
    this.dispatch(value, false);
  }

  dispatch(value, final) {
    clearTimeout(this.watchdog);
    this.sent = this.onItsWay = performance.now();
    this.watchdog = setTimeout(() => this.arrived(), PATIENCE_MS);
    this.send(value, this.sent, final);
  }
}
