/** All procedures, by entity and verb. REST and its description are made from the same. */
import { get as accountGet } from './account/get.ts';
import { list as auditList } from './audit/list.ts';
import { overview as fleetOverview } from './fleet/overview.ts';
import { get as hostGet } from './host/get.ts';
import { list as hostList } from './host/list.ts';
import { list as imageList } from './image/list.ts';
import { events as jobEvents } from './job/events.ts';
import { get as jobGet } from './job/get.ts';
import { list as jobList } from './job/list.ts';
import { list as peopleList } from './people/list.ts';
import { me as sessionMe } from './session/me.ts';
import { get as templateGet } from './template/get.ts';
import { list as templateList } from './template/list.ts';
import { router } from './trpc.ts';
import { get as vmGet } from './vm/get.ts';
import { list as vmList } from './vm/list.ts';
import { deliveries as webhookDeliveries } from './webhook/deliveries.ts';
import { delivery as webhookDelivery } from './webhook/delivery.ts';
import { list as webhookList } from './webhook/list.ts';
import { accept as welcomeAccept } from './welcome/accept.ts';
import { inspect as welcomeInspect } from './welcome/inspect.ts';

export const appRouter = router({
  account: router({ get: accountGet }),
  audit: router({ list: auditList }),
  fleet: router({ overview: fleetOverview }),
  host: router({ get: hostGet, list: hostList }),
  image: router({ list: imageList }),
  job: router({ events: jobEvents, get: jobGet, list: jobList }),
  people: router({ list: peopleList }),
  session: router({ me: sessionMe }),
  template: router({ get: templateGet, list: templateList }),
  vm: router({ get: vmGet, list: vmList }),
  webhook: router({ deliveries: webhookDeliveries, delivery: webhookDelivery, list: webhookList }),
  welcome: router({ accept: welcomeAccept, inspect: welcomeInspect }),
});
export type AppRouter = typeof appRouter;
