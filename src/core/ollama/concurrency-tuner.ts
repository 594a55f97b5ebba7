export interface ConcurrencyTuner {
  /** Calls to keep in flight now. */
  readonly level: number;
  /** A pass begins, perhaps after other models worked: what was measured halfway says nothing any more. */
  begin(): void;
  /** A document was begun. */
  began(): void;
  /** A document was answered at this time (milliseconds). */
  ended(now: number): void;
  /** The server asked to slow down. */
  busy(): void;
}

export interface TunerLimits {
  readonly start: number;
  readonly most: number;
  /** How the level rises while that pays: by one for a single machine, doubled for a cluster. */
  readonly growth: 'by-one' | 'double';
}

/** Documents a level is judged by, at least; whole rounds of the level, because answers come in bursts. */
const leastSample = 8;
/** Samples after which a settled level is questioned again: the load of a shared server changes over the hours. */
const settledSamples = 64;

/**
 * Finds how many calls a server of unknown slots takes (llm-protocols 4.8): the level rises as long as throughput grows
 * by more than 10 %; the last step that did not pay is taken back. Documents that were in flight when the level rose
 * belong to the old level and are not counted. A server that asks to slow down halves the level; it then creeps up to
 * just below where that happened.
 */
export function createConcurrencyTuner(
  limits: TunerLimits = { start: 2, most: 8, growth: 'by-one' },
): ConcurrencyTuner {
  const most = Math.max(1, limits.most);
  let level = Math.max(1, Math.min(limits.start, most));
  let phase: 'first' | 'trial' | 'settled' | 'creep' = 'first';
  /** Level and documents per millisecond before the rise that is on trial. */
  let before = { level, rate: 0 };
  let ceiling = most;
  /** Answers still to come that were asked for at another level. */
  let foreign = 0;
  /** Answers to come during which further complaints are about calls made before the level fell. */
  let deaf = 0;
  /** Answers that came after `from`, until `to`; those of the same moment as `from` belong to what was before. */
  let sample = { from: NaN, to: NaN, count: 0 };
  let settledFor = 0;

  const measureAfresh = (): void => {
    sample = { from: NaN, to: NaN, count: 0 };
  };
  const moveTo = (next: number): void => {
    foreign = level;
    level = next;
    measureAfresh();
  };
  const settle = (): void => {
    phase = 'settled';
    settledFor = 0;
  };
  const riseOrSettle = (measured: number): void => {
    if (level >= ceiling) {
      settle();
      return;
    }
    phase = 'trial';
    before = { level, rate: measured };
    moveTo(Math.min(ceiling, limits.growth === 'double' ? level * 2 : level + 1));
  };
  const judge = (measured: number): void => {
    switch (phase) {
      case 'first':
        riseOrSettle(measured);
        break;
      case 'trial':
        if (measured > before.rate * 1.1) {
          riseOrSettle(measured);
        } else {
          moveTo(before.level);
          settle();
        }
        break;
      case 'creep':
        if (level >= ceiling) settle();
        else moveTo(Math.min(ceiling, level + Math.max(1, Math.floor(level / 8))));
        break;
      case 'settled':
        settledFor += 1;
        if (settledFor < settledSamples) break;
        ceiling = most;
        riseOrSettle(measured);
    }
  };

  return {
    get level() {
      return level;
    },
    begin: () => {
      foreign = 0;
      measureAfresh();
    },
    began: () => {
      // Judged only when another document begins, because at the end of a pass slots run empty.
      if (sample.count < level * Math.ceil(leastSample / level)) return;
      const measured = sample.count / (sample.to - sample.from);
      measureAfresh();
      judge(measured);
    },
    ended: (now) => {
      deaf = Math.max(0, deaf - 1);
      if (foreign > 0) {
        foreign -= 1;
        if (foreign === 0) sample = { from: now, to: now, count: 0 };
      } else if (Number.isNaN(sample.from)) {
        sample = { from: now, to: now, count: 0 };
      } else if (now > sample.from) {
        sample = { from: sample.from, to: now, count: sample.count + 1 };
      }
    },
    busy: () => {
      if (deaf > 0) return;
      deaf = level;
      ceiling = Math.max(1, level - 1);
      phase = 'creep';
      moveTo(Math.max(1, Math.floor(level / 2)));
    },
  };
}
