import { createFifo } from '../base/fifo.ts';
import { type Entry, lanes } from './scan-queue-entry.ts';

export interface Ticket {
  readonly entry: Entry;
}

/** The places in the queue. A ticket that its entry no longer holds is void, and passed over. */
export interface QueueLanes {
  push(ticket: Ticket): void;
  /** Whose turn it is; null when nobody waits. */
  take(): Entry | null;
}

/** The most urgent first, except that each lane has its turn after as many others as its patience allows. */
export function createQueueLanes(): QueueLanes {
  const places = lanes.map(({ patience }) => ({ tickets: createFifo<Ticket>(), patience, passedOver: 0 }));

  const hasWaiting = ({ tickets }: (typeof places)[number]): boolean => {
    for (let first = tickets.peek(); first !== undefined; first = tickets.peek()) {
      if (first.entry.ticket === first) return true;
      tickets.shift();
    }
    return false;
  };

  return {
    push(ticket) {
      places[ticket.entry.lane]?.tickets.push(ticket);
    },
    take() {
      const waiting = places.filter(hasWaiting);
      const first = waiting.slice(1).find(({ passedOver, patience }) => passedOver >= patience) ?? waiting[0];
      if (first === undefined) return null;
      for (const lane of waiting.slice(waiting.indexOf(first) + 1)) lane.passedOver += 1;
      first.passedOver = 0;
      return first.tickets.shift()?.entry ?? null;
    },
  };
}
