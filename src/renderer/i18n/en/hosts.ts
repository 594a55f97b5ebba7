import type { Catalogue } from '../catalogue.ts';

export const hosts = {
  title: 'Hosts you have allowed',
  text: 'Allowed on this computer, for all projects. A project that comes from somebody else allows nothing.',
  none: 'None.',
  allowAnnotator: 'Allow {host} for annotators',
  allowAnnotatorHelp: 'Annotators read whole documents: these are sent there, without what is never sent.',
  allowSupervisor: 'Allow {host} for the supervisor',
  allowSupervisorHelp: 'Stretches around disagreements are sent there; you can see them first.',
  forAnnotator: 'for annotators: whole documents',
  forSupervisor: 'for the supervisor: stretches',
  since: 'since {date}',
  forget: 'Forget',
  forgetHost: 'Forget {host}, {purpose}',
  elsewhere: 'Annotators on other computers',
  elsewhereText: 'These annotators of the pool are not on this computer.',
} as const satisfies Catalogue;
