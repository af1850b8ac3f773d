import type { SessionPort } from '../ports.ts';
import type { SessionCall } from './effect.ts';

/** Hands what an update asked for to the session. */
export function callSession(session: SessionPort, call: Exclude<SessionCall, { readonly call: 'typeSolution' }>): void {
  switch (call.call) {
    case 'run':
      return session.run(call.input);
    case 'type':
      return session.type(call.text);
    case 'hint':
      return session.hint(call.task);
    case 'answer':
      return session.answer(call.task, call.value);
    case 'edited':
      return session.edited(call.text);
    case 'setSpeed':
      return session.setSpeed(call.speed);
    case 'rewind':
      return session.rewind(call.place);
    default:
      return session[call.call]();
  }
}
